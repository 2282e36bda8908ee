// System, light, dark: one press goes on to the next.
import { Monitor, Moon, Sun } from 'lucide-react';
import type { Preferences } from '../../store/state.ts';
import { IconButton } from '../controls/button.tsx';
import { useActions, useTesseraState } from '../tessera-context.ts';

const faces = {
  system: { icon: Monitor, label: 'Theme: as the system', next: 'light' },
  light: { icon: Sun, label: 'Theme: light', next: 'dark' },
  dark: { icon: Moon, label: 'Theme: dark', next: 'system' },
} as const satisfies Record<Preferences['theme'], unknown>;

export function ThemeButton() {
  const actions = useActions();
  const { icon, label, next } = faces[useTesseraState((state) => state.preferences.theme)];
  return <IconButton icon={icon} label={label} onClick={() => actions.setPreferences({ theme: next })} />;
}
