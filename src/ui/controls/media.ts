// Which layout the window has room for.
import { useSyncExternalStore } from 'react';

const phone = matchMedia('(width <= 760px)');
/** Buttons for fingers are larger: on a tablet they need more room than beside a mouse. */
const crowded = matchMedia('(width <= 1080px), (pointer: coarse) and (width <= 1180px)');

/** Nothing hovers, and no file is dragged here. */
const touch = matchMedia('(pointer: coarse)');

export function useTouch(): boolean {
  return useMedia(touch);
}

export function usePhoneLayout(): boolean {
  return useMedia(phone);
}

/** Whether the whole view bar would not fit. */
export function useCrowdedLayout(): boolean {
  return useMedia(crowded);
}

function useMedia(query: MediaQueryList): boolean {
  return useSyncExternalStore(
    (notify) => {
      query.addEventListener('change', notify);
      return () => query.removeEventListener('change', notify);
    },
    () => query.matches,
  );
}
