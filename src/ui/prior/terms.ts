// Plain words for the prior's knobs and figures.
export const explanations = {
  seed: 'The same seed with the same settings writes the same tokens again.',
  temperature:
    'Below 1 the prior keeps to what it finds likely; above 1 it dares more. At 0 it always takes the likeliest code.',
  steps:
    'In each step it writes cells that lie far apart, few in the early steps and many in the late ones, and looks at all of them before the next. More steps look more closely and take longer.',
  topK: 'Only so many of the likeliest codes may be drawn.',
  topP: 'The likeliest code may be drawn, and of the others only the fewest that together hold this share of their probability.',
  guidance:
    'How strongly the prior follows what it is told: 1 is as it learned it, more exaggerates it. Needs a class, a style or a name, and takes twice the time.',
  entropy: 'How undecided the prior is here, in bits: 0 means that one code is certain.',
  surprise:
    'The sum of −log2 p over all tokens, each given those before it: what the picture would cost, in bits, if it were compressed with this prior.',
  pseudoSurprise:
    'The sum of −log2 p over all tokens, each given the others around it (one in sixteen is hidden at a time). It says how well each token fits its neighbours; no file could be that small.',
} as const;
