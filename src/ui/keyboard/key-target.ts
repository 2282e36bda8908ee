// Whether a key press is meant for the app's shortcuts, or for the control or dialog that has the focus.

const textFields = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
/** Inputs that take no text: letters pressed on them are shortcuts. */
const wordlessInputs = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);
const surfacesWithKeysOfTheirOwn =
  'dialog, [role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], [role="combobox"]';
/** Popovers leave the page in use; any other open dialog does not. */
const openModals =
  'dialog[open], [role="dialog"][data-state="open"]:not([data-radix-popper-content-wrapper] *), [role="alertdialog"][data-state="open"]';
const controls = 'button, a[href], input, [role="slider"], [role="radio"], [role="tab"], [role="option"], [tabindex]';
/** What uses arrow keys itself, however it came by the focus. */
const arrowControls =
  'input, [role="slider"], [role="radiogroup"], [role="tablist"], [role="listbox"], [role="grid"], [role="separator"]';

/** Marks the stage's root; keys that move, paint or place belong to it. */
const stageSelector = '[data-stage]';

/** True in text fields, menus, and anywhere while a modal dialog is open. */
export function isTakenKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector(openModals)) return true;
  const target = elementOf(event);
  return target !== null && (isTextField(target) || target.closest(surfacesWithKeysOfTheirOwn) !== null);
}

/** Arrows, Home, End, Enter: the stage's, unless another control has the keyboard's focus. */
export function isNavigationForStage(event: KeyboardEvent): boolean {
  const target = elementOf(event);
  if (!target || target === document.body || target === document.documentElement) return true;
  if (target.closest(stageSelector)) return !target.matches('[role="slider"], input, button');
  if (target.closest(arrowControls)) return false;
  return focusCameFrom === 'pointer' || !target.closest(controls);
}

/** The space bar presses a button that the keyboard has reached; one that was merely clicked does not keep it. */
export function isSpaceForStage(event: KeyboardEvent, stage: HTMLElement): boolean {
  if (isTakenKey(event)) return false;
  const target = elementOf(event);
  if (!target?.closest(controls)) return true;
  if (stage.contains(target)) return !target.matches('[role="slider"], input, button');
  return focusCameFrom === 'pointer' && stage.matches(':hover');
}

let focusCameFrom: 'pointer' | 'keyboard' = 'keyboard';

/** @returns a function that stops watching how the focus moves */
export function watchFocusOrigin(): () => void {
  const listening = new AbortController();
  const options = { capture: true, signal: listening.signal };
  const fromPointer = () => {
    focusCameFrom = 'pointer';
  };
  const fromKeyboard = (event: KeyboardEvent) => {
    if (event.key === 'Tab') focusCameFrom = 'keyboard';
  };
  window.addEventListener('pointerdown', fromPointer, options);
  window.addEventListener('keydown', fromKeyboard, options);
  return () => listening.abort();
}

function elementOf(event: KeyboardEvent): Element | null {
  return event.target instanceof Element ? event.target : null;
}

/** Whether text goes there that is typed, pasted or dropped. */
export function isTextField(target: Element): boolean {
  const field = target.closest(textFields);
  return field !== null && !(field instanceof HTMLInputElement && wordlessInputs.has(field.type));
}
