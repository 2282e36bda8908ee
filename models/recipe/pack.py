"""A pack on disk: its manifest, file entries and ONNX sessions. Knows the contract (format 1), not how packs are made."""

import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort


def file_entry(path: Path) -> dict:
    """What a manifest says about any file of a pack."""
    data = path.read_bytes()
    return {"file": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def read_manifest(pack_dir: Path) -> dict:
    return json.loads((pack_dir / "manifest.json").read_text())


def write_manifest(pack_dir: Path, manifest: dict) -> None:
    (pack_dir / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")


def session(path: Path, threads: int = 0) -> ort.InferenceSession:
    """threads: as many as there are cores if 0."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def as_image(pixels: np.ndarray) -> np.ndarray:
    """uint8 [H,W,3] → what an encoder reads: float32 [1,3,H,W] in [-1,1]."""
    return pixels.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1


def level_file(name: str, level: str) -> str:
    """The stem of a level's file: its bare name where there is one level, which is called "main"."""
    return name if level == "main" else f"{name}-{level}"


class PackLevel:
    """One grid of codes. A level without a quantizer has z_e itself, [1,D,h,w], where the others have a token_grid."""

    def __init__(self, pack_dir: Path, entry: dict, threads: int = 0):
        self.entry = entry
        self.name: str = entry["name"]
        self.downsample: int = entry["downsample"]
        self.quantizer: str = entry.get("quantizer", "nearest")
        self._encoder = session(pack_dir / entry["encoder"]["file"], threads)
        if self.quantizer != "none":
            tokens = np.arange(entry["codebook"]["size"], dtype=np.int32)
            graph = session(pack_dir / entry["codebook"]["file"])
            self.codebook: np.ndarray = graph.run(None, {"tokens": tokens})[0]

    @property
    def dim(self) -> int:
        """Numbers of a code."""
        return self.entry["latents"]["dim"] if self.quantizer == "none" else self.codebook.shape[1]

    @property
    def files(self) -> list[dict]:
        """Manifest entries of the level's graphs."""
        return [self.entry["encoder"], *([self.entry["codebook"]] if self.quantizer != "none" else [])]

    def latents(self, image: np.ndarray, above: list[np.ndarray] | None = None) -> np.ndarray:
        """image float32 [1,3,H,W] in [-1,1], and z_q of the coarser levels → the encoder's output [1,D or K,H/f,W/f]."""
        return self._encoder.run(None, dict(zip(self.entry["encoder"]["inputs"], [image, *(above or [])], strict=True)))[0]

    def quantize(self, z_e: np.ndarray) -> np.ndarray:
        """Encoder's output → token_grid int32 [h,w], lowest index on ties: argmin‖z_e − e‖² in float64, or the likeliest."""
        if self.quantizer == "none":
            return z_e
        if self.quantizer == "argmax":
            return z_e[0].argmax(0).astype(np.int32)
        rows = z_e[0].reshape(z_e.shape[1], -1).T.astype(np.float64)
        codes = self.codebook.astype(np.float64)
        distances = (codes**2).sum(1) - 2 * rows @ codes.T
        return distances.argmin(1).astype(np.int32).reshape(z_e.shape[2:])

    def look_up(self, tokens: np.ndarray) -> np.ndarray:
        """token_grid int [h,w] → z_q float32 [1,D,h,w]."""
        if self.quantizer == "none":
            return tokens
        return np.ascontiguousarray(self.codebook[tokens].transpose(2, 0, 1)[None])


class Pack:
    """A pack as the app sees it: ONNX graphs on the CPU and nothing of PyTorch. Levels go from the coarsest to the finest."""

    def __init__(self, pack_dir: Path, threads: int = 0):
        self.dir = pack_dir
        self.manifest = read_manifest(pack_dir)
        self.levels = [PackLevel(pack_dir, entry, threads) for entry in self.manifest["levels"]]
        self.scales = [level.downsample // self.levels[-1].downsample for level in self.levels]
        self._decoder = session(pack_dir / self.manifest["decoder"]["file"], threads)

    def index_of(self, level: str) -> int:
        """Where a level stands among `levels`, by its name. Raises ValueError where there is none of that name."""
        return [known.name for known in self.levels].index(level)

    @property
    def level(self) -> PackLevel:
        """The level of a pack that has one."""
        (level,) = self.levels
        return level

    @property
    def codebook(self) -> np.ndarray:
        return self.level.codebook

    @property
    def files(self) -> list[dict]:
        """Manifest entries of all graphs but the priors'."""
        return [file for level in self.levels for file in level.files] + [self.manifest["decoder"]]

    def encode(self, image: np.ndarray) -> list[np.ndarray]:
        """image float32 [1,3,H,W] in [-1,1], its sides multiples of the coarsest level's f → token_grid of each level."""
        grids: list[np.ndarray] = []
        for level in self.levels:
            above = [upper.look_up(grid) for upper, grid in zip(self.levels, grids)]
            grids.append(level.quantize(level.latents(image, above)))
        return grids

    def decode(self, grids: list[np.ndarray]) -> np.ndarray:
        """token_grid of each level → image float32 [1,3,h·f,w·f]."""
        z_q = [
            unfold(level.look_up(grid), scale) for level, grid, scale in zip(self.levels, grids, self.scales, strict=True)
        ]
        return self._decoder.run(None, {"z_q": np.concatenate(z_q, 1)})[0]

    def picture(self, grids: list[np.ndarray]) -> np.ndarray:
        """token_grid of each level → uint8 [h·f,w·f,3], as the app shows it."""
        x_hat = self.decode(grids)[0].clip(-1, 1)
        return np.rint((x_hat + 1) * 127.5).astype(np.uint8).transpose(1, 2, 0)


def unfold(z_q: np.ndarray, scale: int) -> np.ndarray:
    """[1,s²·d,h,w] → [1,d,s·h,s·w], as torch.pixel_shuffle: channel c·s² + dy·s + dx goes to channel c of cell (dy, dx)."""
    _, channels, rows, columns = z_q.shape
    dealt = z_q.reshape(channels // scale**2, scale, scale, rows, columns).transpose(0, 3, 1, 4, 2)
    return np.ascontiguousarray(dealt.reshape(1, channels // scale**2, rows * scale, columns * scale))
