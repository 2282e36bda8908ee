"""Every number of a training run, as dataclasses. A checkpoint stores its config, and an export repeats it."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

MSE_FLOOR = 1e-3  # under the logarithm, of a range of 2: 36 dB; a flat emoji background need not get better than that


@dataclass(frozen=True)
class ModelConfig:
    downsample: int = 8  # image pixels per token, each way
    codebook_size: int = 4096
    code_dim: int = 32
    quantizer: str = "nearest"  # argmax: the encoder gives logits (dVAE); none: nothing is quantized (autoencoder)
    normalise_codes: bool = False  # z_e and codes on the unit sphere
    gradient: str = "straight-through"  # past the quantizer; or rotation
    codebook: str = "ema"  # how it learns: moving averages of z_e; or simvq, by gradient and all codes at once
    codebook_decay: float = 0.99  # EMA over about 100 steps
    # Channels and residual blocks of each stage, finest first; the coarsest works at one cell a token.
    encoder_widths: tuple[int, ...] = (32, 80, 192)
    encoder_blocks: tuple[int, ...] = (1, 2, 1)
    encoder_pointwise: int = 0  # residual blocks of 1×1 convolutions after the coarsest stage
    decoder_widths: tuple[int, ...] = (32, 80, 192)
    decoder_blocks: tuple[int, ...] = (2, 2, 2)
    # The encoder of a second level above, at twice as many pixels a token (VQ-VAE-2). Empty: one level.
    top_widths: tuple[int, ...] = ()
    top_blocks: tuple[int, ...] = ()

    @property
    def scales(self) -> tuple[int, ...]:
        """Cells of the finest grid along one side of a token, by level, coarsest first."""
        return (2, 1) if self.top_widths else (1,)


@dataclass(frozen=True)
class DataConfig:
    crop: int = 128  # pixels
    own_scale: float = 0.5  # share of the photos' crops at the photo's own scale; the others are scaled down
    # Shares of the crops; flowers are half of all photos and would dominate if files were drawn evenly.
    mix: dict[str, float] = field(
        default_factory=lambda: {
            "flowers": 0.30,
            "wallpapers": 0.24,
            "pixls": 0.06,
            "clothing": 0.12,
            "grocery": 0.08,
            "emoji": 0.20,
        }
    )


LONG_RUNS = DataConfig(
    own_scale=0.8,
    mix={
        "flowers": 0.18,
        "wallpapers": 0.30,
        "pixls": 0.09,
        "clothing": 0.13,
        "grocery": 0.09,
        "textures": 0.07,
        "emoji": 0.11,
        "drawings": 0.03,
    },
)


@dataclass(frozen=True)
class VqVaeConfig:
    """Stage 1. The learning rate warms up, stays, and falls linearly to zero over the last `decay_steps`: a run can
    be lengthened or brought to its end at any time by resuming it with another `steps`."""

    model: ModelConfig = ModelConfig()
    data: DataConfig = DataConfig()
    start: str = "scratch"  # or vqvae: see warm_start.py
    seed: int = 1
    steps: int = 9000
    batch: int = 16  # crops a step and worker
    optimizer: str = "muon"  # or adamw
    learning_rate: float = 2e-3
    warmup_steps: int = 100
    decay_steps: int = 3000
    weight_decay: float = 0.01
    reconstruction: str = "log-mse"  # or mse
    mse_floor: float = MSE_FLOOR
    # Of the quantizer's own term. Commitment: 0.25 is usual beside a mean squared error; log(mse) pulls harder, and with
    # 0.25 z_e strays from its codes. With logits: of the divergence from uniform, in nats a token.
    beta: float = 2.5
    continuous_steps: int = 100  # before k-means starts the codebook, the decoder sees z_e itself
    # With logits: the temperature of the relaxed choice falls from 1 to the last one over so many steps.
    temperature_steps: int = 400
    last_temperature: float = 1 / 16
    restart_every: int = 50
    restart_threshold: float = 0.05  # of the mean use
    average_decay: float = 0.999  # moving averages of the weights, which validation and export read: over about 1000 steps
    bfloat16: bool = True  # autocast and Muon, where the processor multiplies it; the quantizer and the losses stay in float32
    validate_every: int = 500
    checkpoint_every: int = 200


# Stage 1 by pack. But for the idea itself all is the same: data, decoder, what is minimised; two levels share the encoder's
# budget. Written as what differs from VqVaeConfig().
STAGE1 = {
    "photo-vqvae-f8": VqVaeConfig(
        model=ModelConfig(code_dim=8, encoder_pointwise=2),
        data=LONG_RUNS,
        steps=26_000,
        batch=32,
        decay_steps=6_500,
        continuous_steps=300,
        restart_every=20,
        mse_floor=3e-4,
    ),
    "photo-vqvae2": VqVaeConfig(
        model=ModelConfig(codebook_size=512, top_widths=(16, 32, 64, 160), top_blocks=(0, 1, 1, 1))
    ),
    "photo-dvae-f8": VqVaeConfig(model=ModelConfig(codebook_size=8192, quantizer="argmax"), beta=0.01),
    "photo-ae-f8": VqVaeConfig(model=ModelConfig(quantizer="none")),
}


# Small runs from scratch that differ in one choice (ablations.py), and what they have in common.
SMALL = VqVaeConfig(data=DataConfig(crop=64), steps=300, warmup_steps=30, decay_steps=200, bfloat16=False)
ABLATIONS = {
    "as it is: dimension 32, k-means start, EMA, straight-through": [],
    "dimension 8": ["model.code_dim=8"],
    "dimension 8, codes of unit length": ["model.code_dim=8", "model.normalise_codes=true"],
    "rotation trick": ["model.gradient=rotation"],
    "SimVQ": ["model.codebook=simvq"],
    "no k-means start": ["continuous_steps=0"],
}


@dataclass(frozen=True)
class DiscriminatorConfig:
    widths: tuple[int, int, int] = (32, 64, 128)


@dataclass(frozen=True)
class VqGanConfig:
    """Stage 2 goes on from a stage-1 checkpoint, or from a pack, whose model it takes over."""

    trained: str = "everything"  # or decoder: tokens stay what they are, and with them the priors over them
    discriminator: DiscriminatorConfig = DiscriminatorConfig()  # of patches; what the app shows
    data: DataConfig = LONG_RUNS
    seed: int = 2
    steps: int = 20_000
    batch: int = 16
    optimizer: str = "muon"
    learning_rate: float = 6e-4
    warmup_steps: int = 100
    decay_steps: int = 6_000
    codebook_decay: float = 0.998  # slower than in stage 1: batches are smaller, and the codes need only follow
    weight_decay: float = 0.0
    reconstruction: str = "log-mse"
    reconstruction_weight: float = 1.0
    mse_floor: float = 3e-4
    beta: float = 2.5
    perceptual_weight: float = 4.0  # of LPIPS (VGG-16)
    perceptual_window: int = 64  # pixels of each crop that it sees
    adversarial_from: int = 6_250  # the step at which the projected discriminator begins to learn: 100,000 crops
    discriminator_alone: int = 1_000  # steps before its opinion counts
    adversarial_weight: float = 0.3  # of the adaptive weight
    projected_rate: float = 5e-4
    lecam_weight: float = 0.1
    patch_steps: int = 4_000  # the last ones, in which the patch discriminator learns
    discriminator_rate: float = 1.2e-3  # of the patch discriminator; at a third of that it was no better than chance after 250 steps
    exchanged_steps: int = 6_700  # the last ones, in which some tokens are exchanged for neighbours before decoding
    exchanged_share: float = 0.08
    average_decay: float = 0.999
    bfloat16: bool = True
    validate_every: int = 250
    checkpoint_every: int = 200


@dataclass(frozen=True)
class PriorModelConfig:
    grid: tuple[int, int] = (16, 16)  # rows and columns
    dim: int = 192
    layers: int = 6
    heads: int = 6


@dataclass(frozen=True)
class PixelCnnConfig:
    grid: tuple[int, int] = (16, 16)
    dim: int = 192
    layers: int = 5  # each lets a cell see one row further up, and three cells further left


@dataclass(frozen=True)
class PriorConfig:
    """Priors over a pack's tokens. The learning rate falls to zero over the last `decay_steps`, as in stage 1."""

    kind: str = "transformer"  # or pixelcnn
    level: str = "main"  # the pack's, whose tokens are learned; a finer one is told the coarser's
    model: PriorModelConfig | PixelCnnConfig = PriorModelConfig()
    # Shares of the grids by source: pictograms are harder to learn than textures.
    mix: dict[str, float] = field(
        default_factory=lambda: {
            "emoji": 0.58,
            "flowers": 0.26,
            "wallpapers": 0.06,
            "clothing": 0.04,
            "grocery": 0.03,
            "pixls": 0.03,
        }
    )
    placed_share: float = 0.5  # of the emoji: in another size, place and background
    names: bool = False  # whether the prior is told which emoji, besides class and style
    sketch_cells: int = 2  # a part of a name's sketch covers so many cells each way
    sketch_size: int = 8  # numbers a part
    autoregressive_share: float = 0.5  # of each batch; the rest is read with masks. 1 or 0: one reading alone
    seed: int = 3
    steps: int = 8000
    batch: int = 12  # grids a step and worker
    optimizer: str = "muon"
    learning_rate: float = 4e-3
    warmup_steps: int = 60
    decay_steps: int = 600
    weight_decay: float = 0.01
    bfloat16: bool = False  # autocast, and Muon: pays where the processor multiplies matrices in it
    compile: bool = False  # torch.compile: a minute at the start, a fifth faster
    condition_dropout: float = 0.12  # of each condition by itself, and of all together once more
    name_dropout: float = 0.15  # of the names
    class_dropout: float = 0.5  # of the classes of grids that keep their name, which says it all
    above_dropout: float = 0.1  # of the coarser level's grids, all their cells at once
    shape_share: float = 0.3  # of the masks
    validate_every: int = 200
    checkpoint_every: int = 100


