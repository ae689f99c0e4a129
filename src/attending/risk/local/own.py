"""The hospital's own models on disk: one folder each, with card, weights and specification; no valid card, no model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from attending.errors import Conflict, InvalidCard
from attending.models.card import Card
from attending.models.registry import load
from attending.risk.learned import RiskModel, unpack
from attending.risk.local.spec import NAME, Spec
from attending.risk.local.specfile import parse_spec


@dataclass(frozen=True)
class OwnModel:
    """A model ready to score this hospital's charts."""

    spec: Spec
    model: RiskModel
    card: Card


def register(files: Mapping[str, bytes], name: str, *, home: Path) -> Path:
    """Write a model's files into its folder; the card last, so that a broken write leaves no model that loads."""
    folder = home / name
    if not NAME.fullmatch(name):
        raise Conflict("A model's name has small letters, digits and hyphens.")
    for part in ("weights", "cards"):
        (folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "cards" / f"{name}.toml").unlink(missing_ok=True)
    for file, data in sorted(files.items(), key=lambda pair: pair[0] == f"{name}.toml"):
        part = "cards" if file == f"{name}.toml" else "weights"
        (folder / part / file).write_bytes(data)
    return folder


def load_own(name: str, *, home: Path) -> OwnModel:
    """Load one model; raises `InvalidCard` where its card or its weights are not in order."""
    found = load(home / name, name)
    try:
        spec, model = parse_spec(found.files[f"{name}.spec.toml"]), unpack(found.files[f"{name}.risk.gz"])
    except KeyError as error:
        raise InvalidCard(f"The model {name} lacks a file.", hint="Train it again.") from error
    if [one.name for one in model.inputs] != [feature.name for feature in spec.feature]:
        raise InvalidCard(f"The model {name} and its specification name other features.", hint="Train it again.")
    return OwnModel(spec, model, found.card)


def own_names(home: Path) -> list[str]:
    """Names of the models that are registered here."""
    if not home.is_dir():
        return []
    return sorted(folder.name for folder in home.iterdir() if (folder / "cards" / f"{folder.name}.toml").is_file())
