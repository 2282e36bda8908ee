// The list of every shortcut and gesture.
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { gestureLines } from './gestures.ts';
import { keyLabel } from './key-label.ts';
import { type ShortcutGroup, shortcutGroups } from './shortcut.ts';
import { shortcuts } from './shortcuts.ts';
import styles from './shortcuts-dialog.module.css';

interface ShortcutsDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

interface Line {
  readonly label: string;
  readonly ways: readonly string[];
}

export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  if (!open) return null;
  return (
    <DialogFrame
      wide
      title="Keyboard shortcuts"
      description="Digits choose the view, but over the token grid and the palette they choose recent codes."
      onClose={() => onOpenChange(false)}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, and keys scroll what has the focus. */}
      <section className={styles.groups} tabIndex={0} aria-label="Shortcuts">
        {shortcutGroups.map((group) => (
          <section key={group} className={styles.group}>
            <h3 className={styles.heading}>{group}</h3>
            <dl className={styles.lines}>
              {linesOf(group).map(({ label, ways }) => (
                <div key={label} className={styles.line}>
                  <dt>{label}</dt>
                  <dd className={styles.ways}>
                    {ways.map((way) => (
                      <kbd key={way} className={styles.key}>
                        {way}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </section>
    </DialogFrame>
  );
}

function linesOf(group: ShortcutGroup): Line[] {
  const ofKeys = shortcuts
    .filter((shortcut) => shortcut.group === group && shortcut.listed !== false)
    .map(({ label, keys }) => ({ label, ways: [...new Set(keys.map((key) => keyLabel(key)))] }));
  const ofGestures = gestureLines
    .filter((line) => line.group === group)
    .map(({ label, ways }) => ({ label, ways: ways.map((way) => keyLabel(way)) }));
  return [...ofKeys, ...ofGestures];
}