# Priors by kind. A PixelCNN has but one reading; over two levels only the masked one is used.
PRIORS = {
    "transformer": PriorConfig(model=PriorModelConfig(layers=10)),
    "named": PriorConfig(
        model=PriorModelConfig(layers=10),
        mix={"emoji": 0.84, "flowers": 0.1, "wallpapers": 0.03, "clothing": 0.01, "grocery": 0.01, "pixls": 0.01},
        placed_share=0.15,
        names=True,
        autoregressive_share=1.0,
        batch=24,
        learning_rate=2e-3,
    ),
    "pixelcnn": PriorConfig(kind="pixelcnn", model=PixelCnnConfig(), autoregressive_share=1.0),
    "top": PriorConfig(level="top", model=PriorModelConfig(grid=(8, 8)), autoregressive_share=0.0, batch=24),
    "bottom": PriorConfig(level="bottom", model=PriorModelConfig(layers=4), autoregressive_share=0.0),
}


def override(config: Any, assignments: list[str]) -> Any:
    """Returns `config` with "model.code_dim=8"-like assignments applied; values take the field's present type."""
    for assignment in assignments:
        path, _, text = assignment.partition("=")
        config = _assign(config, path.split("."), text)
    return config


def _assign(config: Any, path: list[str], text: str) -> Any:
    name = path[0]
    if name not in {f.name for f in fields(config)}:
        raise ValueError(f"{type(config).__name__} has no field {name!r}")
    present = getattr(config, name)
    if len(path) > 1:
        return replace(config, **{name: _assign(present, path[1:], text)})
    if isinstance(present, bool):
        return replace(config, **{name: text.lower() in {"1", "true", "yes"}})
    if isinstance(present, tuple):
        return replace(config, **{name: tuple(int(item) for item in text.split(","))})
    return replace(config, **{name: type(present)(text)})
