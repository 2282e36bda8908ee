// Keeps `data-theme` on <html> in step with the preference and the system. The first paint's theme: public/theme.js.
import { useEffect } from 'react';
import { useTesseraState } from './tessera-context.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function useTheme(): void {
  const theme = useTesseraState((state) => state.preferences.theme);
  useEffect(() => {
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && systemDark.matches);
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    };
    apply();
    systemDark.addEventListener('change', apply);
    return () => systemDark.removeEventListener('change', apply);
  }, [theme]);
}
