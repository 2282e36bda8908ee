// The whole page: the frame that every part stands in, in its two layouts.
import { Tooltip } from 'radix-ui';
import { useState } from 'react';
import styles from './app.module.css';
import { useCrowdedLayout, usePhoneLayout } from './controls/media.ts';
import { Section } from './controls/section.tsx';
import { useSwatchAtlas } from './controls/swatch-atlas.ts';
import { type DialogRequest, Dialogs, OpenDialogContext } from './dialogs/dialogs.tsx';
import { FirstHint } from './hint/first-hint.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { useShortcuts } from './keyboard/use-shortcuts.ts';
import { Notices } from './notices/notices.tsx';
import { DropOverlay } from './open/drop-overlay.tsx';
import { usePaste } from './open/paste.ts';
import { Palette } from './palette/palette.tsx';
import { type PanelName, PanelSheet } from './panel-sheet.tsx';
import { Boundary } from './parts/boundary.tsx';
import { Deferred } from './parts/deferred.tsx';
import { CodeSearchBar, LevelBar, PriorPanel, ProposalBar, Statistics } from './parts/parts-on-use.ts';
import { PriorSummary } from './prior/prior-summary.tsx';
import { Stage } from './stage/stage.tsx';
import { StatisticsSummary } from './statistics/statistics-summary.tsx';
import { StatusLine } from './status/status-line.tsx';
import { useTesseraState } from './tessera-context.ts';
import { useTheme } from './theme.ts';
import { SelectionBar } from './tools/selection-bar.tsx';
import { ToolRail } from './tools/tool-rail.tsx';
import { ToolStrip } from './tools/tool-strip.tsx';
import { PhoneTopBar } from './top-bar/phone-top-bar.tsx';
import { TopBar } from './top-bar/top-bar.tsx';
import { CompactViewBar } from './view-bar/compact-view-bar.tsx';
import { ViewBar } from './view-bar/view-bar.tsx';

/** Pixels: room for the palette, the inspector and the statistics at once. */
const tallWindow = 1000;

export function App() {
  const [dialog, setDialog] = useState<DialogRequest | null>(null);
  const phone = usePhoneLayout();
  useTheme(useTesseraState((state) => state.preferences.theme));
  useSwatchAtlas();
  usePaste();
  useShortcuts(setDialog);
  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={300} disableHoverableContent>
      <OpenDialogContext value={setDialog}>
        {phone ? <PhoneFrame /> : <DesktopFrame />}
        <Dialogs current={dialog} onClose={() => setDialog(null)} />
        <Boundary>
          <DropOverlay />
        </Boundary>
        <Boundary>
          <Notices />
        </Boundary>
      </OpenDialogContext>
    </Tooltip.Provider>
  );
}

function DesktopFrame() {
  const crowded = useCrowdedLayout();
  return (
    <div className={styles.desktop}>
      <Deferred>
        <TopBar />
      </Deferred>
      <Deferred>
        <ToolRail />
      </Deferred>
      <main className={styles.work}>
        <Deferred>{crowded ? <CompactViewBar /> : <ViewBar />}</Deferred>
        <LevelsArea />
        <StageArea />
      </main>
      <aside className={styles.panel} aria-label="Palette, inspector, prior and statistics">
        <Section title="Palette" grows>
          <Deferred>
            <Palette />
          </Deferred>
        </Section>
        <Section title="Inspector">
          <Deferred>
            <Inspector />
          </Deferred>
        </Section>
        <Section title="Prior" initiallyOpen={false} summary={<PriorSummary />}>
          <Deferred>
            <PriorPanel />
          </Deferred>
        </Section>
        <Section title="Statistics" initiallyOpen={window.innerHeight >= tallWindow} summary={<StatisticsSummary />}>
          <Deferred>
            <Statistics />
          </Deferred>
        </Section>
      </aside>
      <Deferred>
        <StatusLine />
      </Deferred>
    </div>
  );
}

function PhoneFrame() {
  const [panel, setPanel] = useState<PanelName | null>(null);
  return (
    <div className={styles.phone}>
      <Deferred>
        <PhoneTopBar />
      </Deferred>
      <main className={styles.work}>
        <Deferred>
          <CompactViewBar />
        </Deferred>
        <LevelsArea />
        <StageArea />
      </main>
      <Deferred>
        <ToolStrip onShowPalette={() => setPanel('palette')} />
      </Deferred>
      <PanelSheet current={panel} onChange={setPanel} />
      <Deferred>
        <StatusLine compact />
      </Deferred>
    </div>
  );
}

/** Most packs have one level, and nothing to choose. */
function LevelsArea() {
  const several = useTesseraState(({ document }) => (document?.levels.length ?? 0) > 1);
  return (
    several && (
      <Deferred>
        <LevelBar />
      </Deferred>
    )
  );
}

function StageArea() {
  const priorSpeaks = useTesseraState(({ prior }) => prior.proposals.length > 0 || prior.run !== null);
  const searching = useTesseraState(({ codeSearch }) => codeSearch !== null);
  const bar = searching ? 'search' : priorSpeaks ? 'proposals' : 'hint';
  return (
    <div className={styles.stage}>
      <Deferred>
        <Stage />
      </Deferred>
      <Deferred>
        <SelectionBar />
      </Deferred>
      <Deferred key={bar}>
        {bar === 'search' ? <CodeSearchBar /> : bar === 'proposals' ? <ProposalBar /> : <FirstHint />}
      </Deferred>
    </div>
  );
}
