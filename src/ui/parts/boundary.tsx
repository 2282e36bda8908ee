// Keeps the page alive where a part of it fails or cannot be loaded, say without network or after an update of the site.
import { Component, type ReactNode } from 'react';
import { forgetFailedParts } from './part-on-use.ts';

interface BoundaryProps {
  readonly children: ReactNode;
  /** What stands in for the children; `retry` shows them again. */
  readonly fallback?: (error: unknown, retry: () => void) => ReactNode;
  readonly onFailure?: (error: unknown) => void;
}

export class Boundary extends Component<BoundaryProps, { readonly failure: { readonly error: unknown } | null }> {
  override state = { failure: null };

  static getDerivedStateFromError(error: unknown) {
    return { failure: { error } };
  }

  override componentDidCatch(error: unknown): void {
    this.props.onFailure?.(error);
  }

  readonly #retry = () => {
    forgetFailedParts();
    this.setState({ failure: null });
  };

  override render(): ReactNode {
    const { failure } = this.state as { failure: { readonly error: unknown } | null };
    if (!failure) return this.props.children;
    return this.props.fallback?.(failure.error, this.#retry) ?? null;
  }
}
