// A new picture level by level: the top's codes first, then the bottom's, by a prior that is told the top.
import { Sparkles, Square } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LevelsWritten, TwoLevels } from '../../store/learn/tour-state.ts';
import { Button } from '../controls/button.tsx';
import { formatBytes } from '../controls/format.ts';
import { levelTitle } from '../levels/level-name.ts';
import { firstKind, KindSelect } from './kind-select.tsx';
import { levelMosaic } from './level-mosaic.ts';
import styles from './levels-writing.module.css';
import { Picture } from './picture.tsx';
import { PriorFile } from './prior-file.tsx';
import { Controls, Figure, Note, Pair } from './step-layout.tsx';
import { useLive, useTourActions } from './tour-context.ts';

interface LevelsWritingProps {
  readonly pack: TwoLevels;
  readonly write: NonNullable<TwoLevels['write']>;
}

export function LevelsWriting({ pack, write }: LevelsWritingProps) {
  const { levels, decode } = pack;
  const { report } = useTourActions();
  const [written, setWritten] = useState<LevelsWritten | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const current = useRef<AbortController | null>(null);
  const [seed, setSeed] = useState(1);
  const conditions = levels[0]?.prior?.conditions ?? [];
  const [first] = conditions;
  const [kind, setKind] = useState(() => first && (firstKind(first.values) ?? first.any));
  useEffect(() => () => current.current?.abort(), []);

  const grids = written?.grids ?? null;
  const picture = useLive(
    useCallback(async (signal: AbortSignal) => grids && (await decode(grids, null, signal)).image, [decode, grids]),
  );

  const start = async () => {
    const controller = new AbortController();
    current.current = controller;
    setRunning(controller);
    setSeed(seed + 1);
    const condition = conditions.map(({ any }, i) => (i === 0 ? (kind ?? any) : any));
    try {
      await write({ seed, condition }, (now) => controller.signal.aborted || setWritten(now), controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) report(error);
    } finally {
      setRunning((now) => (now === controller ? null : now));
    }
  };
  const stop = () => {
    current.current?.abort();
    setRunning(null);
  };

  const bytes = levels.reduce((sum, { prior }) => sum + (prior?.bytes ?? 0), 0);
  return (
    <Figure title="A new picture, level by level" kind="live">
      <Pair>
        <Picture
          image={picture.value}
          size={{ width: 1, height: 1 }}
          pending={running !== null}
          label={written ? `A new picture: ${wordsOf(written, levels)}` : 'Nothing written yet'}
          caption={written ? wordsOf(written, levels) : 'Nothing written yet'}
        />
        <div>
          <div className={styles.grids}>
            {levels.map(({ name, colours }, i) => (
              <Picture
                key={name}
                image={written && levelMosaic(written.grids[i]!, colours)}
                size={{ width: 1, height: 1 }}
                pixelated
                label={`${levelTitle(name)} codes`}
                caption={levelTitle(name)}
              />
            ))}
          </div>
          {first && <KindSelect values={first.values} any={first.any} value={kind ?? first.any} onChange={setKind} />}
          <Controls>
            {running ? (
              <Button look="filled" icon={Square} onClick={stop}>
                Stop
              </Button>
            ) : (
              <Button look="filled" icon={Sparkles} onClick={() => void start()}>
                {written ? 'Another one' : 'Write a picture'}
              </Button>
            )}
          </Controls>
          <PriorFile />
        </div>
      </Pair>
      <Note>
        Two priors, {formatBytes(bytes)} together, fetched at their first use. They write in steps, in each of them
        cells that lie far apart (Besnier et al. 2025). Where the bottom is not written yet it holds the code that says
        nothing.
      </Note>
    </Figure>
  );
}

function wordsOf({ grids, level, done }: LevelsWritten, levels: TwoLevels['levels']): string {
  return `${levelTitle(levels[level]!.name)}: ${done} of ${grids[level]!.tokens.length} codes`;
}
