// Composition root of the tour (learn/index.html): its store with its engines, and its pages on top.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { defaultPackId } from './engine/packs/default-pack.ts';
import { continuousPacks, shippedPacks } from './engine/packs/shipped.ts';
import { createTour } from './store/learn/create-tour.ts';
import { LearnPage } from './ui/learn/learn-page.tsx';
import { TourContext } from './ui/learn/tour-context.ts';
import { RootBoundary } from './ui/parts/root-boundary.tsx';
import { followTranslation } from './ui/translated-page.ts';

const tokenizer = shippedPacks.get(defaultPackId);
const rival = shippedPacks.get('photo-vqvae-f8');
const levels = shippedPacks.get('photo-vqvae2');
const autoencoder = continuousPacks.get('photo-ae-f8');
const root = document.getElementById('root');
if (!tokenizer || !rival || !levels || !autoencoder || !root)
  throw new Error('The page or one of its packs is incomplete: build it again.');

const tour = createTour({ tokenizer, rival, levels, autoencoder });
tour.start();
followTranslation(root);

createRoot(root).render(
  <StrictMode>
    <RootBoundary>
      <TourContext value={tour}>
        <LearnPage />
      </TourContext>
    </RootBoundary>
  </StrictMode>,
);
