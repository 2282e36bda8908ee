"""The command line: `python -m recipe <command>`. Each command's own module does the work."""

import argparse
import json
import os
from pathlib import Path

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "public" / "samples"  # the app's own pictures, which may be shown


def data_photos(args: argparse.Namespace) -> None:
    from .data import photos
    from .data.sources import unlike_photos

    entries = photos.build(args.photos, args.cache)
    print(f"{len(entries)} photos, {sum(photo.split == 'val' for photo in entries)} of them for validation")
    report_unlike(unlike_photos(args.photos))


def data_emoji(args: argparse.Namespace) -> None:
    from .data import emoji
    from .data.sources import unlike_emoji

    entries = emoji.build(args.cache)
    print(f"{len(entries)} emoji, {sum(entry.split == 'val' for entry in entries)} of them for validation")
    report_unlike(unlike_emoji(args.cache / emoji.WORKSHOP))


def data_drawings(args: argparse.Namespace) -> None:
    from .data import drawings
    from .data.sources import sources

    entries, digest = drawings.build(args.cache)
    print(f"{len(entries)} drawings, {sum(entry.split == 'val' for entry in entries)} of them for validation")
    report_unlike([] if digest == sources()["Open Clip Art"]["sha256"] else [drawings.NAME])


def report_unlike(names: list[str]) -> None:
    """Other images may be wanted; but figures of the packs here would not come out the same."""
    for name in names:
        print(f"note: {name} differs from what the shipped packs were trained on (data/sources.toml)")


def train_vqvae(args: argparse.Namespace) -> None:
    from .config import STAGE1, override
    from .train_vqvae import train

    settings = args.set + (["start=vqvae"] if args.stage1 else [])
    stage1 = args.stage1 and args.runs / args.stage1 / "checkpoint.pt"
    train(override(STAGE1[args.like], settings), args.cache, args.runs / args.run, stage1, args.device)


def ablations(args: argparse.Namespace) -> None:
    from .ablations import ablate

    for line in ablate(args.cache, args.runs):
        print(line, flush=True)


def train_vqgan(args: argparse.Namespace) -> None:
    from .config import VqGanConfig, override
    from .train_vqgan import train

    stage1 = args.pack or args.runs / args.stage1 / "checkpoint.pt"
    train(override(VqGanConfig(), args.set), stage1, args.cache, args.runs / args.run, args.device)


def train_prior(args: argparse.Namespace) -> None:
    from .config import PRIORS, override
    from .pack_weights import prior_as_checkpoint
    from .run import load_checkpoint
    from .train_prior import train

    start = None
    if args.start:
        start = load_checkpoint(args.runs / args.start / "checkpoint.pt")
    elif args.packed:
        start = prior_as_checkpoint(args.pack, args.packed)
    train(override(PRIORS[args.kind], args.set), args.pack, args.cache, args.runs / args.run, start)


def export(args: argparse.Namespace) -> None:
    from .export import write_pack

    print(write_pack(args.runs / args.run / "checkpoint.pt", args.pack))


def export_discriminator(args: argparse.Namespace) -> None:
    from .export_discriminator import write_discriminator

    entry = write_discriminator(args.runs / args.run / "checkpoint.pt", args.pack, args.cache, args.out)
    print(json.dumps(entry, indent=2))


def export_prior(args: argparse.Namespace) -> None:
    from .export_prior import write_prior

    difference = write_prior(args.runs / args.run / "checkpoint.pt", args.kind, args.pack, args.out)
    print(f"logits differ from PyTorch's by at most {difference:.4f}")


def evaluate_priors(args: argparse.Namespace) -> None:
    from .evaluate_priors import evaluate_priors

    runs = {id: args.runs / run / "checkpoint.pt" for id, run in (pair.split("=") for pair in args.priors)}
    results = evaluate_priors(args.pack, runs, args.cache, args.runs / "samples")
    print(json.dumps(results, indent=2))


def evaluate(args: argparse.Namespace) -> None:
    from .card import write_card
    from .evaluate import evaluate, sheet_pictures, table, write_sheet
    from .pack import Pack
    from .spectrum import plot, spectra

    results = evaluate(args.pack, args.beside, args.cache, args.search)
    budget = results["this pack"]["bytesPerImage"]
    plot(spectra(Pack(args.pack), [*map(Pack, args.beside)], budget, args.cache), args.pack / "spectrum.svg")
    write_sheet([*args.beside, args.pack], sheet_pictures(SAMPLES), args.pack / "sheet.webp")
    write_card(Pack(args.pack), results, [folder.name for folder in args.beside])
    args.runs.mkdir(parents=True, exist_ok=True)
    (args.runs / f"evaluation-{args.pack.name}.json").write_text(json.dumps(results, indent=2))
    print("\n".join(table({name: result["photos"] for name, result in results.items()})))
    own = results["this pack"]
    print(f"codes used {own['codebookUsage']}, perplexity {own['perplexity']}, emoji {own['emoji']['psnr']} dB")


def sheet(args: argparse.Namespace) -> None:
    from .evaluate import sheet_photos, write_sheet

    write_sheet(args.packs, sheet_photos(args.cache), args.output)


