// The prior's knobs: what it is told, and how it draws. They also re-draw what the inspector shows.
import { Dices } from 'lucide-react';
import { useId } from 'react';
import { retold } from '../../core/sampling/usual-guidance.ts';
import { mostSteps, type PriorInfo } from '../../store/prior/prior-state.ts';
import { IconButton } from '../controls/button.tsx';
import { OptionSearch } from '../controls/option-search.tsx';
import { Slider } from '../controls/slider.tsx';
import { Term } from '../controls/term.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';
import styles from './prior-settings.module.css';
import { explanations } from './terms.ts';

/** Stops of the top-k slider; the last one stands for all codes. */
const topKStops = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** A condition of more values is searched. */
const mostInSelect = 60;

const largestSeed = 999_999;

export function PriorSettings({ info }: { readonly info: PriorInfo }) {
  const { setSettings } = useActions().prior;
  const settings = useTesseraState((state) => state.prior.settings);
  const { temperature, topK, topP, guidance, condition, steps } = settings;
  const guided = info.conditions.some(({ any }, i) => condition[i] !== any);
  const topKStop = topK === null ? topKStops.length : topKStops.findIndex((stop) => stop >= topK);
  return (
    <div className={styles.settings}>
      {info.conditions.map((_, index) => (
        <ConditionSelect key={info.conditions[index]!.name} info={info} index={index} />
      ))}
      <Seed />
      <div className={styles.sliders}>
        {info.kind === 'masked' && (
          <Slider
            label={<Term explanation={explanations.steps}>Steps</Term>}
            value={steps}
            min={1}
            max={mostSteps}
            onChange={(value) => setSettings({ steps: value })}
          />
        )}
        <Slider
          label={<Term explanation={explanations.temperature}>Temperature</Term>}
          value={temperature}
          min={0}
          max={2}
          step={0.05}
          format={(value) => value.toFixed(2)}
          onChange={(value) => setSettings({ temperature: value })}
        />
        <Slider
          label={<Term explanation={explanations.topK}>Top-k</Term>}
          value={topKStop}
          min={0}
          max={topKStops.length}
          format={(stop) => String(topKStops[stop] ?? 'all')}
          onChange={(stop) => setSettings({ topK: topKStops[stop] ?? null })}
        />
        <Slider
          label={<Term explanation={explanations.topP}>Top-p</Term>}
          value={topP}
          min={0.05}
          max={1}
          step={0.05}
          format={(value) => value.toFixed(2)}
          onChange={(value) => setSettings({ topP: value })}
        />
        <Slider
          label={<Term explanation={explanations.guidance}>Guidance</Term>}
          value={guidance}
          min={1}
          max={10}
          step={0.25}
          disabled={!guided}
          format={(value) => value.toFixed(2)}
          onChange={(value) => setSettings({ guidance: value })}
        />
      </div>
    </div>
  );
}

function ConditionSelect({ info, index }: { readonly info: PriorInfo; readonly index: number }) {
  const { setSettings } = useActions().prior;
  const { condition, guidance } = useTesseraState((state) => state.prior.settings);
  const id = useId();
  const { name, values, any } = info.conditions[index]!;
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  const value = condition[index] ?? any;
  const choose = (chosen: number) => setSettings(retold(info.conditions, { condition, guidance }, index, chosen));
  if (values.length > mostInSelect) {
    return (
      <div className={styles.row}>
        <span>{label}</span>
        <OptionSearch label={label} options={values} any={any} value={value} onChange={choose} />
      </div>
    );
  }
  return (
    <div className={styles.row}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className={styles.field} value={value} onChange={(event) => choose(Number(event.target.value))}>
        <option value={any}>Any</option>
        {values.map((value, i) => (
          <option key={value} value={i}>
            {value}
          </option>
        ))}
      </select>
    </div>
  );
}

function Seed() {
  const { setSettings } = useActions().prior;
  const seed = useTesseraState((state) => state.prior.settings.seed);
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>
        <Term explanation={explanations.seed}>Seed</Term>
      </label>
      <span className={styles.seed}>
        <input
          id={id}
          aria-label="Seed"
          type="text"
          inputMode="numeric"
          className={styles.field}
          value={seed}
          onChange={(event) => {
            const digits = event.target.value.replace(/\D/g, '');
            setSettings({ seed: Math.min(largestSeed, Number(digits)) });
          }}
        />
        <IconButton
          icon={Dices}
          label="Another seed"
          hintSide="top"
          onClick={() => setSettings({ seed: Math.floor(Math.random() * (largestSeed + 1)) })}
        />
      </span>
    </div>
  );
}
