// Stands around a part of the page that may fail by itself, or whose code comes when it is first shown.
import { RefreshCw } from 'lucide-react';
import { type ReactNode, Suspense } from 'react';
import { FileError } from '../../core/file-error.ts';
import { Button } from '../controls/button.tsx';
import { Boundary } from './boundary.tsx';
import styles from './deferred.module.css';

/** What failed, in words for a person. */
export function failureWords(error: unknown): string {
  return error instanceof FileError
    ? error.message
    : 'This part has failed. Try again, or reload the page; your work is kept.';
}

export function Deferred({ children }: { readonly children: ReactNode }) {
  return (
    <Boundary fallback={(error, retry) => <Failed error={error} onRetry={retry} />}>
      <Suspense>{children}</Suspense>
    </Boundary>
  );
}

function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const gone = error instanceof FileError && error.gone;
  return (
    <div className={styles.failed} role="alert">
      <p>{failureWords(error)}</p>
      {gone ? (
        <Button icon={RefreshCw} onClick={() => location.reload()}>
          Reload the page
        </Button>
      ) : (
        <Button icon={RefreshCw} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
