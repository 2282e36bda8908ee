"""sources.toml as Python sees it: for cards and manifests, and to tell whether the images at hand are those it names."""

import hashlib
import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def sources() -> dict[str, dict]:
    """Every source by its title, photos first."""
    entries = tomllib.loads((HERE / "sources.toml").read_text())
    emoji = entries.pop("emoji")
    return {entry["title"]: entry for entry in [*entries.values(), *emoji.values()]}


def sources_of(config: dict) -> dict[str, dict]:
    """The sources that a run read, by title, from its checkpoint's config and those of the stages that it stands on."""
    mixed: set[str] = set()
    stage: dict | None = config
    while stage:
        mixed |= stage["data"]["mix"].keys()
        stage = stage.get("stage1")
    entries = tomllib.loads((HERE / "sources.toml").read_text())
    emoji = entries.pop("emoji")
    read = [entry for name, entry in entries.items() if name in mixed]
    return {entry["title"]: entry for entry in [*read, *(emoji.values() if "emoji" in mixed else [])]}


def digest_of_photos(root: Path, source: str) -> str:
    """SHA-256 over the name and SHA-256 of every image of a source, in the order of their paths."""
    total = hashlib.sha256()
    for path in sorted((root / source).rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png"}:
            total.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def unlike_photos(root: Path) -> list[str]:
    """Sources of photos below `root` that are not, byte for byte, those that sources.toml states."""
    entries = tomllib.loads((HERE / "sources.toml").read_text())
    stated = {name: entry["sha256"] for name, entry in entries.items() if "sha256" in entry}
    found = [folder.name for folder in sorted(root.iterdir()) if folder.is_dir()]
    return [name for name in found if stated.get(name) != digest_of_photos(root, name)]


def unlike_emoji(workshop: Path) -> list[str]:
    """Emoji packages installed in `workshop` whose archives are not those that sources.toml states."""
    installed = json.loads((workshop / "node_modules" / ".package-lock.json").read_text())["packages"]
    unlike = []
    for entry in tomllib.loads((HERE / "sources.toml").read_text())["emoji"].values():
        for package, integrity in zip(entry["get"].split(", "), entry["integrity"], strict=True):
            if installed[f"node_modules/{package}"]["integrity"] != integrity:
                unlike.append(package)
    return unlike
