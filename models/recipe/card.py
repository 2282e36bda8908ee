"""A pack's card.md, written from its manifest and evaluation: what it is, data, licences, figures, limits."""

from .data.sources import sources
from .evaluate import table
from .families import FAMILIES
from .pack import Pack, PackLevel
from .priors_card import priors_section

WEIGHTS_LICENCE = "CC BY-SA 4.0 (part of the training data is share-alike)"

CODECS_NOTE = "Codecs take the highest quality that fits the bytes; where none does, the photo is coded smaller and scaled up."
FIRST_PACK_NOTE = (
    "The weights started from the project's first pack, which may have seen the others in training, but never the flowers."
)


def from_first_pack(config: dict) -> bool:
    """config: of stage 1, or of a later stage, which carries along that of the one before it."""
    while "stage1" in config:
        config = config["stage1"]
    return config["start"] == "first-pack"


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


def write_card(pack: Pack, evaluations: dict[str, dict], beside: list[str]) -> None:
    """evaluations: what `evaluate` measured, by row title; the pack's own first. beside: the packs on its sheet."""
    manifest = pack.manifest
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
        "## Held out: {flowers} photos of flowers, {others} others, 256 px".format(
            flowers=own["photos"]["flowers"]["images"],
            others=own["photos"]["all"]["images"] - own["photos"]["flowers"]["images"],
        ),
        *([FIRST_PACK_NOTE] if from_first_pack(manifest["provenance"]["config"]) else []),
        *([CODECS_NOTE] if own["codebookUsage"] else []),
        "",
        *table({name: result["photos"] for name, result in evaluations.items()}),
        "",
        f"Emoji, 128 px, on white ({own['emoji']['images']}): {own['emoji']['psnr']:.2f} dB.",
        *(
            f"Codes used on the photos{f' ({level.name})' if len(pack.levels) > 1 else ''}: "
            f"{own['codebookUsage'][level.name]:.1%}; perplexity {own['perplexity'][level.name]:.0f} of {len(level.codebook)}."
            for level in pack.levels
            if level.quantizer != "none"
        ),
        "",
        f"![Samples of the app: {', '.join(['original', *beside, 'this pack'])}](sheet.webp)",
        "",
        *discriminator_section(manifest),
        *priors_section(manifest),
        "## Limits",
        family.limits.format(bits=round(own["bitsPerPixel"] * 64, 2)),
        "",
        "## Data and licences",
        *(f"- {title}: {source['licence']}, {source['credit']}" for title, source in sources().items()),
        "",
        f"Weights: {WEIGHTS_LICENCE}.",
    ]
    (pack.dir / "card.md").write_text("\n".join(lines) + "\n")
