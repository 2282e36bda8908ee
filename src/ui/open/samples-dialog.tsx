// The sample photos, with whom to thank for them.
import { samples } from '../../store/samples.ts';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { useActions } from '../tessera-context.ts';
import styles from './samples-dialog.module.css';

interface SamplesDialogProps {
  readonly onClose: () => void;
}

export function SamplesDialog({ onClose }: SamplesDialogProps) {
  const actions = useActions();
  return (
    <DialogFrame
      title="Samples"
      description="Photos to try things on. Each opens beside your own pictures."
      onClose={onClose}
      wide
    >
      <ul className={styles.grid}>
        {samples.map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              className={styles.sample}
              onClick={() => {
                void actions.openSample(sample.id);
                onClose();
              }}
            >
              <img
                src={sample.file}
                alt=""
                loading="lazy"
                decoding="async"
                draggable={false}
                className={styles.picture}
              />
              <span className={styles.title}>{sample.title}</span>
            </button>
            <p className={styles.credit}>
              {sample.credit} · {sample.licence}
            </p>
          </li>
        ))}
      </ul>
    </DialogFrame>
  );
}
