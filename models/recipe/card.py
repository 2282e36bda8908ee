"""A pack's card.md, written from its manifest and evaluation: what it is, data, licences, figures, limits."""

from .data.sources import sources
from .evaluate import table
from .pack import Pack
from .priors_card import priors_section

WEIGHTS_LICENCE = "CC BY-SA 4.0 (part of the training data is share-alike)"

WHAT = {
    "vq-vae": "VQ-VAE (van den Oord et al., 2017), trained for the least pixel error: it keeps what it can of every "
    "pixel and blurs what it cannot.",
    "vq-gan": "VQ-GAN (Esser et al., 2020): trained on from the VQ-VAE with a patch discriminator, a perceptual loss "
    "(distances between activations of the VQ-VAE's own encoder: no ImageNet weights), discriminator feature matching "
    "and a texture-strength term. Textures are crisp and partly invented.",
}
LIMITS = {
    "vq-vae": "It blurs fine texture. Text, faces and small regular patterns are lost at 12 bits for 8×8 pixels.",
    "vq-gan": "Fine texture is plausible, not true: do not read details off a reconstruction. Text, faces and small "
    "regular patterns are lost at 12 bits for 8×8 pixels.",
}
FIRST_PACK_NOTE = (
    "The weights started from the project's first pack, which may have seen the others in training, but never the flowers."
)


def from_first_pack(config: dict) -> bool:
    """config: of stage 1, or of stage 2, which carries stage 1's along."""
    return config.get("stage1", config)["start"] == "first-pack"


def write_card(pack: Pack, evaluations: dict[str, dict]) -> None:
    """evaluations: what `evaluate` measured, by row title; the pack's own first."""
    manifest, level = pack.manifest, pack.level
    own = next(iter(evaluations.values()))
    files = [level["encoder"], level["codebook"], manifest["decoder"]]
    lines = [
        f"# {manifest['id']}",
        WHAT[manifest["family"]],
        "",
        f"{level['downsample']}× downsampling, {level['codebook']['size']} codes of dimension {level['codebook']['dim']}: "
        f"{own['bitsPerPixel']} bits per pixel, {own['bytesPerImage']} bytes for 256×256. Plain zero-padded convolutions; "
        f"a pixel depends on at most {manifest['decoder']['receptiveField']} tokens each way (measured). "
        f"{sum(file['bytes'] for file in files) / 1e6:.1f} MB with float16 weights.",
        "",
        "## Held out: {flowers} photos of flowers, {others} others, 256 px".format(
            flowers=own["photos"]["flowers"]["images"],
            others=own["photos"]["all"]["images"] - own["photos"]["flowers"]["images"],
        ),
        *([FIRST_PACK_NOTE] if from_first_pack(manifest["provenance"]["config"]) else []),
        "Codecs take the highest quality that fits the bytes; where none does, the photo is coded smaller and scaled up.",
        "",
        *table({name: result["photos"] for name, result in evaluations.items()}),
        "",
        f"Emoji, 128 px, on white ({own['emoji']['images']}): {own['emoji']['psnr']:.2f} dB.",
        f"Codes used on the photos: {own['codebookUsage']:.1%}; perplexity {own['perplexity']:.0f} of "
        f"{level['codebook']['size']}.",
        "",
        *priors_section(manifest),
        "## Limits",
        LIMITS[manifest["family"]],
        "",
        "## Data and licences",
        *(f"- {title}: {source['licence']}, {source['credit']}" for title, source in sources().items()),
        "",
        f"Weights: {WEIGHTS_LICENCE}.",
    ]
    (pack.dir / "card.md").write_text("\n".join(lines) + "\n")
