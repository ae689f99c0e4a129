"""A clinic's own template of a note: a TOML file of headings, or a Jinja template in a sandbox.

Read by `journeys`. A template chooses headings, order and labels; it can state nothing of its own, so that every
sentence of the note still has its evidence. In Jinja, `# Title` begins a section and `sentences("RESULTS", …)` gives
sentences to put under it; a line may begin with a label.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from attending.errors import BadInput
from attending.scribe.lines import CODES
from attending.scribe.styles import STYLES, Heading
from attending.terms.coding import LOINC, Coding

MOST_HEADINGS, LONGEST_TEMPLATE, LONGEST_TITLE = 40, 20_000, 80
PARTS = frozenset({*CODES, "ASSESSMENT", "PLAN", "FOLLOW-UP"}) - {"ASSESSMENT AND PLAN"}
_OTHER = Coding(system=LOINC, code="11488-4", display="Consult note")
_MARK = re.compile("\x02([A-Z -]+)\x03(\\d*)\x04")
_LABEL = re.compile(r"[^\W\d_][\w ,/&'-]{0,40}:")


def read_templates(folder: Path | None) -> dict[str, tuple[Heading, ...]]:
    """Every template of a folder by its file's name; none where no folder is set.

    Raises:
        BadInput: a template cannot be read, or says something of its own.
    """
    if folder is None:
        return {}
    found: dict[str, tuple[Heading, ...]] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix not in (".toml", ".jinja"):
            continue
        if path.stem in STYLES:
            raise BadInput(f"The template {path.name} has the name of a built-in style.", hint="Rename it.")
        text = path.read_text(encoding="utf-8")
        if len(text) > LONGEST_TEMPLATE:
            raise BadInput(f"The template {path.name} is too long.")
        found[path.stem] = read_headings(text, path.name) if path.suffix == ".toml" else read_jinja(text, path.name)
    return found


def read_headings(text: str, name: str = "the template") -> tuple[Heading, ...]:
    """A TOML template: `[[heading]]` with `title`, `takes` and, where wanted, `code`, `labelled`, `most`, `denials`."""
    try:
        tables = tomllib.loads(text).get("heading", [])
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML.", hint=str(error)) from error
    if not isinstance(tables, list) or not 0 < len(tables) <= MOST_HEADINGS:
        raise BadInput(f"{name} has no [[heading]], or more than {MOST_HEADINGS}.")
    return _checked(tuple(_heading(table, name) for table in tables), name)


def _heading(table: Any, name: str) -> Heading:
    known = {"title", "takes", "code", "labelled", "most", "denials"}
    if not isinstance(table, dict) or not {"title", "takes"} <= table.keys() <= known:
        raise BadInput(f"A heading of {name} has title and takes, and may have code, labelled, most and denials.")
    takes, most = table["takes"], table.get("most")
    right = isinstance(takes, list) and isinstance(table["title"], str) and (most is None or isinstance(most, int))
    if not right:
        raise BadInput(f"A heading of {name} has a value of the wrong kind.")
    parts = tuple(part for one in takes for part in _expanded(str(one).upper()))
    code = Coding(system=LOINC, code=str(table["code"])) if "code" in table else _code(parts)
    labelled, denials = bool(table.get("labelled", False)), bool(table.get("denials", True))
    return Heading(table["title"], code, parts, labelled=labelled, most=most, denials=denials)


def read_jinja(text: str, name: str = "the template") -> tuple[Heading, ...]:
    """A Jinja template, rendered in a sandbox without a patient: what it makes of place marks are its headings."""
    environment = ImmutableSandboxedEnvironment(autoescape=False, trim_blocks=True, lstrip_blocks=True)

    def sentences(*sections: str, most: int | None = None) -> str:
        parts = [part for one in sections for part in _expanded(one.upper())]
        return "".join(f"\x02{part}\x03{most or ''}\x04" for part in parts)

    try:
        rendered = environment.from_string(text).render(sentences=sentences)
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise BadInput(f"{name} cannot be rendered.", hint=type(error).__name__) from error
    return _checked(tuple(_from_lines(rendered, name)), name)


def _from_lines(rendered: str, name: str) -> Iterator[Heading]:
    title, takes, most = "", list[str](), None
    labels = False
    for line in [*(one.strip() for one in rendered.splitlines()), "# "]:
        if line.startswith("#"):
            if takes:
                yield Heading(title, _code(tuple(takes)), tuple(takes), labelled=labels, most=most)
            title, takes, most, labels = line.lstrip("#").strip(), [], None, False
            continue
        rest = _MARK.sub("", line).strip()
        if rest and not _LABEL.fullmatch(rest):
            raise BadInput(f"{name} states something of its own.", hint="Headings, labels and sentences() only.")
        for part, limit in _MARK.findall(line):
            takes.append(part)
            most = int(limit) if limit else most
        labels = labels or bool(rest)


def _expanded(section: str) -> tuple[str, ...]:
    if section == "ASSESSMENT AND PLAN":
        return ("ASSESSMENT", "PLAN", "FOLLOW-UP")
    if section not in PARTS:
        raise BadInput("A template takes a section that no note has.", hint=f"One of: {', '.join(sorted(PARTS))}.")
    return (section,)


def _code(parts: tuple[str, ...]) -> Coding:
    whole: Mapping[str, Coding] = {
        **CODES,
        "ASSESSMENT": CODES["ASSESSMENT AND PLAN"],
        "PLAN": CODES["ASSESSMENT AND PLAN"],
    }
    return whole.get(parts[0], _OTHER) if parts else _OTHER


def _checked(headings: tuple[Heading, ...], name: str) -> tuple[Heading, ...]:
    taken = [part for heading in headings for part in heading.takes]
    if not headings or len(headings) > MOST_HEADINGS:
        raise BadInput(f"{name} has no heading with sentences under it, or more than {MOST_HEADINGS}.")
    if len(taken) != len(set(taken)):
        raise BadInput(f"{name} takes a section twice: a sentence stands in a note once.")
    if any(not 0 < len(heading.title) <= LONGEST_TITLE for heading in headings):
        raise BadInput(f"A heading of {name} has 1 to {LONGEST_TITLE} characters.")
    return headings
