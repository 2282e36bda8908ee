// Step 5: the objective with its stop-gradients, each term's value on this photo, and the sign that the paper lost.
import { useCallback, useMemo, useState } from 'react';
import { PlacedRandom } from '../../../core/sampling/counter-random.ts';
import type { TokenGrid } from '../../../core/token-grid.ts';
import { vqObjective } from '../../../core/vq-objective.ts';
import { Segmented } from '../../controls/segmented.tsx';
import { Slider } from '../../controls/slider.tsx';
import {
  beta,
  e,
  Formula,
  name,
  row,
  sign,
  squaredNorm,
  stopped,
  thinSpace,
  tinted,
  x,
  ZE,
  ZQ,
  zE,
  zQ,
} from '../formula.tsx';
import { Word } from '../glossary.tsx';
import { GradientFlow, type Term } from '../gradient-flow.tsx';
import { Picture } from '../picture.tsx';
import { Controls, Figure, Note, Pair, Reading, Readings, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import styles from './learning.module.css';

const likelihood = row(name('log'), thinSpace, name('p'), sign('('), x, sign('|'), zQ, sign(')'));
const codebookTerm = squaredNorm(stopped(zE), sign('−'), e);
const commitmentTerm = row(beta, squaredNorm(zE, sign('−'), stopped(e)));

const terms = [
  {
    value: 'reconstruction',
    label: 'Picture',
    formula: row(sign('−'), likelihood),
    trains: 'the decoder, and through the copied gradient the encoder',
  },
  {
    value: 'codebook',
    label: 'Codebook',
    formula: codebookTerm,
    trains: 'the codes: each is drawn to the vectors that chose it',
  },
  {
    value: 'commitment',
    label: 'Commitment',
    formula: commitmentTerm,
    trains: 'the encoder: its vectors stay near their codes',
  },
] as const satisfies readonly { value: Term; label: string; formula: unknown; trains: string }[];

/** The paper's own choice. */
const paperBeta = 0.25;

export function LearningStep(props: StepProps) {
  return (
    <StepLayout
      papers={['vqvae', 'straightThrough']}
      text={
        <>
          <p>
            Training means: decode, compare with the photo, and ask for the <Word id="gradient">gradient</Word>, which
            says how every number in the networks should change. It flows backwards, from the picture through the
            decoder to <ZQ />. There it stops: “take the nearest code” moves in jumps, and a jump has no slope.
          </p>
          <p>
            The trick is almost cheeky: <strong>copy the gradient</strong> from <ZQ /> to <ZE /> as if the rounding had
            not happened (<Word id="straight-through">straight-through</Word>). As long as the two are close, what is
            good for one is good for the other.
          </p>
          <p>
            But then nothing pulls at the codes, nor keeps <ZE /> close to them. Two more terms do, each with a{' '}
            <Word id="stop-gradient">stop-gradient</Word> so that it moves one side only:
          </p>
          <Formula block>
            {row(
              name('L'),
              sign('='),
              tinted('first', sign('−'), likelihood),
              sign('+'),
              tinted('second', codebookTerm),
              sign('+'),
              tinted('third', commitmentTerm),
            )}
          </Formula>
          <p>
            The last two have the same value up to β, and that is no waste: the first moves the codes, the{' '}
            <Word id="commitment">second</Word> the encoder.
          </p>
          <p>
            <strong>A slip worth knowing.</strong> The paper prints the first term without its minus. But{' '}
            <Formula>{likelihood}</Formula> is a <Word id="likelihood">likelihood</Word>, which should be large, in a{' '}
            <Word id="loss">loss</Word>, which training makes small. Taken by the letter, it would reward bad pictures.
            The authors’ own code has it right.
          </p>
        </>
      }
      figure={
        <>
          <Terms {...props} />
          <Flow />
          <Slip {...props} />
        </>
      }
    />
  );
}

function Terms({ picture }: StepProps) {
  const [weight, setWeight] = useState(paperBeta);
  const { photo, reconstruction, distances } = picture;
  const objective = useMemo(
    () => vqObjective(photo.image, reconstruction, distances, weight),
    [photo, reconstruction, distances, weight],
  );
  return (
    <Figure title="Three terms on your photo" kind="live">
      <table className={styles.terms}>
        <thead>
          <tr>
            <th scope="col">Term</th>
            <th scope="col">Value</th>
            <th scope="col">Trains</th>
          </tr>
        </thead>
        <tbody>
          {terms.map(({ value, formula, trains }) => (
            <tr key={value} data-term={value}>
              <th scope="row">
                <Formula>{formula}</Formula>
              </th>
              <td>{objective[value].toFixed(3)}</td>
              <td>{trains}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Controls>
        <Slider
          label="β, how strongly the encoder is held"
          min={0}
          max={2.5}
          step={0.05}
          value={weight}
          format={(value) => value.toFixed(2)}
          onChange={setWeight}
        />
      </Controls>
      <Note>
        The picture term is the squared error over the photo’s variance, which is −log p of a Gaussian up to a constant,
        as in the authors’ code. The others are means over the photo’s cells. This pack’s codes were in fact moved by a
        running average of the vectors that chose them, which the paper names as an alternative to the second term.
      </Note>
    </Figure>
  );
}

function Flow() {
  const [shown, setShown] = useState<Term>('reconstruction');
  const term = terms.find(({ value }) => value === shown) ?? terms[0];
  return (
    <Figure title="Which way each gradient goes" kind="drawing">
      <Segmented label="Follow a term’s gradient" value={shown} options={terms} onChange={setShown} />
      <GradientFlow term={term.value} description={`This term trains ${term.trains}.`} />
    </Figure>
  );
}

type Version = 'printed' | 'corrected';

function Slip({ picture, model }: StepProps) {
  const actions = useTourActions();
  const [version, setVersion] = useState<Version>('printed');
  const [spoilt, setSpoilt] = useState(0);
  const { photo, grid, reconstruction } = picture;
  const wrong = useMemo(() => withWrongCodes(grid, model.codebook.size, spoilt / 100), [grid, model, spoilt]);
  const decoded = useLive(
    useCallback(
      async (signal: AbortSignal) => {
        const image = spoilt === 0 ? reconstruction : await actions.decodeGrid(wrong, signal);
        // The rounding errors are those of the photo's own codes: only the picture gets worse here.
        return { image, objective: vqObjective(photo.image, image, picture.distances, paperBeta) };
      },
      [actions, photo, picture, reconstruction, wrong, spoilt],
    ),
  );
  const objective = decoded.value?.objective;
  const first = objective && (version === 'printed' ? -objective.reconstruction : objective.reconstruction);
  return (
    <Figure title="The slip, felt" kind="live">
      <Pair>
        <Picture
          image={decoded.value?.image ?? reconstruction}
          pending={decoded.pending}
          label={`The picture with ${spoilt}% of its codes wrong`}
          caption={`${spoilt}% of the codes replaced by wrong ones`}
        />
        <div>
          <Segmented
            label="Which formula"
            value={version}
            options={[
              { value: 'printed', label: 'As printed' },
              { value: 'corrected', label: 'Corrected' },
            ]}
            onChange={setVersion}
          />
          <Formula block>
            {row(
              name('L'),
              sign('='),
              version === 'printed' ? tinted('wrong', likelihood) : tinted('first', sign('−'), likelihood),
              sign('+'),
              sign('…'),
            )}
          </Formula>
          <Slider
            label="Spoil the picture"
            min={0}
            max={100}
            step={5}
            value={spoilt}
            format={(value) => `${value}%`}
            onChange={setSpoilt}
          />
          <Readings>
            <Reading name="First term">{first === undefined ? '–' : first.toFixed(3).replace('-', '−')}</Reading>
          </Readings>
          <Note>
            {version === 'printed'
              ? 'The worse the picture, the smaller the “loss”: training would head for noise.'
              : 'The worse the picture, the larger the loss: training heads back.'}
          </Note>
        </div>
      </Pair>
    </Figure>
  );
}

/** A share of the cells, always the same ones first, with a code drawn by dice. */
function withWrongCodes(grid: TokenGrid, codebookSize: number, share: number): TokenGrid {
  const random = new PlacedRandom();
  random.moveTo(1, 0);
  return {
    ...grid,
    tokens: grid.tokens.map((token, cell) =>
      random.at(2 * cell) < share ? Math.floor(random.at(2 * cell + 1) * codebookSize) : token,
    ),
  };
}
