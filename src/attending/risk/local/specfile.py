"""Read a specification: strictly, so that an unknown key, a bad pattern or a lame feature is refused by name."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import msgspec

from attending.errors import BadInput, NotFound
from attending.risk.local.features import fault_of
from attending.risk.local.spec import NAME, Spec


def read_spec(given: str | Path) -> tuple[Spec, bytes]:
    """Read a specification, and its bytes, from a file or by the name of a ready one.

    Raises:
        NotFound: there is no such file and no ready specification of that name.
        BadInput: the file is not a valid specification.
    """
    path = Path(given)
    if path.is_file():
        data = path.read_bytes()
    else:
        ready = ready_specs().get(str(given))
        if ready is None:
            raise NotFound(
                "There is no such specification.", hint=f"A TOML file, or one of: {', '.join(ready_specs())}."
            )
        data = ready
    return parse_spec(data), data


def ready_specs() -> dict[str, bytes]:
    """The specifications that come with the package, by name."""
    folder = files("attending.risk.local") / "specs"
    found = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".toml")}
    return {name.removesuffix(".toml"): found[name] for name in sorted(found)}


def parse_spec(data: bytes) -> Spec:
    """Check the text of a specification."""
    try:
        spec = msgspec.convert(tomllib.loads(data.decode("utf-8")), Spec)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadInput(f"The specification cannot be read: {error}.") from error
    for fault in _faults(spec):
        raise BadInput(f"The specification is not valid: {fault}.")
    return spec


def _faults(spec: Spec) -> list[str]:
    faults = [] if NAME.fullmatch(spec.name) else ["name has small letters, digits and hyphens"]
    outcome = spec.outcome
    if not (outcome.visit_classes or outcome.death or outcome.intensive_care or outcome.problem):
        faults.append("outcome names nothing that could happen")
    if not 0 < outcome.within_hours <= 24 * 3660:
        faults.append("outcome.within_hours lies between 0 and ten years")
    if not spec.feature or len({feature.name for feature in spec.feature}) < len(spec.feature):
        faults.append("there must be features, each with a name of its own")
    if not 0.1 <= spec.split.test_share <= 0.5:
        faults.append("split.test_share lies between 0.1 and 0.5")
    patterns = [outcome.problem, *(feature.words for feature in spec.feature)]
    faults += [f"a pattern cannot be read: {fault}" for fault in map(_pattern_fault, patterns) if fault]
    return faults + [fault for feature in spec.feature if (fault := fault_of(feature))]


def _pattern_fault(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""
