"""What the kinds of packs are called and what is said about them, in manifests and cards."""

from dataclasses import dataclass

from .config import ModelConfig


@dataclass(frozen=True)
class Family:
    id: str
    name: str
    description: str  # one line for the person who chooses between packs
    what: str  # for the card
    limits: str


LOST = "Text, faces and small regular patterns are lost at {bits:g} bits for 8×8 pixels."

FAMILIES = {
    family.id: family
    for family in (
        Family(
            "vq-vae",
            "VQ-VAE",
            "Smooth and true to the photo; fine texture is blurred.",
            "VQ-VAE (van den Oord et al., 2017), trained for the least pixel error: it keeps what it can of every pixel and "
            "blurs what it cannot.",
            f"It blurs fine texture. {LOST}",
        ),
        Family(
            "vq-gan",
            "VQ-GAN",
            "Crisp at the same bits; fine texture is plausible, partly invented.",
            "VQ-GAN (Esser et al., 2020): trained on from the VQ-VAE with a perceptual loss (LPIPS, VGG-16) and a "
            "discriminator on features of EfficientNet-Lite0, both with ImageNet weights. Textures are crisp and partly invented.",
            f"Fine texture is plausible, not true: do not read details off a reconstruction. {LOST}",
        ),
        Family(
            "vq-vae-2",
            "VQ-VAE-2",
            "Two levels: a coarse grid for colours and large shapes, a fine one for what that leaves to be said.",
            "VQ-VAE-2 (Razavi et al., 2019) on two levels: the top has one code for 16×16 pixels, the bottom, which is told "
            "the top's, one for 8×8. Trained like the VQ-VAE of one level, for the least pixel error.",
            f"It blurs fine texture, as one level does at these bits. {LOST}",
        ),
        Family(
            "dvae",
            "dVAE",
            "8192 codes, chosen by likelihood instead of distance, as in the first DALL·E.",
            "dVAE (Ramesh et al., 2021): the encoder gives a likelihood for each code; in training the decoder reads a "
            "mixture drawn by Gumbel-softmax, whose temperature falls. The token is the likeliest code.",
            f"It blurs fine texture. {LOST}",
        ),
        Family(
            "ae",
            "autoencoder",
            "No codes at all: the same network with plain numbers between encoder and decoder. Sharpest, and largest.",
            "A plain autoencoder: the VQ-VAE's network without its quantizer, for contrast. 32 numbers stand for each 8×8 "
            "pixels; there are no tokens to paint with, and nothing that a prior could learn to draw.",
            "Its bytes are those of 16-bit numbers: not a compressed format.",
        ),
    )
}


def family_of(kind: str, config: ModelConfig) -> Family:
    """kind: the stage that trained a model, vqvae or vqgan."""
    if kind == "vqgan":
        return FAMILIES["vq-gan"]
    if config.quantizer == "nearest":
        return FAMILIES["vq-vae-2" if config.top_widths else "vq-vae"]
    return FAMILIES[{"argmax": "dvae", "none": "ae"}[config.quantizer]]
