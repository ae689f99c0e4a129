"""A trained nnU-Net in the layout that TotalSegmentator downloads, with the card a site writes for it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.networks import card_text

DATA = Path(__file__).parent / "data" / "nnunet"
DATASET = "Dataset297_TotalSegmentator_total_3mm_1559subj"
MODEL = f"{DATASET}/nnUNetTrainer_4000epochs_NoMirroring__nnUNetPlans__3d_fullres"
CHECKPOINT = f"{MODEL}/fold_0/checkpoint_final.pth"
ORGANS = """question = "abdominal organs"
[scope]
body_part = ["ANY"]
[[findings]]
label = "liver"
smallest_pixels = 50
[[findings]]
label = "spleen"
smallest_pixels = 50
"""


def put_nnunet(folder: Path, name: str = "organs", description: str = ORGANS) -> Path:
    """The folder of a network as a site makes it: the downloaded folder as it is, a card, a description."""
    made = folder / name
    shutil.copytree(DATA / DATASET, made / DATASET)
    (made / "cards").mkdir()
    data = (made / CHECKPOINT).read_bytes()
    (made / "cards" / f"{name}.toml").write_text(card_text(name, "checkpoint_final.pth", data), encoding="utf-8")
    (made / "network.toml").write_text(description, encoding="utf-8")
    return made


def change(path: Path, how: Callable[[dict[str, Any]], None]) -> None:
    """Change a JSON file."""
    said = json.loads(path.read_text(encoding="utf-8"))
    how(said)
    path.write_text(json.dumps(said), encoding="utf-8")
