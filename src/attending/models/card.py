"""The card of a model: who made it, for whom, on what data, how well it works and where it must not be used.

Holds the 31 source attributes of ONC HTI-1 (45 CFR 170.315(b)(11)(iv)(B)), licences, checksums and commands. A text
that nobody can give reads "not provided"; leaving it out is refused. Rules and formulas have cards too, without
weights.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_type_hints

import msgspec

from attending.errors import InvalidCard

NOT_PROVIDED = "not provided"
FAULTS_NAMED = 3


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the card; every field must be there and say something."""


class Output(StrEnum):
    """What kind of value a model gives (attribute 4)."""

    PREDICTION = "prediction"
    CLASSIFICATION = "classification"
    RECOMMENDATION = "recommendation"
    EVALUATION = "evaluation"
    ANALYSIS = "analysis"
    OTHER = "other"


class DecisionRole(StrEnum):
    """What the output does to a clinical decision (attribute 8)."""

    INFORMS = "informs"
    AUGMENTS = "augments"
    REPLACES = "replaces"


class Developer(_Part, frozen=True):
    """Who made it and who paid."""

    name: str
    contact: str
    funding: str


class Use(_Part, frozen=True):
    """For what, for whom, by whom."""

    intended_use: str
    population: str
    users: str
    role: DecisionRole


class Cautions(_Part, frozen=True):
    """Where not to use it, and what can go wrong."""

    out_of_scope: str
    risks: str


class Development(_Part, frozen=True):
    """What it learned from."""

    inclusion: str
    sensitive_inputs: str
    """Use of race, ethnicity, language, sexual orientation, gender identity, sex, birth date, SDOH, health status."""
    representativeness: str
    relevance: str


class Fairness(_Part, frozen=True):
    """How it is kept fair."""

    approach: str
    bias_reduction: str


class ExternalValidation(_Part, frozen=True):
    """Who tested it elsewhere, on what."""

    source: str
    party: str
    representativeness: str
    process: str


class Validity(_Part, frozen=True):
    """How well it does, in words; the numbers stand in `results`."""

    internal: str
    internal_fairness: str
    external: str
    external_fairness: str
    outcomes: str


class Maintenance(_Part, frozen=True):
    """How it is watched and renewed."""

    validity_monitoring: str
    local_validity: str
    fairness_monitoring: str
    local_fairness: str
    updates: str
    correction: str


class Licence(_Part, frozen=True):
    """Terms of the weights or rules, and of the data behind them."""

    model: str
    data: str


class Commands(_Part, frozen=True):
    """What makes it again and what measures it; "not provided" where nothing was trained."""

    train: str
    evaluate: str


class DataSet(_Part, frozen=True):
    """One data set and what it was used for."""

    name: str
    used_for: str
    licence: str
    size: str


class Result(_Part, frozen=True):
    """One measured number. `group` is `all` or a subgroup; lower and upper are its 95 % interval."""

    measure: str
    value: float
    n: int
    data: str
    group: str = "all"
    lower: float | None = None
    upper: float | None = None


class Weight(_Part, frozen=True):
    """One file of the model and its SHA-256."""

    file: str
    sha256: str


class Card(_Part, frozen=True):
    """Everything a hospital must know before it lets a model draft."""

    name: str
    version: str
    title: str
    output: str
    kind: Output
    released: date
    review_by: date
    """After this day the texts count as overdue."""
    developer: Developer
    use: Use
    cautions: Cautions
    development: Development
    fairness: Fairness
    external_validation: ExternalValidation
    validity: Validity
    maintenance: Maintenance
    licence: Licence
    commands: Commands
    data: tuple[DataSet, ...] = ()
    results: tuple[Result, ...] = ()
    weights: tuple[Weight, ...] = ()

    def overdue(self, today: date) -> bool:
        """Whether the texts are due for a review."""
        return today > self.review_by


_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read_card(path: Path | Traversable) -> Card:
    """Read and check a card; raises `InvalidCard` naming the first faults."""
    try:
        return parse_card(path.read_text(encoding="utf-8"), name=path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidCard(f"The card {path.name} cannot be read as UTF-8 text.") from error


def parse_card(text: str, *, name: str) -> Card:
    """Check the text of a card; `name` is the file's, for the message."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidCard(f"The card {name} is not valid TOML: {error}.") from error
    faults = list(_faults(Card, table, ""))
    if not faults:
        try:
            card = msgspec.convert(table, Card)
        except msgspec.ValidationError as error:
            faults.append(str(error))
        else:
            faults += _false_statements(card)
            if not faults:
                return card
    more = f" and {len(faults) - FAULTS_NAMED} more" if len(faults) > FAULTS_NAMED else ""
    raise InvalidCard(
        f"The card {name} is not valid: {', '.join(faults[:FAULTS_NAMED])}{more}.",
        hint=f'Write "{NOT_PROVIDED}" where nothing can be said.',
    )


def _faults(kind: type[_Part], table: Mapping[str, Any], path: str) -> Iterator[str]:
    """Fields that are missing, empty or unknown, by their path."""
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        where, value = f"{path}{field.name}", table.get(field.name)
        if value is None:
            if field.required:
                yield f"{where} is missing"
        elif isinstance(value, str) and not value.strip():
            yield f"{where} is empty"
        elif isinstance(value, dict) and isinstance(hints[field.name], type) and issubclass(hints[field.name], _Part):
            yield from _faults(hints[field.name], value, f"{where}.")
    known = {field.name for field in msgspec.structs.fields(kind)}
    yield from (f"{path}{name} is unknown" for name in table if name not in known)


def _false_statements(card: Card) -> Iterator[str]:
    """What has the right form and still cannot be."""
    for weight in card.weights:
        if not _SHA256.fullmatch(weight.sha256):
            yield f"the sha256 of {weight.file} has not 64 hexadecimal digits"
        if not _FILE.fullmatch(weight.file):
            yield "a file of weights is not a plain file name"
    for result in card.results:
        if result.n < 1:
            yield f"the result {result.measure} ({result.group}) has no n"
        if result.lower is not None and result.upper is not None and not result.lower <= result.value <= result.upper:
            yield f"the interval of {result.measure} ({result.group}) does not hold its value"
    if card.weights and NOT_PROVIDED in (card.commands.train, card.licence.model, card.licence.data):
        yield "a trained model must name its training command and its licences"
    if card.review_by <= card.released:
        yield "review_by lies before the release"
