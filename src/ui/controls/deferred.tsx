// Stands around parts of the page whose code comes when they are first shown.
import { type ReactNode, Suspense } from 'react';
import styles from './deferred.module.css';
import { LoadBoundary } from './load-boundary.tsx';

export function Deferred({ children }: { readonly children: ReactNode }) {
  return (
    <LoadBoundary
      fallback={
        <p className={styles.failed} role="alert">
          This part could not be loaded. Check the connection and reload the page; your work is kept.
        </p>
      }
    >
      <Suspense>{children}</Suspense>
    </LoadBoundary>
  );
}
