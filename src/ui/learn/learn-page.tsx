// The tour's frame: where one is among the ten steps, whose photo it is about, and the step itself.
import { ArrowLeft, ArrowRight, BookOpen, FolderOpen, ImagePlus, Images } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { samples } from '../../store/samples.ts';
import { Button } from '../controls/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../controls/menu.tsx';
import { chooseFile } from '../open/choose-file.ts';
import { Deferred } from '../parts/deferred.tsx';
import { useTheme } from '../theme.ts';
import { Logo } from '../top-bar/logo.tsx';
import { GlossaryPage } from './glossary.tsx';
import styles from './learn-page.module.css';
import { parseRoute, type Route, stepHref } from './route.ts';
import { Waiting } from './step-layout.tsx';
import { stepList } from './step-list.ts';
import { steps } from './steps/steps.ts';
import { useSwatchStyle } from './swatch-style.ts';
import { useTourActions, useTourState } from './tour-context.ts';
import { useBroughtPhoto } from './use-brought-photo.ts';

export function LearnPage() {
  const route = useRoute();
  const step = useLastStep(route);
  const heading = useRef<HTMLDivElement>(null);
  const page = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useTheme(useTourState((state) => state.theme));
  useArrowKeys(route);
  useBroughtPhoto();

  const word = route.page === 'glossary' ? route.word : null;
  const title = route.page === 'glossary' ? 'Glossary' : stepList[step]!.title;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever comes to another page starts at its top
  useEffect(() => {
    document.title = `${title} – Learn – Tessera`;
    if (first.current) {
      first.current = false;
      return;
    }
    // The glossary scrolls to its word by itself, and has done so already.
    if (!word) page.current?.scrollTo({ top: 0 });
    heading.current?.querySelector('h1')?.focus({ preventScroll: true });
  }, [title, step]);

  return (
    <Tooltip.Provider delayDuration={400} skipDelayDuration={300} disableHoverableContent>
      <div ref={page} className={styles.page} style={useSwatchStyle()}>
        <TopBar />
        <StepNav current={route.page === 'step' ? step : null} />
        <main ref={heading} className={styles.main}>
          <Problem />
          {route.page === 'glossary' ? (
            <GlossaryPage word={route.word} back={{ href: stepHref(step), title: stepList[step]!.title }} />
          ) : (
            <Step key={step} index={step} />
          )}
        </main>
      </div>
    </Tooltip.Provider>
  );
}

function Step({ index }: { readonly index: number }) {
  const { id, title } = stepList[index]!;
  const model = useTourState((state) => state.model);
  const picture = useTourState((state) => state.picture);
  const Content = steps[id];
  return (
    <article>
      <p className={styles.count}>
        Step {index + 1} of {stepList.length}
      </p>
      <h1 tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      {model && picture ? (
        <Deferred>
          <Content key={`${picture.photo.name} ${picture.photo.bytes}`} model={model} picture={picture} />
        </Deferred>
      ) : (
        <Waiting />
      )}
      <nav className={styles.onward} aria-label="Onward">
        {index > 0 ? (
          <a href={stepHref(index - 1)} className={styles.turn}>
            <ArrowLeft size={16} aria-hidden="true" /> {stepList[index - 1]!.title}
          </a>
        ) : (
          <span />
        )}
        {index + 1 < stepList.length ? (
          <a href={stepHref(index + 1)} className={styles.next}>
            Next: {stepList[index + 1]!.title} <ArrowRight size={16} aria-hidden="true" />
          </a>
        ) : (
          <a href="../" className={styles.next}>
            Paint with codes yourself <ArrowRight size={16} aria-hidden="true" />
          </a>
        )}
      </nav>
    </article>
  );
}

function TopBar() {
  const { openFile, openSample } = useTourActions();
  const photo = useTourState((state) => state.photo);
  const choose = async () => {
    const file = await chooseFile();
    if (file) await openFile(file);
  };
  return (
    <header className={styles.bar}>
      <a href="../" className={styles.brand} aria-label="Tessera, the app">
        <Logo />
        Tessera
      </a>
      <span className={styles.photo}>{photo?.name}</span>
      <Menu
        trigger={
          <Button icon={ImagePlus} aria-label="Photo: take another one">
            Photo
          </Button>
        }
      >
        <MenuItem icon={FolderOpen} label="Your own photo…" onSelect={() => void choose()} />
        <MenuSeparator />
        {samples.map(({ id, title }) => (
          <MenuItem key={id} icon={Images} label={title} onSelect={() => void openSample(id)} />
        ))}
      </Menu>
      <a href="#glossary" className={styles.plain} aria-label="Glossary">
        <BookOpen size={16} aria-hidden="true" />
        <span className={styles.wide}>Glossary</span>
      </a>
      <a href="../" className={styles.plain}>
        Skip<span className={styles.wide}> to the app</span>
      </a>
    </header>
  );
}

function StepNav({ current }: { readonly current: number | null }) {
  return (
    <nav className={styles.steps} aria-label="Steps">
      <ol>
        {stepList.map(({ id, title }, index) => (
          <li key={id}>
            <a href={stepHref(index)} aria-current={index === current ? 'step' : undefined}>
              <span className={styles.figure}>{index + 1}</span>
              <span className={styles.name}>{title}</span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Problem(): ReactNode {
  const problem = useTourState((state) => state.problem);
  const { dismissProblem } = useTourActions();
  if (!problem) return null;
  return (
    <div className={styles.problem} role="alert">
      <p>{problem}</p>
      <Button look="quiet" onClick={dismissProblem}>
        Close
      </Button>
    </div>
  );
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

/** The glossary leads back to where one came from. */
function useLastStep(route: Route): number {
  const last = useRef(0);
  if (route.page === 'step') last.current = route.index;
  return last.current;
}

/** Arrow keys turn the pages, wherever nothing else listens to them. */
function useArrowKeys(route: Route): void {
  useEffect(() => {
    if (route.page !== 'step') return;
    const turn = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      const to = route.index + by;
      if (by === 0 || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
        return;
      const elsewhere =
        'input, select, textarea, [role=slider], [role=radio], [role=menu], [role=application], [role=group]';
      if (event.target instanceof Element && event.target.closest(elsewhere)) return;
      if (to >= 0 && to < stepList.length) location.hash = stepHref(to);
    };
    addEventListener('keydown', turn);
    return () => removeEventListener('keydown', turn);
  }, [route]);
}
