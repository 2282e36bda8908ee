"""The command line: `python -m recipe <command>`. Each command's own module does the work."""

import argparse
import os
from pathlib import Path

HERE = Path(__file__).parent


def data_photos(args: argparse.Namespace) -> None:
    from .data import photos

    entries = photos.build(args.photos, args.cache)
    print(f"{len(entries)} photos, {sum(photo.split == 'val' for photo in entries)} of them for validation")


def train_vqvae(args: argparse.Namespace) -> None:
    from .config import VqVaeConfig, override
    from .train_vqvae import train

    train(override(VqVaeConfig(), args.set), args.cache, args.runs / args.run)


def swatches(args: argparse.Namespace) -> None:
    from .swatches import write_swatches

    print(write_swatches(args.pack))


def main() -> None:
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(os.environ.get("RECIPE_CACHE", HERE / "cache")))
    parser.add_argument("--runs", type=Path, default=Path(os.environ.get("RECIPE_RUNS", HERE / "runs")))
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("swatches", help="write a pack's atlas of what each code looks like alone")
    command.add_argument("pack", type=Path, help="the pack's folder")
    command.set_defaults(command=swatches)

    command = commands.add_parser("data-photos", help="decode a folder of photos into the cache")
    command.add_argument("--photos", type=Path, required=True)
    command.set_defaults(command=data_photos)

    command = commands.add_parser("train-vqvae", help="train or resume stage 1")
    command.add_argument("run", help="the run's folder below --runs")
    command.add_argument("--set", nargs="*", default=[], metavar="FIELD=VALUE", help="e.g. steps=9000 model.code_dim=8")
    command.set_defaults(command=train_vqvae)

    args = parser.parse_args()
    args.command(args)


if __name__ == "__main__":
    main()
