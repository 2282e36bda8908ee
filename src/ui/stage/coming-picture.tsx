// What the stage shows while a person's picture waits for the model: the picture, and how far the model is.
import type { ComingPicture as Coming } from '../../store/state.ts';
import { phaseWords } from '../status/status-words.ts';
import { useTesseraState } from '../tessera-context.ts';
import styles from './empty-stage.module.css';

export function ComingPicture({ coming: { name, url } }: { readonly coming: Coming }) {
  const words = useTesseraState(({ engine }) => phaseWords(engine));
  const failed = useTesseraState(({ engine }) => engine.phase === 'failed');
  return (
    <figure className={styles.coming}>
      <img src={url} alt={name} draggable={false} className={styles.picture} />
      <figcaption>
        <p role="status">
          {failed
            ? 'Start the model again, and your picture turns into codes.'
            : 'Your picture turns into codes as soon as the model is here.'}
        </p>
        <p className={styles.words}>{words}</p>
      </figcaption>
    </figure>
  );
}
