// The open photo by several packs, and by the browser's own encoders at the same bytes: side by side, one divider, one zoom.
import { useEffect, useRef, useState } from 'react';
import type { Compared } from '../../store/compare/compare.ts';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { Slider } from '../controls/slider.tsx';
import { useActions, useSurfaces, useTesseraState } from '../tessera-context.ts';
import styles from './compare-dialog.module.css';
import { ComparedPicture, NoEncoder, type SharedView } from './compared-picture.tsx';

interface CompareDialogProps {
  readonly onClose: () => void;
}

/** More than this fit on no screen. */
const packsAtOnce = 4;

const percent = (value: number) => `${Math.round(100 * value)} %`;

export function CompareDialog({ onClose }: CompareDialogProps) {
  const actions = useActions();
  const photo = useSurfaces().original.image;
  const packs = useTesseraState((state) => state.packs.shipped).slice(0, packsAtOnce);
  const [results, setResults] = useState<readonly Compared[]>([]);
  const [running, setRunning] = useState(true);
  const [view, setView] = useState<SharedView>({ divider: 0.5, zoom: 1, x: 0.5, y: 0.5 });
  // Begun once, for the photo and the packs that are there when the dialog opens.
  const ids = useRef(packs.map(({ id }) => id));
  useEffect(() => {
    const controller = new AbortController();
    setResults([]);
    void actions
      .comparePacks(ids.current, (result) => setResults((before) => [...before, result]), controller.signal)
      .then(() => controller.signal.aborted || setRunning(false));
    return () => controller.abort();
  }, [actions]);
  return (
    <DialogFrame
      title="Compare"
      description="Left of the divider the photo, right of it what came back. Scroll to zoom, drag to move."
      onClose={onClose}
      wide
    >
      <div className={styles.controls}>
        <Slider
          label="Divider"
          value={view.divider}
          min={0}
          max={1}
          step={0.01}
          format={percent}
          onChange={(divider) => setView({ ...view, divider })}
        />
        <Slider
          label="Zoom"
          value={view.zoom}
          min={1}
          max={8}
          step={0.1}
          format={percent}
          onChange={(zoom) => setView({ ...view, zoom })}
        />
      </div>
      <p className={styles.progress} role="status">
        {running ? 'Comparing…' : 'Codecs take the highest quality that fits the bytes of the packs.'}
      </p>
      <ul className={styles.grid}>
        {photo &&
          results.map((result) => (
            <li key={result.kind === 'pack' ? result.id : result.codec}>
              {result.kind === 'no-encoder' ? (
                <NoEncoder codec={result.codec} />
              ) : (
                <ComparedPicture photo={photo} result={result} view={view} onView={setView} />
              )}
            </li>
          ))}
      </ul>
    </DialogFrame>
  );
}
