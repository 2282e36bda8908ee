// A file of the app itself that could not be fetched; the message says what to do.

export class FileError extends Error {
  override readonly name = 'FileError';
  /** The host is there, and has no such file: it has another version of the site by now. */
  readonly gone: boolean;

  constructor(gone: boolean, options?: ErrorOptions) {
    super(
      gone
        ? 'The site has changed since this page was opened. Reload the page; your work is kept.'
        : 'A part of the app could not be fetched. Check the connection and try again.',
      options,
    );
    this.gone = gone;
  }
}
