"""Derive `resource.zdict`, what bodies of resources are compressed with, from folders of FHIR R4 bundles.

Run at development time, where a better dictionary is worth it (stored bodies name theirs, so the old one must stay):

    python -m attending.record.derive_dictionary FOLDER [FOLDER …]

The dictionary holds nothing of anybody and nothing under a licence: before it learns, every text is replaced by random
signs but names of elements and types, addresses of systems and profiles, and the codes of HL7 (CC0) and of UCUM.
"""

import bz2
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attending.record.body import stamped

_SIZE = 32 * 1024
_SAMPLES = 12_000
_ADDRESSES = frozenset({"system", "url", "profile", "instantiatesCanonical"})
_WORDS = frozenset({"resourceType", "status", "use", "intent", "gender", "mode", "type", "outcome"})
"""Elements that hold a code of FHIR itself where they hold a text."""
_FREE = ("http://terminology.hl7.org/", "http://unitsofmeasure.org")
_AN_ID = "00000000-0000-0000-0000-000000000000"
_DIGITS, _SIGNS = "0123456789", "0123456789abcdef"
_TIME = re.compile(r"\d{4}-\d\d(?:-\d\d(?:T[\d:.+Z-]+)?)?")


def derive(folders: list[Path]) -> bytes:
    """The dictionary; the same from the same folders."""
    import zstandard

    rng = random.Random(1)  # noqa: S311 (no secret)
    read = [resource for folder in folders for file in sorted(folder.glob("*.json*")) for resource in _resources(file)]
    samples: list[bytes | bytearray | memoryview[int]] = [
        _stored(resource, rng) for resource in rng.sample(read, min(_SAMPLES, len(read)))
    ]
    return zstandard.train_dictionary(_SIZE, samples).as_bytes()


def _resources(file: Path) -> Iterator[dict[str, Any]]:
    data = bz2.decompress(file.read_bytes()) if file.suffix == ".bz2" else file.read_bytes()
    entries = [entry for entry in json.loads(data).get("entry", []) if isinstance(entry.get("resource"), dict)]
    places = {entry.get("fullUrl"): entry["resource"]["resourceType"] for entry in entries}
    for entry in entries:
        yield _resolved(entry["resource"], places)


def _resolved(value: Any, places: dict[Any, str]) -> Any:
    """References within the bundle as they are filed: their type and some id."""
    if isinstance(value, list):
        return [_resolved(part, places) for part in value]
    if not isinstance(value, dict):
        return value
    found = {key: _resolved(part, places) for key, part in value.items()}
    if value.get("reference") in places:
        found["reference"] = f"{places[value['reference']]}/0"
    return found


def _stored(resource: dict[str, Any], rng: random.Random) -> bytes:
    moment = f"20{rng.randrange(20, 40)}-{rng.randrange(10, 13)}-{rng.randrange(10, 29)}T00:00:00.000+00:00"
    content = stamped(_blank(resource, "", rng), _hidden(_AN_ID, rng), 1, moment)
    return json.dumps(content, separators=(",", ":")).encode()


def _blank(value: Any, name: str, rng: random.Random) -> Any:
    """The same shape without what it says."""
    if isinstance(value, list):
        return [_blank(part, name, rng) for part in value]
    if isinstance(value, dict):
        is_free = str(value.get("system", "")).startswith(_FREE)
        return {key: part if is_free and _is_code(key) else _blank(part, key, rng) for key, part in value.items()}
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return rng.randrange(1000)
    if name == "reference":
        kind, mark, _ = value.replace("?", "/").partition("/")
        return f"{kind}/{_hidden(_AN_ID, rng)}" if mark and kind.isalpha() else _hidden(value, rng)
    return value if name in _ADDRESSES or name in _WORDS else _hidden(value, rng)


def _is_code(key: str) -> bool:
    return key in {"system", "code", "display", "unit"}


def _hidden(text: str, rng: random.Random) -> str:
    """As many signs at random; what shapes ids and times stays."""
    signs, kept = (_DIGITS, "-:.T+Z") if _TIME.fullmatch(text) else (_SIGNS, "-")
    return "".join(sign if sign in kept else rng.choice(signs) for sign in text)


if __name__ == "__main__":
    Path(__file__).with_name("resource.zdict").write_bytes(derive([Path(name) for name in sys.argv[1:]]))
