"""The command line: `python -m recipe <command>`. Each command's own module does the work."""

import argparse
from pathlib import Path


def swatches(args: argparse.Namespace) -> None:
    from .swatches import write_swatches

    print(write_swatches(args.pack))


def main() -> None:
    parser = argparse.ArgumentParser(prog="recipe", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("swatches", help="write a pack's atlas of what each code looks like alone")
    command.add_argument("pack", type=Path, help="the pack's folder")
    command.set_defaults(run=swatches)

    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