def swatches(args: argparse.Namespace) -> None:
    from .swatches import write_swatches

    write_swatches(args.pack)


def tokenise(args: argparse.Namespace) -> None:
    from .pack import Pack
    from .tokens import tokenise

    print(*tokenise(Pack(args.pack), args.cache), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(os.environ.get("RECIPE_CACHE", HERE / "cache")))
    parser.add_argument("--runs", type=Path, default=Path(os.environ.get("RECIPE_RUNS", HERE / "runs")))
    parser.add_argument("--device", default="cpu", help="where training computes: cpu, cuda, …")
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("data-photos", help="decode a folder of photos into the cache")
    command.add_argument("--photos", type=Path, required=True)
    command.set_defaults(command=data_photos)

    command = commands.add_parser("data-emoji", help="install and rasterise nine emoji sets into the cache (Node ≥ 20)")
    command.set_defaults(command=data_emoji)

    command = commands.add_parser("data-drawings", help="fetch and rasterise Open Clip Art into the cache (Debian)")
    command.set_defaults(command=data_drawings)

    settings = {"nargs": "*", "default": [], "metavar": "FIELD=VALUE", "help": "e.g. steps=9000 model.code_dim=8"}
    command = commands.add_parser("train-vqvae", help="train or resume stage 1")
    command.add_argument("run", help="the run's folder below --runs")
    command.add_argument("--like", default="photo-vqvae-f8", help="the pack whose kind of model this is (config.STAGE1)")
    command.add_argument("--stage1", help="the VQ-VAE's run whose encoder and decoder a model of another kind starts from")
    command.add_argument("--set", **settings)
    command.set_defaults(command=train_vqvae)

    command = commands.add_parser("ablations", help="small runs that differ in one choice of stage 1; prints their table")
    command.set_defaults(command=ablations)

    command = commands.add_parser("train-vqgan", help="train or resume stage 2")
    command.add_argument("run")
    start = command.add_mutually_exclusive_group(required=True)
    start.add_argument("--stage1", help="the stage-1 run to go on from")
    start.add_argument("--pack", type=Path, help="the pack to go on from instead")
    command.add_argument("--set", **settings)
    command.set_defaults(command=train_vqgan)

    command = commands.add_parser("export", help="write a run's pack and check it against PyTorch")
    command.add_argument("run")
    command.add_argument("pack", type=Path, help="the pack's folder; its name becomes the pack's id")
    command.set_defaults(command=export)

    command = commands.add_parser("export-discriminator", help="write a stage-2 run's critic into its pack")
    command.add_argument("run")
    command.add_argument("pack", type=Path)
    command.add_argument("--out", type=Path, help="write graph, golden file and manifest entry here, not into the pack")
    command.set_defaults(command=export_discriminator)

    command = commands.add_parser("evaluate", help="measure a pack on held-out images; writes its card")
    command.add_argument("pack", type=Path)
    command.add_argument("--beside", type=Path, nargs="*", default=[], help="packs to compare with")
    command.add_argument("--search", action="store_true", help="also with codes found by analysis by synthesis (half an hour)")
    command.set_defaults(command=evaluate)

    command = commands.add_parser("sheet", help="held-out photos and what packs make of them, side by side")
    command.add_argument("output", type=Path)
    command.add_argument("packs", type=Path, nargs="+")
    command.set_defaults(command=sheet)

    command = commands.add_parser("swatches", help="write a pack's atlases of what each code looks like alone")
    command.add_argument("pack", type=Path)
    command.set_defaults(command=swatches)

    command = commands.add_parser("tokenise", help="encode all images with a pack: what its priors are trained on")
    command.add_argument("pack", type=Path)
    command.set_defaults(command=tokenise)

    command = commands.add_parser("train-prior", help="train or resume the priors over a pack's tokens")
    command.add_argument("run")
    command.add_argument("pack", type=Path)
    command.add_argument("--kind", default="transformer", choices=["transformer", "named", "pixelcnn", "top", "bottom"])
    goes_on = command.add_mutually_exclusive_group()
    goes_on.add_argument("--go-on-from", dest="start", help="the run whose weights a new run goes on from")
    goes_on.add_argument("--go-on-from-packed", dest="packed", help="the pack's prior whose weights it goes on from, by id")
    command.add_argument("--set", **settings)
    command.set_defaults(command=train_prior)

    command = commands.add_parser("export-prior", help="write a run's prior into its pack and check it against PyTorch")
    command.add_argument("run")
    command.add_argument("kind", choices=["autoregressive", "masked", "pixelcnn"])
    command.add_argument("pack", type=Path)
    command.add_argument("--out", type=Path, help="write graph, golden file and manifest entry here, not into the pack")
    command.set_defaults(command=export_prior)

    command = commands.add_parser("evaluate-priors", help="bits a token and samples of a pack's priors; into its card")
    command.add_argument("pack", type=Path)
    command.add_argument("priors", nargs="+", metavar="ID=RUN", help="e.g. masked=prior-masked")
    command.set_defaults(command=evaluate_priors)

    args = parser.parse_args()
    args.command(args)


if __name__ == "__main__":
    main()
