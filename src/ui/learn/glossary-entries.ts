// The tour's words, each in a sentence or two.

export const glossary = {
  'analysis-by-synthesis': {
    word: 'Analysis by synthesis',
    meaning:
      'Choosing codes by trying out what the decoder makes of them, instead of by their distance alone. Speech coders search their codebooks like this.',
  },
  autoencoder: {
    word: 'Autoencoder',
    meaning:
      'Two networks trained together: an encoder that turns a picture into few numbers, and a decoder that turns them back. Whatever the few numbers cannot hold is lost.',
  },
  autoregressive: {
    word: 'Autoregressive',
    meaning: 'Writing a thing piece by piece, each piece chosen in the light of all that were written before.',
  },
  cell: {
    word: 'Cell',
    meaning: 'One place of the token grid. With most packs that ship it stands for 8 × 8 pixels of the picture.',
  },
  code: {
    word: 'Code',
    meaning: 'One vector of the codebook. Its number is what a cell keeps.',
  },
  codebook: {
    word: 'Codebook',
    meaning: 'The list of vectors that a cell may hold: the vocabulary that pictures are written in. It is learned.',
  },
  commitment: {
    word: 'Commitment',
    meaning:
      'The part of the loss that keeps the encoder’s vectors near the codes they are given, so that they do not run from a codebook that follows them.',
  },
  condition: {
    word: 'Condition',
    meaning: 'What a model is told beforehand about the picture it shall write: a class, or a sentence.',
  },
  critic: {
    word: 'Critic (discriminator)',
    meaning:
      'A network that learns to tell decoded pictures from photos. The decoder learns to be mistaken for a photo by it.',
  },
  decoder: {
    word: 'Decoder',
    meaning: 'The network that turns a grid of vectors back into pixels.',
  },
  diffusion: {
    word: 'Diffusion',
    meaning: 'A model that makes pictures by taking noise away, a little at each of many steps.',
  },
  dimension: {
    word: 'Dimension D',
    meaning: 'How many numbers a vector has. With the packs that ship, each cell’s vector has 32.',
  },
  encoder: {
    word: 'Encoder',
    meaning: 'The network that turns pixels into a grid of vectors.',
  },
  gradient: {
    word: 'Gradient',
    meaning:
      'For every number inside a network: which way, and how strongly, the loss would change with it. Training takes small steps against it.',
  },
  latent: {
    word: 'Latent',
    meaning: 'A number that is not in the picture itself, but from which the picture can be made again.',
  },
  level: {
    word: 'Level',
    meaning:
      'One of several token grids of the same picture: a coarse one for its large shapes, a fine one for detail.',
  },
  likelihood: {
    word: 'Likelihood, log p(x|z)',
    meaning:
      'How probable the photo x is if the decoder was given z; its logarithm, so that products become sums. More is better.',
  },
  loss: {
    word: 'Loss',
    meaning: 'The one number that training makes small.',
  },
  'masked-convolution': {
    word: 'Masked convolution',
    meaning: 'A sliding window of weights, with those weights set to zero that would look at what is not written yet.',
  },
  pca: {
    word: 'Principal directions',
    meaning:
      'The directions in which a set of points spreads most. Two of them make the flat drawing that loses least, and still lose.',
  },
  perceptual: {
    word: 'Perceptual loss',
    meaning: 'Compares two pictures by what a network sees in them (edges, textures) instead of pixel by pixel.',
  },
  prior: {
    word: 'Prior',
    meaning: 'A model of which grids of codes are likely to be pictures. It is trained after the codebook.',
  },
  psnr: {
    word: 'PSNR',
    meaning:
      'Peak signal-to-noise ratio: how close two pictures’ pixels are, in decibels. 20 is rough, 30 good, 40 hard to tell apart.',
  },
  quantize: {
    word: 'Quantize',
    meaning: 'To replace a value by the nearest one of a fixed list: here, a vector by the nearest code.',
  },
  'receptive-field': {
    word: 'Receptive field',
    meaning: 'All the places that an output can depend on.',
  },
  'stop-gradient': {
    word: 'Stop-gradient, sg[…]',
    meaning:
      'Its value counts, but no gradient passes: for the training step it is a constant. So a term trains one side only.',
  },
  'straight-through': {
    word: 'Straight-through',
    meaning:
      'Choosing the nearest code has no useful gradient. So the gradient that arrives at z_q is copied to z_e, as if nothing had been rounded.',
  },
  surprise: {
    word: 'Surprise, in bits',
    meaning: '−log₂ p of what came: 0 if it was certain, 1 for a fair coin, 12 for one of 4096 equally likely codes.',
  },
  temperature: {
    word: 'Temperature',
    meaning: 'Below 1 the likely choices gain, above 1 the unlikely ones do.',
  },
  token: {
    word: 'Token',
    meaning: 'The number of the code in a cell. A picture becomes a grid of tokens, or, row by row, a list of them.',
  },
  transformer: {
    word: 'Transformer',
    meaning: 'A network in which every token looks at all tokens before it and takes from them what it needs.',
  },
  'z-e': {
    word: 'z_e',
    meaning: 'What the encoder says: a vector for each cell, before it is rounded to a code.',
  },
  'z-q': {
    word: 'z_q',
    meaning: 'The same grid after each vector was replaced by its nearest code. The decoder sees only this.',
  },
} as const satisfies Record<string, { readonly word: string; readonly meaning: string }>;

export type GlossaryId = keyof typeof glossary;
