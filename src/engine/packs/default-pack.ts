// The pack that a first visit opens. After a change: `npm run samples`, which stores the first picture made with it.
export const defaultPackId = 'photo-vqgan-f8';
