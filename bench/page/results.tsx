// The tables: the adapter's limits, and for each shape every contender beside the others.

import { formatBytes } from '../../src/ui/controls/format.ts';
import type { BenchRow, LimitRow, NearestCodeRow, Shape } from '../measure/protocol.ts';
import { chosen, limitShare, naive, shapeName, timesAsLong, timingOf } from '../ratios.mjs';
import styles from './results.module.css';
import { formatRate, formatShare, formatTime, formatTimes, outcomeWords } from './words.ts';

export function Results({ rows }: { readonly rows: readonly BenchRow[] }) {
  const limits = rows.filter((row) => row.kind === 'limit');
  const nearest = rows.filter((row) => row.kind === 'nearest-code');
  const shapes = [...new Map(nearest.map(({ shape }) => [shapeName(shape), shape])).values()];
  return (
    <>
      {limits.length > 0 && <Limits limits={limits} />}
      {shapes.map((shape) => (
        <ShapeTable
          key={shapeName(shape)}
          shape={shape}
          rows={nearest.filter((row) => shapeName(row.shape) === shapeName(shape))}
          all={rows}
        />
      ))}
    </>
  );
}

function Limits({ limits }: { readonly limits: readonly LimitRow[] }) {
  return (
    <Table title="What the adapter can do at most" note="Measured by two small kernels that do nothing else.">
      <thead>
        <tr>
          <th scope="col">Limit</th>
          <th scope="col">Reached</th>
          <th scope="col">Measured with</th>
        </tr>
      </thead>
      <tbody>
        {limits.map((limit) => (
          <tr key={limit.name}>
            <th scope="row">{limit.name === 'copy' ? 'Memory, read and written' : 'Fused multiply-adds'}</th>
            <td className={styles.figure}>
              {formatRate(limit.perSecond)}
              {limit.unit === 'bytes/s' ? 'B/s' : ' a second'}
            </td>
            <td className={styles.figure}>{limit.detail}</td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

interface ShapeTableProps {
  readonly shape: Shape;
  readonly rows: readonly NearestCodeRow[];
  readonly all: readonly BenchRow[];
}

function ShapeTable({ shape, rows, all }: ShapeTableProps) {
  const { rows: n, size, dim } = shape;
  const own = rows.find(({ contender }) => contender === chosen);
  return (
    <Table
      title={`Nearest code: ${n.toLocaleString('en')} vectors, ${size.toLocaleString('en')} codes of ${dim} numbers`}
      note={`${formatRate(n * size * dim)} multiply-adds; vectors and codes take ${formatBytes(4 * dim * (n + size))}, all N×K scores would take ${formatBytes(4 * n * size)}.`}
    >
      <thead>
        <tr>
          <th scope="col">Contender</th>
          <th scope="col">Time of a call</th>
          <th scope="col">Quartiles</th>
          <th scope="col">Clock</th>
          <th scope="col">Multiply-adds a second</th>
          <th scope="col">Of the limit</th>
          <th scope="col">Against ours</th>
          <th scope="col">GPU memory</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <ContenderRow key={row.contender} row={row} own={own} all={all} />
        ))}
      </tbody>
    </Table>
  );
}

interface ContenderRowProps {
  readonly row: NearestCodeRow;
  readonly own: NearestCodeRow | undefined;
  readonly all: readonly BenchRow[];
}

function ContenderRow({ row, own, all }: ContenderRowProps) {
  const { contender, detail, outcome, shape, workingBytes } = row;
  const name = (
    <th scope="row" data-chosen={contender === chosen || undefined} data-naive={contender === naive || undefined}>
      {contender}
      {detail && <span className={styles.detail}>{detail}</span>}
    </th>
  );
  if (outcome.type !== 'measured') {
    return (
      <tr>
        {name}
        <td colSpan={7} className={outcome.type === 'wrong' || outcome.type === 'failed' ? styles.bad : styles.quiet}>
          {outcomeWords(outcome)}
        </td>
      </tr>
    );
  }
  const { timing } = outcome;
  const spread = timing.gpu ?? timing.wall;
  const share = limitShare(row, all);
  const ownTiming = own && timingOf(own);
  return (
    <tr>
      {name}
      <td className={styles.figure}>{formatTime(spread.median)}</td>
      <td className={styles.figure}>
        {formatTime(spread.lowerQuartile)} – {formatTime(spread.upperQuartile)}
        <span className={styles.quiet}> of {spread.runs}</span>
      </td>
      <td>{timing.gpu ? 'GPU' : 'wall'}</td>
      <td className={styles.figure}>{formatRate((1000 * shape.rows * shape.size * shape.dim) / spread.median)}</td>
      <td className={styles.figure}>{share === null ? '–' : formatShare(share)}</td>
      <td className={styles.figure}>{ownTiming ? formatTimes(timesAsLong(timing, ownTiming)) : '–'}</td>
      <td className={styles.figure}>{workingBytes === null ? '–' : formatBytes(workingBytes)}</td>
    </tr>
  );
}

interface TableProps {
  readonly title: string;
  readonly note: string;
  readonly children: React.ReactNode;
}

function Table({ title, note, children }: TableProps) {
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.note}>{note}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table is scrolled with the keyboard */}
      <section className={styles.scroller} tabIndex={0} aria-label={title}>
        <table className={styles.table}>{children}</table>
      </section>
    </section>
  );
}
