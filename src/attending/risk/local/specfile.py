"""Read a specification: strictly, so that an unknown key, a bad pattern or a lame feature is refused by name."""

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from attending.errors import BadInput, NotFound
from attending.risk.local.features import fault_of
from attending.risk.local.spec import NAME, Spec
from attending.risk.local.specfaults import shape_faults, tell

LONGEST_HOURS = 24 * 3660.0


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
    """Check the text of a specification; of a faulty one `BadInput` tells every fault, its line and what to write."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput("The specification is no text.", hint="Save the file as UTF-8.") from error
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(_not_toml(str(error), text)) from error
    faults = list(shape_faults(table))
    spec = None if faults else msgspec.convert(table, Spec)
    if spec is not None:
        faults = list(_sense_faults(spec))
    if spec is None or faults:
        raise BadInput(f"The specification is not valid.\n{tell(faults, text)}")
    return spec


def _not_toml(fault: str, text: str) -> str:
    """TOML's own words with the line they are about, and the usual reasons."""
    found = re.search(r"\(at line (\d+)", fault)
    line = int(found[1]) if found else len(text.splitlines())
    written = (text.splitlines() or [""])[min(line, len(text.splitlines())) - 1].strip()
    return (
        f"The specification is no TOML.\nline {line}: {fault.partition(' (at')[0]}, in: {written}\n"
        'Write each entry as key = "words", key = 12, key = true or key = ["AMB", "EMER"]; tables as [index].'
    )


def _sense_faults(spec: Spec) -> Iterator[tuple[str, str]]:
    """What is well formed and makes no sense, by its place."""
    if not NAME.fullmatch(spec.name):
        yield "name", "name has small letters, digits and hyphens; write for example back-soon"
    outcome = spec.outcome
    if not (outcome.visit_classes or outcome.death or outcome.intensive_care or outcome.problem):
        yield (
            "outcome",
            'outcome names nothing that could happen; write visit_classes = ["EMER", "IMP"], death = true, '
            'intensive_care = true or problem = "words of a new problem"',
        )
    if not 0 < outcome.within_hours <= LONGEST_HOURS:
        yield "outcome.within_hours", "within_hours lies between 0 and ten years; 2160 are 90 days"
    if not 0.1 <= spec.split.test_share <= 0.5:
        yield "split.test_share", "test_share lies between 0.1 and 0.5; 0.3 keeps three of ten for measuring"
    names = [feature.name for feature in spec.feature]
    patterns = [("outcome.problem", outcome.problem)]
    for place, feature in enumerate(spec.feature):
        if feature.name in names[:place]:
            yield f"feature.{place}.name", f"a feature is called {feature.name} already; give each a name of its own"
        if found := fault_of(feature):
            yield f"feature.{place}.{found[0]}", f"feature {feature.name}: {found[1]}"
        patterns.append((f"feature.{place}.words", feature.words))
    for where, pattern in patterns:
        if fault := _pattern_fault(pattern):
            yield where, f"the pattern cannot be read ({fault}); write plain words, several with a | between"


def _pattern_fault(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return str(error)
    return ""
