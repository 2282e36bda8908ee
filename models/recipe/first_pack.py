"""The weights of the project's first pack as a place to start from.

That pack, photo-vqvae-f8 as the repository's first commit has it, was trained before this recipe existed: an hour that a
run on two busy cores is glad to save. Its encoder has three residual blocks at the coarsest stage where the budget
allows fewer; the recipe's keeps the first ones as far as they go. Its training photos may include what this recipe holds
out, except for the flowers' validation folder: figures of a run that starts here are held out on those only.
"""

from pathlib import Path

from .model import Tokenizer
from .pack_weights import convolutions, take_over, take_over_codebook

ENCODER_BLOCKS = (1, 2, 3)


def kept_of_encoder(blocks: tuple[int, ...]) -> list[int]:
    """Indices of the first pack's encoder convolutions that a model with `blocks` residual blocks a stage keeps."""
    kept, index = [], 0
    for own, theirs in zip(blocks, ENCODER_BLOCKS, strict=True):
        kept += range(index, index + 1 + 2 * own)  # the strided convolution, then two of each block
        index += 1 + 2 * theirs
    return [*kept, index]


def start_from_first_pack(model: Tokenizer, pack_dir: Path) -> None:
    weights = convolutions(pack_dir / "encoder.onnx")
    take_over(model.encoder, [weights[i] for i in kept_of_encoder(model.config.encoder_blocks)])
    take_over(model.decoder, convolutions(pack_dir / "decoder.onnx"))
    take_over_codebook(model, pack_dir)
