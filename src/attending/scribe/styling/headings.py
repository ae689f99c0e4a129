"""The headings of a clinic's template as YAML or TOML tells them, and what any template must keep to.

Read by `templates` and `jinja`.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from attending.errors import BadInput
from attending.scribe.content.lines import CODES
from attending.scribe.styling.styles import NAMES, PLANNED, STYLES, Heading
from attending.terms.coding import LOINC, Coding

MOST_HEADINGS, LONGEST_TITLE, LONGEST_LABEL = 40, 80, 40
WHOLE_PLAN = "ASSESSMENT AND PLAN"
PARTS = (*(part for part in CODES if part != WHOLE_PLAN), *PLANNED)
"""What a template can take: the sections of the whole note, its last one also by its parts."""
LABEL = re.compile(rf"[^\W\d_][\w ,/&'()-]{{0,{LONGEST_LABEL}}}:")
_LOINC = re.compile(r"\d{3,7}-\d")
_OTHER = Coding(system=LOINC, code="11488-4", display="Consult note")
_KEYS = ("title", "takes", "code", "labelled", "most", "denials")
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "title": str, "takes": list, "code": str, "labelled": (bool, dict), "most": int, "denials": bool,
}  # fmt: skip
_ASKED = {
    "title": "text",
    "takes": "a list of sections",
    "code": "a LOINC code as text",
    "labelled": "true, false, or a label for each section",
    "most": "a whole number from 1",
    "denials": "true or false",
}


def read_toml(text: str, name: str = "the template") -> tuple[Heading, ...]:
    """A TOML template: `[[heading]]` with `title`, `takes` and, where wanted, `code`, `labelled`, `most`, `denials`."""
    try:
        return _headings(tomllib.loads(text), name)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{name} is not valid TOML.", hint=f"{error}.") from error


def read_yaml(text: str, name: str = "the template") -> tuple[Heading, ...]:
    """A YAML template: a list `heading` (or `headings`) of the same tables as in TOML, or that list by itself."""
    import yaml

    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"Line {mark.line + 1}: {getattr(error, 'problem', '')}." if mark else "Check its indentation."
        raise BadInput(f"{name} is not valid YAML.", hint=where) from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is not valid YAML.", hint="Check its values.") from error
    return _headings({"heading": told} if isinstance(told, list) else told, name)


def _headings(told: object, name: str) -> tuple[Heading, ...]:
    if not isinstance(told, dict) or not told.keys() <= {"heading", "headings"} or len(told) != 1:
        raise BadInput(f"{name} has nothing but headings, as a list called heading.", hint=_EXAMPLE)
    tables = next(iter(told.values()))
    if not isinstance(tables, list) or not 0 < len(tables) <= MOST_HEADINGS:
        raise BadInput(f"{name} has a list of 1 to {MOST_HEADINGS} headings.", hint=_EXAMPLE)
    return checked(tuple(_heading(table, place, name) for place, table in enumerate(tables, 1)), name)


_EXAMPLE = 'Each heading has a title and what it takes, such as title "Tests", takes ["RESULTS"].'


def _heading(table: object, place: int, name: str) -> Heading:
    where = f"Heading {place} of {name}"
    if not isinstance(table, dict):
        raise BadInput(f"{where} is not a table with title and takes.", hint=_EXAMPLE)
    for key, value in table.items():
        if key not in _KEYS:
            near = get_close_matches(str(key), _KEYS, 1)
            meant = f"Did you mean {near[0]}?" if near else f"It may have {', '.join(_KEYS)}."
            raise BadInput(f"{where} has something unknown: {str(key)[:LONGEST_TITLE]}.", hint=meant)
        if not _right(key, value):
            raise BadInput(f"{where}: {key} is {_ASKED[key]}.")
    for key in ("title", "takes"):
        if not table.get(key):
            raise BadInput(f"{where} has no {key}.", hint=_EXAMPLE)
    takes = tuple(part for one in table["takes"] for part in parts_of(one, where))
    labels = table.get("labelled", False)
    return Heading(
        table["title"].strip(),
        Coding(system=LOINC, code=table["code"]) if "code" in table else code_of(takes),
        takes,
        labels=NAMES if labels is True else _own_labels(labels, where) if labels else {},
        most=table.get("most"),
        denials=table.get("denials", True),
    )


def _right(key: str, value: object) -> bool:
    right = isinstance(value, _KINDS[key]) and not (key == "most" and isinstance(value, bool))
    if key == "takes":
        return right and isinstance(value, list) and all(isinstance(one, str) for one in value)
    if key == "code":
        return right and _LOINC.fullmatch(str(value)) is not None
    return right and not (key == "most" and isinstance(value, int) and value < 1)


def _own_labels(labels: Mapping[object, object], where: str) -> Mapping[str, str]:
    """The clinic's own labels by section; one of the whole plan stands before its first part."""
    own: dict[str, str] = {}
    for section, label in labels.items():
        text = str(label).strip().rstrip(":") if isinstance(label, str) else ""
        if not LABEL.fullmatch(f"{text}:"):
            raise BadInput(f"{where}: a label is 1 to {LONGEST_LABEL} letters, without a statement.")
        own[parts_of(str(section), where)[0]] = text
    return own


def parts_of(section: str, where: str) -> tuple[str, ...]:
    """The parts that a section named in a template stands for; raises `BadInput` with the nearest that there is."""
    named = " ".join(section.upper().split())
    if named == WHOLE_PLAN:
        return PLANNED
    if named not in PARTS:
        near = get_close_matches(named, (*PARTS, WHOLE_PLAN), 1, 0.6)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise BadInput(
            f"{where} takes “{section[:LONGEST_TITLE]}”, which no note has.",
            hint=f"{meant}There are {', '.join((*PARTS, WHOLE_PLAN))}.",
        )
    return (named,)


def code_of(parts: Sequence[str]) -> Coding:
    """The LOINC code of a heading by the first section that it takes."""
    codes = {**CODES, **{one.takes[0]: one.code for one in STYLES["soap"] if one.takes[0] in PLANNED}}
    codes["FOLLOW-UP"] = codes["PLAN"]
    if tuple(parts) == PLANNED:
        return CODES[WHOLE_PLAN]
    return codes.get(parts[0], _OTHER) if parts else _OTHER


def checked(headings: tuple[Heading, ...], name: str) -> tuple[Heading, ...]:
    """The headings, if they have titles and no section stands under two of them."""
    if not headings or len(headings) > MOST_HEADINGS:
        raise BadInput(
            f"{name} has no heading with sentences under it, or more than {MOST_HEADINGS}.",
            hint='In Jinja: a line "# Title", and below it {{ sentences("RESULTS") }}.',
        )
    if any(not 0 < len(heading.title) <= LONGEST_TITLE for heading in headings):
        raise BadInput(
            f"{name} has sentences under no title, or under one of more than {LONGEST_TITLE} characters.",
            hint='In Jinja, a line "# Title" stands before them.',
        )
    taken = [part for heading in headings for part in heading.takes]
    again = next((part for part in taken if taken.count(part) > 1), "")
    if again:
        raise BadInput(
            f"{name} takes {again} twice: a sentence stands in a note once.",
            hint=f"{WHOLE_PLAN} holds {', '.join(PLANNED)}." if again in PLANNED else None,
        )
    return headings
