// Which photo's z_e the engine holds: that of the picture that it was given last, once it is encoded.
import type { RgbaImage } from '../../core/image.ts';

export class EncodedPhoto {
  #photo: RgbaImage | null = null;
  #given = 0;

  /** Whether it is this picture, the very object. */
  is(image: RgbaImage | null): boolean {
    return image !== null && image === this.#photo;
  }

  /** It is none any more, nor will it be one that is under way. */
  forget(): void {
    this.#photo = null;
    this.#given++;
  }

  /** Has the engine encode a picture: whichever it knew is forgotten at once. */
  async give<T>(image: RgbaImage, encode: (image: RgbaImage) => Promise<T>): Promise<T> {
    this.forget();
    const given = this.#given;
    const result = await encode(image);
    if (given === this.#given) this.#photo = image;
    return result;
  }
}
