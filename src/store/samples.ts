// Sample photos that come with the app, and the stored result that the first visit shows before any model is loaded.
// Credits: public/samples/README.md.

import astronaut from '/samples/astronaut.jpg?url';
import chelsea from '/samples/chelsea.jpg?url';
import chelseaTokens from '/samples/chelsea.tokens.png?url';
import coffee from '/samples/coffee.jpg?url';
import rocket from '/samples/rocket.jpg?url';

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

export const samples: readonly Sample[] = [
  {
    id: 'chelsea',
    title: 'Chelsea the cat',
    file: chelsea,
    stored: chelseaTokens,
    credit: 'Stéfan van der Walt',
    licence: 'CC0',
  },
  {
    id: 'coffee',
    title: 'Coffee',
    file: coffee,
    stored: null,
    credit: 'Rachel Michetti, Pikolo Espresso Bar',
    licence: 'CC0',
  },
  {
    id: 'astronaut',
    title: 'Eileen Collins, astronaut',
    file: astronaut,
    stored: null,
    credit: 'NASA',
    licence: 'public domain',
  },
  {
    id: 'rocket',
    title: 'Rocket launch',
    file: rocket,
    stored: null,
    credit: 'SpaceX',
    licence: 'public domain',
  },
];
