// Sample photos that come with the app, and the stored result that the first visit shows before any model is loaded.
// Credits: public/samples/README.md.

export interface Sample {
  readonly id: string;
  readonly title: string;
  /** URL of the picture. */
  readonly file: string;
  /** URL of a reconstruction with its token grid inside (as the app exports it), made by the default pack; or null. */
  readonly stored: string | null;
  readonly credit: string;
  readonly licence: string;
}

function url(name: string): string {
  return new URL(`samples/${name}`, new URL(import.meta.env.BASE_URL, globalThis.location?.href)).href;
}

export const samples: readonly Sample[] = [
  {
    id: 'chelsea',
    title: 'Chelsea the cat',
    file: url('chelsea.jpg'),
    stored: url('chelsea.tokens.png'),
    credit: 'Stéfan van der Walt',
    licence: 'CC0',
  },
  {
    id: 'coffee',
    title: 'Coffee',
    file: url('coffee.jpg'),
    stored: null,
    credit: 'Rachel Michetti, Pikolo Espresso Bar',
    licence: 'CC0',
  },
  {
    id: 'astronaut',
    title: 'Eileen Collins, astronaut',
    file: url('astronaut.jpg'),
    stored: null,
    credit: 'NASA',
    licence: 'public domain',
  },
  {
    id: 'rocket',
    title: 'Rocket launch',
    file: url('rocket.jpg'),
    stored: null,
    credit: 'SpaceX',
    licence: 'public domain',
  },
];
