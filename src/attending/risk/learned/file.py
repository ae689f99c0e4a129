"""The file of a learned model: gzipped JSON that holds numbers and LightGBM's text, and runs nothing when read.

Same model, same bytes, so a card can name its SHA-256. A shipped model loads through the registry only: no valid card,
or other bytes than the card's, no model.
"""

import gzip
import json
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import numpy as np

from attending.errors import InvalidCard
from attending.models.registry import load
from attending.risk.learned.calibration import Calibration
from attending.risk.learned.conformal import Conformal
from attending.risk.learned.domain import Domain
from attending.risk.learned.linear import Linear, Scale
from attending.risk.learned.model import Input, Member, RiskModel
from attending.risk.learned.nets import Nets
from attending.risk.learned.operating import Operating
from attending.risk.learned.trees import Trees

FORMAT = "attending-risk-1"
SUFFIX = ".risk.gz"
DIGITS = 9
"""Significant digits kept of an array: more than single precision holds."""
NET_DIGITS = 4


def pack(model: RiskModel) -> bytes:
    """A model as the bytes of its file."""
    table = {
        "format": FORMAT,
        "name": model.name,
        "outcome": model.outcome,
        "inputs": msgspec.to_builtins(model.inputs),
        "members": [_pack_member(member) for member in model.members],
        "shares": list(model.shares),
        **{part: msgspec.to_builtins(getattr(model, part)) for part in _PARTS},
    }
    return gzip.compress(json.dumps(table, separators=(",", ":")).encode(), 9, mtime=0)


def unpack(data: bytes) -> RiskModel:
    """The model of a file; raises `InvalidCard` where the bytes are not one."""
    try:
        table = json.loads(gzip.decompress(data))
        if table["format"] != FORMAT:
            raise ValueError("another format")
        parts = {part: msgspec.convert(table[part], kind) for part, kind in _PARTS.items()}
        return RiskModel(
            name=table["name"],
            outcome=table["outcome"],
            inputs=msgspec.convert(table["inputs"], tuple[Input, ...]),
            members=tuple(_unpack_member(member) for member in table["members"]),
            shares=tuple(table["shares"]),
            **parts,
        )
    except (OSError, EOFError, ValueError, KeyError, TypeError, msgspec.ValidationError) as error:
        raise InvalidCard("The file is not a risk model of this version.", hint="Train the model again.") from error


@cache
def load_model(name: str) -> RiskModel:
    """The shipped model of this name; raises `InvalidCard` when its card or its weights are not in order."""
    weights = load(files("attending.risk"), name).files
    return unpack(weights[name + SUFFIX])


_PARTS: dict[str, Any] = {
    "calibration": Calibration,
    "conformal": Conformal,
    "domain": Domain,
    "operating": Operating,
}


def _pack_member(member: Member) -> dict[str, Any]:
    if isinstance(member, Trees):
        return {"kind": "trees", "texts": list(member.texts)}
    if isinstance(member, Linear):
        return {"kind": "linear", **pack_linear(member)}
    if isinstance(member, Nets):
        return {"kind": "nets", **_pack_nets(member)}
    raise TypeError(f"A member of kind {type(member).__name__} has no file form.")


def pack_linear(linear: Linear) -> dict[str, Any]:
    """A linear member as plain lists."""
    return {"intercept": linear.intercept, "weights": _short(linear.weights), **_pack_scale(linear.scale)}


def _pack_nets(nets: Nets) -> dict[str, Any]:
    """Nets as plain lists; weights of single precision in as few digits as tell risks apart."""
    arrays = {name: _short(getattr(nets, name), NET_DIGITS) for name in _NETS}
    return {"constant": nets.constant, **arrays, **_pack_scale(nets.scale)}


def _pack_scale(scale: Scale) -> dict[str, Any]:
    return {
        "scale": {name: _short(getattr(scale, name)) for name in _ARRAYS},
        "marked": scale.marked.astype(int).tolist(),
    }


_ARRAYS = ("low", "high", "centre", "spread", "bends")
_NETS = ("inner", "bias", "outer")


def _unpack_member(table: dict[str, Any]) -> Member:
    if table["kind"] == "trees":
        return Trees(tuple(table["texts"]))
    if table["kind"] == "nets":
        inner, bias, outer = (np.array(table[name], np.float32) for name in _NETS)
        return Nets(_unpack_scale(table), inner, bias, outer, float(table["constant"]))
    return unpack_linear(table)


def unpack_linear(table: dict[str, Any]) -> Linear:
    """The linear member of its plain lists."""
    return Linear(_unpack_scale(table), float(table["intercept"]), np.array(table["weights"], np.float64))


def _unpack_scale(table: dict[str, Any]) -> Scale:
    scale = {name: np.array(table["scale"][name], np.float64) for name in _ARRAYS}
    scale["bends"] = scale["bends"].reshape(-1, len(scale["low"]))
    return Scale(**scale, marked=np.array(table["marked"], bool))


def _short(values: Any, digits: int = DIGITS) -> Any:
    """Nested lists of an array, each number cut to some significant digits."""
    if isinstance(values, np.ndarray):
        return _short(values.tolist(), digits)
    return [_short(value, digits) for value in values] if isinstance(values, list) else float(f"{values:.{digits}g}")
