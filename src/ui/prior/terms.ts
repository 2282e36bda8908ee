// Plain words for the prior's knobs and figures.
export const explanations = {
  seed: 'The same seed with the same settings writes the same tokens again.',
  temperature:
    'Below 1 the prior keeps to what it finds likely; above 1 it dares more. At 0 it always takes the likeliest code.',
  topK: 'Only so many of the likeliest codes may be drawn.',
  topP: 'Only the fewest codes that together hold this share of the probability may be drawn.',
  guidance:
    'How strongly the class is followed: 1 is as the prior learned it, more exaggerates it. Needs a class, and takes twice the time.',
  entropy: 'How undecided the prior is here, in bits: 0 means that one code is certain.',
  surprise:
    'The sum of −log2 p over all tokens: what the picture would cost, in bits, if it were compressed with this prior.',
} as const;
