// Plain words for the figures.
export const explanations = {
  psnr: 'Peak signal-to-noise ratio: how close the pixels of the reconstruction are to the photo’s. 20 dB is rough, 30 dB good, 40 dB hard to tell apart.',
  ssim: 'Structural similarity: whether edges and textures match, from 0 to 1. Nearer to what eyes notice than PSNR.',
  bitsPerPixel: 'What the token grid costs, spread over the pixels. A photo uncompressed takes 24 bits per pixel.',
  bytes: 'The token grid packed as tightly as its code ids allow, beside the size of the photo’s file.',
  used: 'How many codes of the codebook occur in this picture.',
  perplexity:
    'How many codes the picture would use if all were used equally often. Far below the codes used: a few of them do most of the work.',
  edited: 'Cells that no longer hold the code that the photo gave them.',
} as const;
