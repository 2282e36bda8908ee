// Keeps `data-theme` on <html> in step with the preference and the system. The first paint's theme: public/theme.js.
import { useEffect } from 'react';
import type { Preferences } from '../store/state.ts';

const systemDark = matchMedia('(prefers-color-scheme: dark)');

export function useTheme(theme: Preferences['theme']): void {
  useEffect(() => {
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && systemDark.matches);
      const root = document.documentElement;
      root.dataset.theme = dark ? 'dark' : 'light';
      // The browser's own frame around the page.
      const surface = getComputedStyle(root).getPropertyValue('--surface').trim();
      for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.setAttribute('content', surface);
    };
    apply();
    systemDark.addEventListener('change', apply);
    return () => systemDark.removeEventListener('change', apply);
  }, [theme]);
}
