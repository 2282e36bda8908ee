// Keeps `data-theme` on <html> in step with the preference and the system. The first paint's theme: public/theme.js.
import { useEffect } from 'react';
import { useTesseraState } from './tessera-context.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

/** Where public/theme.js looks for the choice. */
const storageKey = 'tessera.theme';

export function useTheme(): void {
  const theme = useTesseraState((state) => state.preferences.theme);
  useEffect(() => {
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && systemDark.matches);
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    };
    apply();
    remember(theme);
    systemDark.addEventListener('change', apply);
    return () => systemDark.removeEventListener('change', apply);
  }, [theme]);
}

function remember(theme: string): void {
  try {
    localStorage.setItem(storageKey, theme);
  } catch {
    // Storage is blocked: the store's own preferences apply, after a flash.
  }
}
