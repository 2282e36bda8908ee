// The space bar on the stage: held, it pans with the pointer; pressed alone, it uses the tool at the cell cursor.
import { isSpaceForStage } from '../keyboard/key-target.ts';

export class SpaceBar {
  #held = false;
  #used = false;
  #stage: HTMLElement | null = null;

  get held(): boolean {
    return this.#held;
  }

  /** A drag began while it was held, so that its release is no press. */
  use(): void {
    this.#used = true;
  }

  /** @returns a function that stops listening */
  listen(stage: HTMLElement, onPress: () => void): () => void {
    this.#stage = stage;
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('keydown', (event) => this.#down(event), { signal });
    window.addEventListener('keyup', (event) => this.#up(event, onPress), { signal });
    window.addEventListener('blur', () => this.#set(false), { signal });
    return () => listening.abort();
  }

  #down(event: KeyboardEvent): void {
    if (event.code !== 'Space' || event.defaultPrevented || !this.#stage) return;
    if (this.#held) {
      event.preventDefault();
      return;
    }
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.repeat || modified || !isSpaceForStage(event, this.#stage)) return;
    event.preventDefault();
    this.#used = false;
    this.#set(true);
  }

  #up(event: KeyboardEvent, onPress: () => void): void {
    if (event.code !== 'Space' || !this.#held) return;
    // A button that has the focus must not take the release as a click.
    event.preventDefault();
    this.#set(false);
    if (!this.#used) onPress();
  }

  #set(held: boolean): void {
    this.#held = held;
    this.#stage?.toggleAttribute('data-space', held);
  }
}
