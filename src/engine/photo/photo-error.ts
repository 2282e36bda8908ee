// A picture that cannot become a document; the message says what is wrong with it and what to bring instead.

export class PhotoError extends Error {
  override readonly name = 'PhotoError';
}
