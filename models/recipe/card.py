"""A pack's card.md, written from its manifest and evaluation: what it is, data, licences, figures, limits."""

from .data.sources import sources
from .evaluate import SEARCHED, table
from .families import FAMILIES
from .pack import Pack, PackLevel
from .priors_card import LIMITS, priors_section, replace_section

WEIGHTS_LICENCE = "CC BY-SA 4.0 (part of the training data is share-alike)"

CODECS_NOTE = "Codecs take the highest quality that fits the bytes; where none does, the photo is coded smaller and scaled up."
SEARCH_NOTE = (
    "Codes searched: of each cell's four nearest codes the one with which the picture comes closest to the photo, by trying "
    "(analysis by synthesis), as the app's “Find better codes” does; the bytes are the same."
)
NOTES = {
    "first-pack": "The weights started from the project's first pack, which may have seen the others in training, but never the "
    "flowers.",
    "before": "The others may have been seen in training, the flowers never.",
    "scratch": "None of them was seen in training.",
}
HEADING = "## Held out"


def start_of(provenance: dict) -> str:
    """first-pack or scratch, of stage 1, also where later stages stand on it; or before: made before this recipe was."""
    config = provenance.get("config", {"start": "before"})
    while "stage1" in config:
        config = config["stage1"]
    return config["start"]


def size_of(level: PackLevel) -> str:
    if level.quantizer == "none":
        return f"{level.downsample}× downsampling, {level.dim} numbers a cell, counted as 16-bit ones"
    where = "" if level.name == "main" else f" ({level.name})"
    return f"{level.downsample}× downsampling{where}, {len(level.codebook)} codes of dimension {level.dim}"


def discriminator_section(manifest: dict) -> list[str]:
    """Markdown lines; none where the pack has no discriminator."""
    entry = manifest.get("discriminator")
    if not entry:
        return []
    row = lambda name, scale: f"| {name} | {scale['low']:.2f} | {scale['median']:.2f} | {scale['high']:.2f} |"
    return [
        "## Discriminator",
        f"`{entry['file']}`: the critic of the last training run, {entry['bytes'] / 1e6:.1f} MB. One opinion for each 8×8 "
        "pixels, above 0 where it takes a patch for real. On the held-out photos:",
        "",
        "| | 5th percentile | median | 95th percentile |",
        "|---|---|---|---|",
        row("originals", entry["originals"]),
        row("reconstructions", entry["reconstructions"]),
        "",
    ]


def held_out_section(pack: Pack, evaluations: dict[str, dict], beside: list[str]) -> list[str]:
    """Markdown lines; beside: the packs on its sheet and in its plot."""
    own = next(iter(evaluations.values()))
    flowers, all = own["photos"]["flowers"]["images"], own["photos"]["all"]["images"]
    return [
        f"{HEADING}: {flowers} photos of flowers, {all - flowers} others, 256 px",
        NOTES[start_of(pack.manifest["provenance"])],
        *([CODECS_NOTE] if own["codebookUsage"] else []),
        *([SEARCH_NOTE] if SEARCHED in evaluations else []),
        "",
        *table({name: result["photos"] for name, result in evaluations.items()}),
        "",
        f"Fréchet distance between originals and reconstructions, on AlexNet's features of {own['frechet']['crops']} crops of "
        f"128 px (no FID: that would be Inception's): {own['frechet']['distance']:.2f}.",
        f"Emoji, 128 px, on white ({own['emoji']['images']}): {own['emoji']['psnr']:.2f} dB.",
        *(
            f"Codes used on the photos{f' ({level.name})' if len(pack.levels) > 1 else ''}: "
            f"{own['codebookUsage'][level.name]:.1%}; perplexity {own['perplexity'][level.name]:.0f} of {len(level.codebook)}."
            for level in pack.levels
            if level.quantizer != "none"
        ),
        "",
        "![Power over the originals' by spatial frequency](spectrum.svg)",
        "",
        f"![Samples of the app: {', '.join(['original', *beside, 'this pack'])}](sheet.webp)",
        "",
    ]


def write_card(pack: Pack, evaluations: dict[str, dict], beside: list[str]) -> None:
    """evaluations: what `evaluate` measured, by row title; the pack's own first. Of a card that is older than the recipe
    only the section of figures is written."""
    manifest, path = pack.manifest, pack.dir / "card.md"
    figures = held_out_section(pack, evaluations, beside)
    if start_of(manifest["provenance"]) == "before":
        replace_section(path, HEADING, figures)
        return
    own, family = next(iter(evaluations.values())), FAMILIES[manifest["family"]]
    lines = [
        f"# {manifest['id']}",
        family.what,
        "",
        f"{'; '.join(map(size_of, pack.levels))}: {own['bitsPerPixel']} bits per pixel, {own['bytesPerImage']} bytes for "
        f"256×256. Plain zero-padded convolutions; a pixel depends on at most {manifest['decoder']['receptiveField']} "
        f"{'tokens' if own['codebookUsage'] else 'cells'}{' of the finest level' if len(pack.levels) > 1 else ''} each way "
        f"(measured). {sum(file['bytes'] for file in pack.files) / 1e6:.1f} MB with float16 weights.",
        "",
        *figures,
        *discriminator_section(manifest),
        *priors_section(manifest),
        LIMITS,
        family.limits.format(bits=round(own["bitsPerPixel"] * 64, 2)),
        "",
        "## Data and licences",
        *(f"- {title}: {licence}, {sources()[title]['credit']}" for title, licence in manifest["provenance"]["data"].items()),
        "",
        f"Weights: {WEIGHTS_LICENCE}.",
    ]
    path.write_text("\n".join(lines) + "\n")
