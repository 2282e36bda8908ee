// Which layout the window has room for.
import { useSyncExternalStore } from 'react';

const phone = matchMedia('(width <= 760px)');

export function usePhoneLayout(): boolean {
  return useSyncExternalStore(subscribe, () => phone.matches);
}

function subscribe(notify: () => void): () => void {
  phone.addEventListener('change', notify);
  return () => phone.removeEventListener('change', notify);
}
