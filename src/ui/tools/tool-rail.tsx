// The tools at the left of the stage, and what can be set for the one in hand.
import { useTesseraState } from '../tessera-context.ts';
import { BrushOptions } from './brush-options.tsx';
import { CodeWells } from './code-wells.tsx';
import { ToolButtons } from './tool-buttons.tsx';
import styles from './tool-rail.module.css';
import { faceOf } from './tools.ts';

export function ToolRail() {
  const usesBrush = useTesseraState((state) => faceOf(state.tool).usesBrush);
  return (
    <section className={styles.rail} aria-label="Tools and codes">
      <ToolButtons layout="columns" />
      <hr className={styles.rule} />
      <CodeWells />
      {usesBrush && (
        <>
          <hr className={styles.rule} />
          <BrushOptions />
        </>
      )}
    </section>
  );
}
