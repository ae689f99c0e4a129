"""Folders of a site's own imaging networks, as the tests put them there."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

ANY_CT = '[scope]\nmodality = ["CT"]\nbody_part = ["ABDOMEN"]\nleast_side = 8\n'
BRIGHT = f"""question = "bright spot"
{ANY_CT}
[output]
kind = "segmentation"
[[findings]]
display = "Bright spot"
code = "52988006"
channel = 1
smallest_pixels = 4
"""


def card_text(name: str, file: str, model: bytes) -> str:
    """A complete card for a model: the texts of one of ours, its own name and checksum."""
    text = files("attending.imaging").joinpath("cards", "denoise.toml").read_text(encoding="utf-8")
    head = text[: text.index("[[data]]")].replace('name = "denoise"', f'name = "{name}"')
    return f'{head}[[weights]]\nfile = "{file}"\nsha256 = "{hashlib.sha256(model).hexdigest()}"\n'


def put_network(folder: Path, name: str, model: bytes, description: str, *, suffix: str = ".onnx") -> Path:
    """A network with its card and description, ready to be read."""
    return _put(folder / name, name, f"{name}{suffix}", model, description, part="weights")


def put_bundle(
    folder: Path, name: str, model: bytes, description: str, *, metadata: dict[str, Any], steps: list[dict[str, Any]],
    file: str = "model.onnx",
) -> Path:  # fmt: skip
    """A MONAI bundle with a card and what it does not say itself."""
    made = _put(folder / name, name, file, model, description, part="models")
    (made / "configs").mkdir()
    (made / "configs" / "metadata.json").write_text(json.dumps({"network_data_format": metadata}))
    inference = {"preprocessing": {"_target_": "Compose", "transforms": steps}}
    (made / "configs" / "inference.json").write_text(json.dumps(inference))
    return made


def _put(made: Path, name: str, file: str, model: bytes, description: str, *, part: str) -> Path:
    for below in ("cards", part):
        (made / below).mkdir(parents=True)
    (made / "cards" / f"{name}.toml").write_text(card_text(name, file, model), encoding="utf-8")
    (made / "network.toml").write_text(description, encoding="utf-8")
    (made / part / file).write_bytes(model)
    return made
