"""sources.toml as Python sees it: for cards and manifests."""

import tomllib
from pathlib import Path


def sources() -> dict[str, dict]:
    """Every source by its title, photos first."""
    entries = tomllib.loads((Path(__file__).parent / "sources.toml").read_text())
    emoji = entries.pop("emoji")
    return {entry["title"]: entry for entry in [*entries.values(), *emoji.values()]}
