// The side panels on a phone: tabs at the bottom that open over part of the stage's height, and close again.
import { ChartNoAxesColumn, Palette as PaletteIcon, ScanSearch, Sparkles } from 'lucide-react';
import { Inspector } from './inspector/inspector.tsx';
import { Palette } from './palette/palette.tsx';
import styles from './panel-sheet.module.css';
import { Deferred } from './parts/deferred.tsx';
import { PriorPanel, Statistics } from './parts/parts-on-use.ts';

const panels = [
  { name: 'palette', label: 'Palette', icon: PaletteIcon },
  { name: 'inspector', label: 'Inspector', icon: ScanSearch },
  { name: 'prior', label: 'Prior', icon: Sparkles },
  { name: 'statistics', label: 'Statistics', icon: ChartNoAxesColumn },
] as const;

export type PanelName = (typeof panels)[number]['name'];

interface PanelSheetProps {
  readonly current: PanelName | null;
  readonly onChange: (panel: PanelName | null) => void;
}

export function PanelSheet({ current, onChange }: PanelSheetProps) {
  return (
    <aside className={styles.sheet} aria-label="Palette, inspector, prior and statistics">
      <div className={styles.tabs}>
        {panels.map(({ name, label, icon: Icon }) => (
          <button
            key={name}
            type="button"
            className={styles.tab}
            aria-expanded={name === current}
            aria-controls="panel-sheet"
            onClick={() => onChange(name === current ? null : name)}
          >
            <Icon size={18} strokeWidth={1.75} aria-hidden="true" />
            {label}
          </button>
        ))}
      </div>
      <div id="panel-sheet" className={styles.body} hidden={current === null}>
        <Deferred key={current}>{current && panelOf(current)}</Deferred>
      </div>
    </aside>
  );
}

function panelOf(name: PanelName) {
  switch (name) {
    case 'palette':
      return <Palette />;
    case 'inspector':
      return <Inspector />;
    case 'prior':
      return <PriorPanel />;
    case 'statistics':
      return <Statistics />;
    default:
      return name satisfies never;
  }
}
