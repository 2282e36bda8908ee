// Preferences: how the app looks, how photos are taken in, what the model runs on.
import { Lock, RefreshCw } from 'lucide-react';
import { type BackendChoice, photoSizes } from '../../store/state.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { Segmented } from '../controls/segmented.tsx';
import { adapterWords, backendNames, stageNames } from '../status/status-words.ts';
import { useActions, useTesseraState } from '../tessera-context.ts';
import { AlphaBackground } from './alpha-background.tsx';
import { KeptPictures } from './kept-pictures.tsx';
import styles from './settings-dialog.module.css';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

const sizes = photoSizes.map((size) => ({ value: String(size), label: String(size) }));

const networkBackends = ['auto', 'webgpu', 'wasm'] as const;
const quantizerBackends = ['auto', 'webgpu', 'cpu'] as const;

interface SettingsDialogProps {
  readonly onClose: () => void;
}

export function SettingsDialog({ onClose }: SettingsDialogProps) {
  const actions = useActions();
  const preferences = useTesseraState((state) => state.preferences);
  const chooseSize = (value: string) => {
    const shortSide = photoSizes.find((size) => String(size) === value);
    if (shortSide) actions.setPreferences({ shortSide });
  };
  return (
    <DialogFrame title="Settings" description="Kept in this browser." onClose={onClose}>
      <section className={styles.group} aria-labelledby="settings-look">
        <h3 id="settings-look" className={styles.heading}>
          Look
        </h3>
        <div className={styles.row}>
          <span>Theme</span>
          <Segmented
            label="Theme"
            value={preferences.theme}
            options={themes}
            onChange={(theme) => actions.setPreferences({ theme })}
          />
        </div>
      </section>
      <section className={styles.group} aria-labelledby="settings-photos">
        <h3 id="settings-photos" className={styles.heading}>
          New photos
        </h3>
        <div className={styles.row}>
          <span>
            Short side
            <span className={styles.note}>In pixels. Larger shows more detail and takes longer.</span>
          </span>
          <Segmented label="Short side" value={String(preferences.shortSide)} options={sizes} onChange={chooseSize} />
        </div>
        <AlphaBackground />
      </section>
      <KeptPictures />
      <Backends />
      <p className={styles.privacy}>
        <Lock size={16} aria-hidden="true" />
        Nothing leaves your device. Photos, tokens and everything you paint stay in this browser; there is no server
        that could receive them.
      </p>
    </DialogFrame>
  );
}

function Backends() {
  const actions = useActions();
  const inUse = useTesseraState((state) => state.engine.inUse);
  const prior = useTesseraState((state) => state.prior.backend);
  return (
    <section className={styles.group} aria-labelledby="settings-backends">
      <h3 id="settings-backends" className={styles.heading}>
        What the model runs on
      </h3>
      <p className={styles.note}>
        Auto measures each stage once on this device and takes what is faster and computes correctly.
      </p>
      <BackendRow stage="encoder" options={networkBackends} now={inUse?.encoder} />
      <BackendRow stage="quantizer" options={quantizerBackends} now={inUse?.quantizer} />
      <BackendRow stage="decoder" options={networkBackends} now={inUse?.decoder} />
      <BackendRow stage="prior" options={networkBackends} now={prior} />
      <div className={styles.row}>
        <span className={styles.note}>
          {inUse ? `${adapterWords(inUse)}. ${inUse.remark ?? ''}` : 'The model is not running yet.'}
        </span>
        <Button icon={RefreshCw} onClick={actions.restartEngine}>
          Restart
        </Button>
      </div>
      <p className={styles.note}>
        <a href="./bench/">Benchmark</a>: what this device can do, beside other libraries.
      </p>
    </section>
  );
}

interface BackendRowProps<S extends keyof BackendChoice> {
  readonly stage: S;
  readonly options: readonly BackendChoice[S][];
  /** What it runs on, where that is known yet. */
  readonly now: keyof typeof backendNames | null | undefined;
}

function BackendRow<S extends keyof BackendChoice>({ stage, options, now }: BackendRowProps<S>) {
  const actions = useActions();
  const backends = useTesseraState((state) => state.preferences.backends);
  const choose = (value: string) => {
    const option = options.find((candidate) => candidate === value);
    if (option) actions.setPreferences({ backends: { ...backends, [stage]: option } });
  };
  return (
    <div className={styles.row}>
      <label htmlFor={`backend-${stage}`}>
        {stageNames[stage]}
        {now && <span className={styles.note}>Now on {backendNames[now]}</span>}
      </label>
      <select
        id={`backend-${stage}`}
        className={styles.select}
        value={backends[stage]}
        onChange={(event) => choose(event.target.value)}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {optionWords(option)}
          </option>
        ))}
      </select>
    </div>
  );
}

function optionWords(option: BackendChoice[keyof BackendChoice]): string {
  return option === 'auto' ? 'Auto' : `Always ${backendNames[option]}`;
}
