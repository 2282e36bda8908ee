// Formulas as MathML, which browsers typeset and screen readers speak by themselves. React passes its elements on.
import { createElement, type ReactElement, type ReactNode } from 'react';
import { classes } from '../controls/classes.ts';
import styles from './formula.module.css';

type Part = ReactElement | string;

/** A formula in the line of text; with `block`, on a line of its own that scrolls where the screen is narrow. */
export function Formula({ block = false, children }: { readonly block?: boolean; readonly children: ReactNode }) {
  const math = createElement('math', { display: block ? 'block' : 'inline', className: styles.math }, children);
  if (!block) return math;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long formula is scrolled with the keyboard
    <section className={styles.block} tabIndex={0} aria-label="Formula">
      {math}
    </section>
  );
}

/** A name: one letter slants, more stand upright. */
export function name(text: string): ReactElement {
  return createElement('mi', null, text);
}

export function number(text: string): ReactElement {
  return createElement('mn', null, text);
}

export function sign(text: string): ReactElement {
  return createElement('mo', null, text);
}

/** Between a function and what it is of, where no bracket stands: a sign would bring wide margins of its own. */
export const thinSpace = createElement('mspace', { width: '0.167em' });

export function row(...parts: readonly Part[]): ReactElement {
  return createElement('mrow', null, ...parts);
}

/** Parts of a formula that belong together, in one of the colours of the terms. */
export function tinted(colour: 'first' | 'second' | 'third' | 'wrong', ...parts: readonly Part[]): ReactElement {
  return createElement('mrow', { className: classes(styles.tinted, styles[colour]) }, ...parts);
}

export function sub(base: Part, index: Part): ReactElement {
  return createElement('msub', null, base, index);
}

export function sup(base: Part, exponent: Part): ReactElement {
  return createElement('msup', null, base, exponent);
}

/** ‖…‖² */
export function squaredNorm(...parts: readonly Part[]): ReactElement {
  return sup(row(sign('‖'), ...parts, sign('‖')), number('2'));
}

/** sg[…]: counted, but no gradient passes. */
export function stopped(part: Part): ReactElement {
  return row(name('sg'), sign('['), part, sign(']'));
}

export const zE = sub(name('z'), name('e'));
export const zQ = sub(name('z'), name('q'));
export const e = name('e');
export const x = name('x');
export const beta = name('β');

/** z_e in a line of text. */
export function ZE() {
  return <Formula>{zE}</Formula>;
}

/** z_q in a line of text. */
export function ZQ() {
  return <Formula>{zQ}</Formula>;
}
