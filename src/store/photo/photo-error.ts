// A picture that cannot become a document: what is wrong with it, and what to bring instead.

export class PhotoError extends Error {
  override readonly name = 'PhotoError';

  /** @param message says what is wrong and what to do */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
  }
}
