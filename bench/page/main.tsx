// The benchmark's page.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BenchPage } from './bench-page.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page is incomplete: build it again.');
createRoot(root).render(
  <StrictMode>
    <BenchPage />
  </StrictMode>,
);
