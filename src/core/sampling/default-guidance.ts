/** Of 1, 3 and 6 the guidance at which the shipped priors' samples were taken for their class most often. */
export const defaultGuidance = 6;
