// Around a whole page: what no other boundary has caught leaves words and a way on, never a white page.
import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../controls/button.tsx';
import { Boundary } from './boundary.tsx';
import styles from './root-boundary.module.css';

export function RootBoundary({ children }: { readonly children: ReactNode }) {
  return (
    <Boundary
      fallback={(_, retry) => (
        <main className={styles.page} role="alert">
          <h1 className={styles.title}>This page has failed</h1>
          <p className={styles.words}>
            Your work is kept in this browser. Show the page again or, if that fails, reload it.
          </p>
          <div className={styles.ways}>
            <Button look="filled" onClick={retry}>
              Show it again
            </Button>
            <Button icon={RefreshCw} onClick={() => location.reload()}>
              Reload the page
            </Button>
          </div>
        </main>
      )}
    >
      {children}
    </Boundary>
  );
}
