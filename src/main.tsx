// Composition root: the store with its engine, and the UI on top.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { keepOnlyFilesOf } from './engine/packs/catalogue.ts';
import { defaultPackId } from './engine/packs/default-pack.ts';
import { continuousPacks, shippedPacks } from './engine/packs/shipped.ts';
import { registerServiceWorker } from './service-worker/register.ts';
import { createTesseraStore } from './store/create-store.ts';
import { packOfLink } from './store/sharing.ts';
import { App } from './ui/app.tsx';
import { RootBoundary } from './ui/parts/root-boundary.tsx';
import { onScreen, TesseraContext } from './ui/tessera-context.ts';
import { followTranslation } from './ui/translated-page.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page is incomplete: build it again.');

/** A link is opened once; after that the address bar is the plain page's, and a reload brings back the work. */
function takeFragment(): string {
  const { hash } = location;
  if (hash) history.replaceState(null, '', location.pathname + location.search);
  return hash;
}

/** `?pack=<id>` opens that pack; it is asked for once too, since people change packs in the page. */
function takeWantedPack(): string | null {
  const address = new URL(location.href);
  const pack = address.searchParams.get('pack');
  if (pack === null) return null;
  address.searchParams.delete('pack');
  history.replaceState(null, '', address);
  return pack;
}

const wantedPack = takeWantedPack();
const fragment = takeFragment();
const tessera = createTesseraStore({
  packs: shippedPacks,
  continuousPacks,
  defaultPack: defaultPackId,
  wantedPack: packOfLink(fragment) ?? wantedPack,
});

void tessera.start(fragment);
void registerServiceWorker(tessera.engineFiles);
void tessera.engineFiles().then(
  () => keepOnlyFilesOf([...shippedPacks.values(), ...continuousPacks.values()]),
  // Without a model nothing is tidied.
  () => undefined,
);
addEventListener('hashchange', () => {
  if (location.hash) void tessera.actions.openFragment(takeFragment());
});

followTranslation(root);
const context = onScreen(tessera);
createRoot(root).render(
  <StrictMode>
    <RootBoundary>
      <TesseraContext value={context}>
        <App />
      </TesseraContext>
    </RootBoundary>
  </StrictMode>,
);
