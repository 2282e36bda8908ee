// A picture that cannot become a document: what is wrong with it, and what to bring instead.

export class PhotoError extends Error {
  override readonly name = 'PhotoError';
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}
