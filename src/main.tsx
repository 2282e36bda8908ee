// Composition root: the store with its engine, and the UI on top.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { defaultPackId, shippedPacks } from './engine/packs/shipped.ts';
import { createTesseraStore } from './store/create-store.ts';
import { App } from './ui/app.tsx';
import { TesseraContext } from './ui/tessera-context.ts';

/** `?pack=<id>` opens another of the shipped packs. */
const wanted = new URLSearchParams(location.search).get('pack');
const packId = wanted !== null && shippedPacks.has(wanted) ? wanted : defaultPackId;
const pack = shippedPacks.get(packId);
const root = document.getElementById('root');
if (!pack || !root) throw new Error('The page or its default pack is incomplete: build it again.');

const tessera = createTesseraStore(packId, pack);

/** A link is opened once; after that the address bar is the plain page's, and a reload brings back the work. */
function takeFragment(): string {
  const { hash } = location;
  if (hash) history.replaceState(null, '', location.pathname + location.search);
  return hash;
}

void tessera.start(takeFragment());
addEventListener('hashchange', () => {
  if (location.hash) void tessera.actions.openFragment(takeFragment());
});

createRoot(root).render(
  <StrictMode>
    <TesseraContext value={tessera}>
      <App />
    </TesseraContext>
  </StrictMode>,
);
