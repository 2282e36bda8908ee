// The ten steps by name and title, in order. Their contents: steps/.

export const stepList = [
  { id: 'fewer-numbers', title: 'An image as fewer numbers' },
  { id: 'codebook', title: 'A vocabulary' },
  { id: 'nearest-code', title: 'The nearest code' },
  { id: 'room', title: 'What is lost, what is left' },
  { id: 'learning', title: 'How it learns' },
  { id: 'one-by-one', title: 'One code at a time' },
  { id: 'two-levels', title: 'Two levels' },
  { id: 'critic', title: 'The critic' },
  { id: 'sentence', title: 'A picture as a sentence' },
  { id: 'text-to-image', title: 'From here to text-to-image' },
] as const;

export type StepId = (typeof stepList)[number]['id'];

export const stepIds: readonly StepId[] = stepList.map(({ id }) => id);
