// Step 7: VQ-VAE-2's two levels – explained by a drawing, and felt with one tokenizer at two sizes of the photo.
import { RotateCcw } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { cropImage } from '../../../core/crop-image.ts';
import { halveImage } from '../../../core/halve-image.ts';
import type { RgbaImage } from '../../../core/image.ts';
import { gridBytes } from '../../../core/metrics/codebook-usage.ts';
import { applyChanges, type TokenGrid } from '../../../core/token-grid.ts';
import type { CodebookVectors } from '../../../store/learn/tour-state.ts';
import { Button } from '../../controls/button.tsx';
import { formatBytes, plural } from '../../controls/format.ts';
import { Word } from '../glossary.tsx';
import { CellPicker, Picture } from '../picture.tsx';
import { Controls, Figure, Note, Pair, StepLayout, type StepProps } from '../step-layout.tsx';
import { useLive, useTourActions } from '../tour-context.ts';
import { TwoLevelsDrawing } from '../two-levels-drawing.tsx';
import { vectorOfCode } from '../vectors.ts';

export function TwoLevelsStep(props: StepProps) {
  return (
    <StepLayout
      papers={['vqvae2']}
      text={
        <>
          <p>
            One grid has to say everything at once: that this is a cat, and how each hair lies. VQ-VAE-2 shares the work
            between two grids, or <Word id="level">levels</Word>: a coarse one, the <em>top</em>, for the large shapes,
            and a fine one, the <em>bottom</em>, for what the top leaves open.
          </p>
          <p>
            The top is encoded and quantized first. The bottom’s encoder is then shown what the top has said already, so
            that it need not say it again. Last, the decoder paints from both. Generating goes the same way: first a
            prior writes the few top codes, where a glance over the whole picture is cheap; then another fills in the
            bottom, knowing the top.
          </p>
          <p>
            <strong>What you can try here is not that model</strong>: the app has one, the pack VQ-VAE-2, with both
            grids to paint on. Here it is the tokenizer of the other steps, once on your photo at half its size and once
            at its full size: a coarse and a fine grid that know nothing of each other. What it shows rightly is the
            reach of a code: <strong>pick a cell</strong> in each to put a strange code there.
          </p>
          <p>
            A coarse code covers four times the area, and a quarter of the codes is enough for the whole. But alone it
            paints hazily. In VQ-VAE-2 the two are trained together, and the fine codes hold only the rest.
          </p>
        </>
      }
      figure={
        <>
          <TwoSizes {...props} />
          <Figure title="How the levels of VQ-VAE-2 hang together, for 256 × 256 pixels" kind="drawing">
            <TwoLevelsDrawing />
          </Figure>
        </>
      }
    />
  );
}

function TwoSizes({ picture, model }: StepProps) {
  const actions = useTourActions();
  const { photo, grid, reconstruction } = picture;
  const f = model.pack.downsample;
  const half = useMemo(() => {
    const even = { width: 2 * f * (grid.width >> 1), height: 2 * f * (grid.height >> 1) };
    return halveImage(cropImage(photo.image, { x: 0, y: 0, ...even }));
  }, [photo, grid, f]);
  const coarse = useLive(
    useCallback(
      async (signal: AbortSignal) => {
        const codes = await actions.codesOf(half, signal);
        return { grid: codes, image: await actions.decodeGrid(codes, signal) };
      },
      [actions, half],
    ),
  ).value;
  return (
    <Figure title="One tokenizer at two sizes" kind="live">
      <Pair>
        {coarse ? (
          <Grid name="Coarse" grid={coarse.grid} decoded={coarse.image} codebook={model.codebook} />
        ) : (
          <Picture image={null} size={half} pending label="The coarse picture is on its way" />
        )}
        <Grid name="Fine" grid={grid} decoded={reconstruction} codebook={model.codebook} />
      </Pair>
      <Note>
        Both by the same one-level tokenizer; the coarse picture is enlarged to the fine one’s size. In a two-level
        model the coarse codes would be made for this size, and hold more.
      </Note>
    </Figure>
  );
}

interface GridProps {
  readonly name: string;
  readonly grid: TokenGrid;
  readonly decoded: RgbaImage;
  readonly codebook: CodebookVectors;
}

function Grid({ name, grid, decoded, codebook }: GridProps) {
  const actions = useTourActions();
  const [cell, setCell] = useState(() => Math.floor(grid.height / 3) * grid.width + Math.floor(grid.width / 3));
  const [changed, setChanged] = useState(false);
  const strange = useMemo(() => farthestCode(codebook, grid, cell), [codebook, grid, cell]);
  const shown = useLive(
    useCallback(
      async (signal: AbortSignal) =>
        changed
          ? actions.decodeChanges(applyChanges(grid, [{ index: cell, code: strange }]), [cell], decoded, signal)
          : decoded,
      [actions, grid, cell, strange, decoded, changed],
    ),
  );
  return (
    <div>
      <CellPicker
        image={shown.value ?? decoded}
        grid={grid}
        cell={cell}
        label={`${name} grid, decoded`}
        description={`${name}: ${grid.width} × ${grid.height} cells, ${formatBytes(gridBytes([{ cells: grid.tokens.length, codebookSize: codebook.size }]))}. ${
          changed
            ? `Row ${Math.floor(cell / grid.width) + 1}, column ${(cell % grid.width) + 1} holds code ${strange}.`
            : `${plural(grid.tokens.length, 'code')}.`
        }`}
        onPick={(picked) => {
          setCell(picked);
          setChanged(true);
        }}
      />
      <Controls>
        <Button icon={RotateCcw} disabled={!changed} onClick={() => setChanged(false)}>
          Its own code back
        </Button>
      </Controls>
    </div>
  );
}

/** Of the codes that the picture uses, the one farthest from the cell's. */
function farthestCode(codebook: CodebookVectors, grid: TokenGrid, cell: number): number {
  const own = vectorOfCode(codebook, grid.tokens[cell]!);
  let farthest = grid.tokens[cell]!;
  let most = -1;
  for (const code of new Set(grid.tokens)) {
    const vector = vectorOfCode(codebook, code);
    let distance = 0;
    for (let d = 0; d < codebook.dim; d++) distance += (vector[d]! - own[d]!) ** 2;
    if (distance > most) {
      most = distance;
      farthest = code;
    }
  }
  return farthest;
}
