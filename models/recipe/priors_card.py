"""The part of a pack's card that tells of its priors, written from the manifest's figures."""

from collections.abc import Iterator
from pathlib import Path

from .named_samples import NEAR
from .named_samples import SAMPLES as NAMED
from .pack import read_manifest

HEADING, LIMITS = "## Priors", "## Limits"


def priors_section(manifest: dict) -> list[str]:
    """Markdown lines; none where the manifest has no evaluated prior of the recipe's."""
    priors = [prior for prior in manifest["priors"] if "bitsPerToken" in prior.get("metrics", {})]
    if not priors:
        return []
    kinds = {
        "autoregressive": "GPT, raster order",
        "masked": "MaskGIT (Chang et al., 2022), cells in the order of a Halton sequence (Besnier et al., 2025)",
        "pixelcnn": "gated PixelCNN (van den Oord et al., 2016), raster order",
    }
    return [
        HEADING,
        *(
            f"- `{prior['file']}`: {kinds[prior['type']]}, {prior['provenance']['parameters'] / 1e6:.1f} M parameters, "
            f"{prior['bytes'] / 1e6:.1f} MB, {prior['provenance']['grids']:,} grids seen in training."
            for prior in priors
        ),
        "",
        *(line for level in manifest["levels"] for line in _level_lines(level["name"], priors)),
        "![Samples of each class](samples.webp)",
        "",
        *(line for prior in priors if "named" in prior["metrics"] for line in _named(prior)),
    ]


def _level_lines(level: str, priors: list[dict]) -> Iterator[str]:
    of_level = [prior for prior in priors if prior["level"] == level]
    if not of_level:
        return
    shared = of_level[0]["metrics"]
    if len(of_level) < len(priors):
        yield from (f"### Level {level}", "")
    rows, columns = of_level[0]["grid"]
    told = f", and the tokens of level {of_level[0]['above']['level']}" if "above" in of_level[0] else ""
    yield from (
        f"Bits a token on validation grids ({rows}×{columns}, told their class and style{told}), beside count models of the "
        "training grids:",
        "",
        "| | emoji | photos |",
        "|---|---|---|",
        *_bits(of_level, shared),
        "",
        f"Samples (top-p 0.95, {shared['samplesOfEachClass']} of each class{'; on samples of the coarser level' if told else ''}): how often a small "
        "classifier of token grids, trained on real ones, sees the class that was asked for, and the share of cells in which a "
        "grid equals the training grid nearest to it.",
        "",
        "| | class seen: emoji (10 groups) | flowers (5 kinds) | all (19) | nearest: emoji | photos |",
        "|---|---|---|---|---|---|",
        *_samples(of_level, shared),
        "",
    )


def _named(prior: dict) -> Iterator[str]:
    figures = dict(prior["metrics"]["named"])
    names = len(prior["conditions"][-1]["values"])
    share = lambda of: " and ".join(f"{value:.0%}" for value in of.values())
    by_guidance = ", ".join(f"{share(of)} at {key.removeprefix('guidance')}" for key, of in figures.items() if key != "real")
    yield from (
        f"The {prior['type']} prior is told names of emoji, too ({names:,}). Of {NAMED} samples, each of another name, the mean of the "
        f"name's own training grids is the nearest of all names', and among the {NEAR} nearest, in {by_guidance} (guidance); of "
        f"real grids, each left out of its name's mean, in {share(figures['real'])}.",
        "",
        "![Samples of some names](names.webp)",
        "",
    )


def _bits(priors: list[dict], shared: dict) -> Iterator[str]:
    row = lambda name, bits: f"| {name} | {bits['emoji']:.2f} | {bits['photos']:.2f} |"
    yield row("unigram", shared["unigram"])
    yield row("2-D bigram (left, above)", shared["bigram"])
    for prior in priors:
        bits = prior["metrics"]["bitsPerToken"]
        if prior["type"] != "masked":
            yield row(prior["type"], bits)
            continue
        for share in bits["emoji"]:
            title = "one cell masked at a time (pseudo-likelihood)" if share == "one" else f"{share} masked"
            yield row(f"masked, {title}", {name: by_share[share] for name, by_share in bits.items()})


def _samples(priors: list[dict], shared: dict) -> Iterator[str]:
    def row(name: str, seen: dict, near: dict | None) -> str:
        shares = [f"{seen[part]:.0%}" for part in ("emoji", "flowers", "all")]
        return f"| {name} | " + " | ".join(shares + ([f"{near[part]:.0%}" for part in ("emoji", "photos")] if near else ["", ""])) + " |"

    yield row("validation grids", shared["recognisedReal"], shared["nearestReal"])
    yield row("the same, cells shuffled", shared["recognisedShuffled"], None)
    for prior in priors:
        for name, figures in prior["metrics"].items():
            if name.startswith("samplesGuidance"):
                title = f"{prior['type']}, guidance {name.removeprefix('samplesGuidance')}"
                yield row(title, figures["recognised"], figures["nearest"])


def replace_section(path: Path, heading: str, lines: list[str]) -> None:
    """Puts a section before the card's limits, in place of what stood there from `heading` on."""
    before, _, after = path.read_text().partition(f"{LIMITS}\n")
    before = before.partition(heading)[0]
    path.write_text(before + "".join(f"{line}\n" for line in lines) + f"{LIMITS}\n" + after)


def write_priors_section(pack_dir: Path) -> None:
    replace_section(pack_dir / "card.md", f"{HEADING}\n", priors_section(read_manifest(pack_dir)))
