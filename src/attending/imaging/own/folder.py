"""The folder of a site's own networks: each in a folder of its own, loaded by its card or refused with the reason.

NETWORKS/nodule/cards/nodule.toml    the card: intended use, licence, limits, results, SHA-256 of the weights
NETWORKS/nodule/network.toml         the description: scope, input, output, findings, operating points
NETWORKS/nodule/weights/nodule.onnx  or a MONAI bundle: configs/metadata.json, models/model.onnx or model.ts; or a
                                     trained nnU-Net: dataset.json, plans.json, fold_0/checkpoint_final.pth
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from attending.errors import InvalidCard
from attending.imaging.own.bundle import is_bundle, read_bundle
from attending.imaging.own.nnunet import find_model, name_findings, network_of, read_nnunet
from attending.imaging.own.spec import Spec, read_spec, read_table
from attending.models.card import Card, read_card

FORMATS = (".onnx", ".ts")
MOST_BYTES = 4 * 1024**3


@dataclass(frozen=True)
class OwnNetwork:
    """A network whose card, description and checksums are in order; nobody has run it yet."""

    card: Card
    spec: Spec
    model: bytes
    format: str
    """`onnx` or `torchscript`."""

    @property
    def name(self) -> str:
        """The card's name."""
        return self.card.name

    @property
    def stated(self) -> str:
        """Name and version."""
        return f"{self.card.name} {self.card.version}"


@dataclass(frozen=True)
class Refused:
    """A folder whose network is not used, and why."""

    name: str
    reason: str


def read_networks(folder: Path | None) -> tuple[OwnNetwork | Refused, ...]:
    """Every network of a folder by name; nothing where there is no folder."""
    if folder is None or not folder.is_dir():
        return ()
    below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return tuple(_read(path) for path in below)


def _read(folder: Path) -> OwnNetwork | Refused:
    try:
        return read_network(folder)
    except InvalidCard as error:
        return Refused(folder.name, str(error))
    except OSError:
        return Refused(folder.name, "Its files cannot be read.")


def read_network(folder: Path) -> OwnNetwork:
    """Read one network; raises `InvalidCard` with what is missing or wrong."""
    cards = sorted((folder / "cards").glob("*.toml"))
    if len(cards) != 1:
        raise InvalidCard("The network has no card.", hint="Write one: cards/NAME.toml.")
    card = read_card(cards[0])
    if card.name != cards[0].stem:
        raise InvalidCard(f"The card {cards[0].name} is that of {card.name}.")
    description = folder / "network.toml"
    if not description.is_file():
        raise InvalidCard("The network has no description.", hint="Write one: network.toml.")
    try:
        text = description.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidCard("The description network.toml is not UTF-8 text.") from error
    said = read_table(text, card.name)
    model = find_model(folder, str(said.get("model", "")))
    if model is not None:
        spec = read_spec(said, given=read_nnunet(model), name=card.name, complete=name_findings(model))
        labels = tuple(one.label for one in spec.findings)
        return OwnNetwork(card, spec, network_of(model, _checked(model.checkpoint, card), labels), "onnx")
    spec = read_spec(said, given=read_bundle(folder) if is_bundle(folder) else {}, name=card.name)
    file = _model_file(folder, card, spec)
    return OwnNetwork(card, spec, _checked(file, card), "onnx" if file.suffix == ".onnx" else "torchscript")


def _model_file(folder: Path, card: Card, spec: Spec) -> Path:
    """The file of the model: named in the description, else the only one; of a bundle's two, the ONNX file."""
    found = [path for part in ("weights", "models") for path in sorted((folder / part).glob("*")) if path.is_file()]
    fitting = [path for path in found if path.suffix in FORMATS and spec.model in ("", path.name)]
    chosen = [path for path in fitting if path.suffix == ".onnx"] or fitting
    if len(chosen) != 1:
        what = "no ONNX or TorchScript file" if not chosen else "several models, and network.toml does not choose"
        raise InvalidCard(f"The network {card.name} has {what}.")
    if chosen[0].stat().st_size > MOST_BYTES:
        raise InvalidCard(f"The model of {card.name} is larger than {MOST_BYTES // 1024**3} GB.")
    return chosen[0]


def _checked(file: Path, card: Card) -> bytes:
    known = next((weight.sha256 for weight in card.weights if weight.file == file.name), None)
    if known is None:
        raise InvalidCard(f"The card {card.name} does not name the file {file.name}.", hint="Add [[weights]].")
    data = file.read_bytes()
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), known):
        raise InvalidCard(f"The file {file.name} is not that of the card: its SHA-256 differs.")
    return data
