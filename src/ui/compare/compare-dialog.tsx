// The open photo by several packs, and by the browser's own encoders at the same bytes: side by side, one divider, one zoom.
import { Brush } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { Slider } from '../controls/slider.tsx';
import { useActions, useSurfaces, useTesseraState } from '../tessera-context.ts';
import styles from './compare-dialog.module.css';
import { ComparedPicture, NoEncoder } from './compared-picture.tsx';
import { farthestZoom, type SharedView } from './shared-view.ts';
import { type Choice, keyOf, searched, useComparison } from './use-comparison.ts';

interface CompareDialogProps {
  /** A pack of plain numbers that this is about: it is compared with the pack in use. */
  readonly about?: string | undefined;
  readonly onClose: () => void;
}

/** More than this fit on no screen. */
const atOnce = 4;

const percent = (value: number) => `${Math.round(100 * value)} %`;

export function CompareDialog({ about, onClose }: CompareDialogProps) {
  const { changePack } = useActions();
  const inUse = useTesseraState((state) => state.packs.current);
  const photo = useSurfaces().original.image;
  const [view, setView] = useState<SharedView>({ divider: 0.5, zoom: 1, x: 0.5, y: 0.5 });
  const choices = useChoices();
  const [chosen, setChosen] = useState<readonly string[]>(() => {
    const asked = choices.filter(({ id, packId }) => about !== undefined && (packId === about || id === inUse));
    return (asked.length > 0 ? asked : choices).slice(0, atOnce).map(({ id }) => id);
  });
  const [search, setSearch] = useState(false);
  const { results, running } = useComparison(
    choices
      .filter(({ id }) => chosen.includes(id))
      .flatMap((choice) => (search && choice.kind === 'pack' ? [choice, searched(choice)] : choice)),
  );
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return (
    <DialogFrame
      title="Compare"
      description="Left of the divider the photo, right of it what came back. Drag to move the divider; scroll or pinch to zoom, then drag to move the picture."
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
          max={farthestZoom}
          step={0.1}
          format={percent}
          onChange={(zoom) => setView({ ...view, zoom })}
        />
      </div>
      <fieldset className={styles.choices}>
        <legend className={styles.legend}>Up to {atOnce} at once</legend>
        {choices.map(({ id, label }) => (
          <label key={id} className={styles.choice}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              disabled={!chosen.includes(id) && chosen.length >= atOnce}
              onChange={() => toggle(id)}
            />
            {label}
          </label>
        ))}
      </fieldset>
      <label className={styles.choice}>
        <input type="checkbox" checked={search} onChange={() => setSearch(!search)} />
        Each pack once more with better codes than the nearest ones: to find them takes a while
      </label>
      <p className={styles.progress} role="status">
        {running ? 'Comparing…' : 'Codecs take the highest quality that fits the bytes of the packs.'}
      </p>
      <ul className={styles.grid}>
        {photo &&
          results.map((result) => (
            <li key={keyOf(result)}>
              {result.kind === 'no-encoder' ? (
                <NoEncoder codec={result.codec} />
              ) : (
                <ComparedPicture photo={photo} result={result} view={view} onView={setView}>
                  {result.kind === 'pack' && !result.searched && (
                    <Button
                      icon={Brush}
                      className={styles.use}
                      disabled={result.packId === inUse}
                      aria-label={`Paint with ${result.title}`}
                      onClick={() => {
                        void changePack(result.packId);
                        onClose();
                      }}
                    >
                      {result.packId === inUse ? 'In use' : 'Paint with this one'}
                    </Button>
                  )}
                </ComparedPicture>
              )}
            </li>
          ))}
      </ul>
    </DialogFrame>
  );
}

/** Bits of each of an autoencoder's numbers: few enough to see it, and enough not to. */
const roundings = [4, 8];

function useChoices(): readonly Choice[] {
  const shipped = useTesseraState((state) => state.packs.shipped);
  const continuous = useTesseraState((state) => state.packs.continuous);
  return useMemo(
    () => [
      ...shipped.map(({ id, title }) => ({ kind: 'pack' as const, id, label: title, packId: id, searched: false })),
      ...continuous.flatMap(({ id, title }) =>
        roundings.map((bits) => ({
          kind: 'continuous' as const,
          id: `${id}@${bits}`,
          label: `${title}, rounded to ${bits} bits`,
          packId: id,
          bits,
        })),
      ),
    ],
    [shipped, continuous],
  );
}
