// Sample photos that come with the app, and their stored results: what a first visit shows before any model is loaded, and
// what the code atlas looks through.
// Credits: public/samples/README.md.

import astronaut from '/samples/astronaut.jpg?url';
import astronautTokens from '/samples/astronaut.tokens.png?url';
import chelsea from '/samples/chelsea.jpg?url';
import chelseaTokens from '/samples/chelsea.tokens.png?url';
import coffee from '/samples/coffee.jpg?url';
import coffeeTokens from '/samples/coffee.tokens.png?url';
import rocket from '/samples/rocket.jpg?url';
import rocketTokens from '/samples/rocket.tokens.png?url';

export interface Sample {
  readonly id: string;
  readonly title: string;
  /** URL of the picture. */
  readonly file: string;
  /** URL of a reconstruction with its token grid inside (as the app exports it), made by the default pack. */
  readonly stored: string;
  readonly credit: string;
  readonly licence: string;
}

/** The first one is what a first visit shows. */
export const samples: readonly [Sample, ...Sample[]] = [
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
    stored: coffeeTokens,
    credit: 'Rachel Michetti, Pikolo Espresso Bar',
    licence: 'CC0',
  },
  {
    id: 'astronaut',
    title: 'Eileen Collins, astronaut',
    file: astronaut,
    stored: astronautTokens,
    credit: 'NASA',
    licence: 'public domain',
  },
  {
    id: 'rocket',
    title: 'Rocket launch',
    file: rocket,
    stored: rocketTokens,
    credit: 'SpaceX',
    licence: 'public domain',
  },
];
