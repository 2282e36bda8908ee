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


def session(path: Path) -> ort.InferenceSession:
    return ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])


class Pack:
    """A one-level pack as the app sees it: three ONNX graphs on the CPU and nothing of PyTorch."""

    def __init__(self, pack_dir: Path):
        self.dir = pack_dir
        self.manifest = read_manifest(pack_dir)
        self.level = self.manifest["levels"][0]
        self._encoder = session(pack_dir / self.level["encoder"]["file"])
        self._decoder = session(pack_dir / self.manifest["decoder"]["file"])
        tokens = np.arange(self.level["codebook"]["size"], dtype=np.int32)
        self.codebook: np.ndarray = session(pack_dir / self.level["codebook"]["file"]).run(None, {"tokens": tokens})[0]

    def encode(self, image: np.ndarray) -> np.ndarray:
        """image float32 [1,3,H,W] in [-1,1] → z_e float32 [1,D,H/f,W/f]."""
        return self._encoder.run(None, {"image": image})[0]

    def quantize(self, z_e: np.ndarray) -> np.ndarray:
        """z_e [1,D,h,w] → token_grid int32 [h,w]: argmin‖z_e − e‖², lowest index on ties, in float64."""
        rows = z_e[0].reshape(z_e.shape[1], -1).T.astype(np.float64)
        codes = self.codebook.astype(np.float64)
        distances = (codes**2).sum(1) - 2 * rows @ codes.T
        return distances.argmin(1).astype(np.int32).reshape(z_e.shape[2:])

    def decode(self, token_grid: np.ndarray) -> np.ndarray:
        """token_grid int [h,w] → image float32 [1,3,h·f,w·f]."""
        z_q = self.codebook[token_grid].transpose(2, 0, 1)[None]
        return self._decoder.run(None, {"z_q": np.ascontiguousarray(z_q)})[0]
