// Step 2: the codebook as a map that can be zoomed, and where each of its codes occurs in the photo.
import { useMemo, useState } from 'react';
import { bitsPerToken } from '../../../core/bit-packing.ts';
import { codebookUsage } from '../../../core/metrics/codebook-usage.ts';
import { coordinatesAlong, principalAxes } from '../../../core/principal-axes.ts';
import { formatCount, plural } from '../../controls/format.ts';
import { Swatch } from '../../controls/swatch.tsx';
import { dimmedExcept } from '../cell-overlay.ts';
import { CodebookMap } from '../codebook-map.tsx';
import { Word } from '../glossary.tsx';
import { CellPicker } from '../picture.tsx';
import { Figure, Note, StepLayout, type StepProps } from '../step-layout.tsx';
import styles from './codebook.module.css';

export function CodebookStep({ picture, model }: StepProps) {
  const { grid, reconstruction } = picture;
  const { codebook, swatches } = model;
  const [cell, setCell] = useState(() => Math.floor(grid.tokens.length / 2 + grid.width / 2));
  const [code, setCode] = useState(() => grid.tokens[cell]!);
  const usage = useMemo(() => codebookUsage(grid.tokens, codebook.size), [grid, codebook]);
  const map = useMemo(() => {
    const axes = principalAxes(codebook.vectors, codebook);
    const all = axes.variances.reduce((sum, variance) => sum + variance, 0);
    return {
      points: coordinatesAlong(axes, codebook.vectors, { ...codebook, count: 2 }),
      share: (axes.variances[0]! + axes.variances[1]!) / all,
    };
  }, [codebook]);
  const overlay = useMemo(
    () =>
      dimmedExcept(
        grid,
        Uint8Array.from(grid.tokens, (token) => Number(token === code)),
      ),
    [grid, code],
  );
  const count = usage.counts[code]!;

  return (
    <StepLayout
      papers={['vqvae']}
      text={
        <>
          <p>
            This model knows {formatCount(codebook.size)} combinations. Each is a vector of {codebook.dim} numbers, a{' '}
            <Word id="code">code</Word>; together they are its <Word id="codebook">codebook</Word>. A cell keeps the
            number of one code, its <Word id="token">token</Word>: {bitsPerToken(codebook.size)} bits instead of{' '}
            {codebook.dim} numbers.
          </p>
          <p>
            Think of a vocabulary. Nobody wrote it: training placed the codes where photos need them. See how crowded
            the greys are, and how lonely the strong colours.
          </p>
          <p>
            The map lays similar codes side by side. A tile shows what the decoder paints when a whole area holds that
            code. <strong>Pick a tile</strong> to see where your photo uses it, or a place in the photo to find its
            tile.
          </p>
          <p>
            Your photo uses {formatCount(usage.used)} of the {formatCount(codebook.size)}. What a code looks like
            depends on its neighbours too, as the sound of a letter does: a tile is only its plainest look.
          </p>
        </>
      }
      figure={
        <>
          <Figure title="All codes, in two dimensions" kind="live">
            <CodebookMap
              points={map.points}
              counts={usage.counts}
              swatches={swatches}
              code={code}
              onPick={(picked) => {
                setCode(picked);
                const first = grid.tokens.indexOf(picked);
                if (first >= 0) setCell(first);
              }}
            />
            <Note>
              A flat drawing of {codebook.dim} dimensions, along the two <Word id="pca">principal directions</Word>.
              They hold {Math.round(100 * map.share)}% of the codes’ spread: tiles that touch here may be far apart in
              the directions that you do not see. Faint tiles are codes that this photo does not use.
            </Note>
          </Figure>
          <Figure title={`Code ${code} in your photo`} kind="live">
            <div className={styles.found}>
              <Swatch code={code} className={styles.swatch} />
              <p>{count === 0 ? 'This photo does not use it.' : `It stands in ${plural(count, 'cell')}.`}</p>
            </div>
            <CellPicker
              image={reconstruction}
              grid={grid}
              cell={cell}
              overlay={overlay}
              label="Decoded photo, the code’s cells bright"
              description={`Row ${Math.floor(cell / grid.width) + 1}, column ${(cell % grid.width) + 1}: code ${grid.tokens[cell]}.`}
              onPick={(picked) => {
                setCell(picked);
                setCode(grid.tokens[picked]!);
              }}
            />
          </Figure>
        </>
      }
    />
  );
}
