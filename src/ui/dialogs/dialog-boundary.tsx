// Keeps the page alive where a dialog's code cannot be loaded, say without network or after an update of the site.
import { Component, type ReactNode } from 'react';

interface DialogBoundaryProps {
  readonly children: ReactNode;
  readonly onFailure: () => void;
}

export class DialogBoundary extends Component<DialogBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.onFailure();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}
