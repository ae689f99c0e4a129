"""UCUM unit expressions (`mg/dL`, `10*9/L`, `mm[Hg]`) as a factor and a dimension.

Read by `record.fhirpath`, which compares and converts quantities of any unit; `units` knows the names that clinicians
say. Special units, whose scale does not start at zero (Cel, pH, dB), are known and refused: they are comparable only
as they stand.

Source: the definitions of The Unified Code for Units of Measure 2.1 (unitsofmeasure.org), written down in `ucum.tsv`:
code, whether it takes prefixes, value, unit. SI prefixes: BIPM, The International System of Units, 9th edition.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files

Dimension = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted; arbitrary units such as [iU] are dimensions of their own."""

_PREFIXES = {
    "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
    "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24,
}  # fmt: skip
_BINARY = {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
_BASE = frozenset({"m", "s", "g", "rad", "K", "C", "cd"})
_LONGEST = 200
_DEEPEST = 20
_NUMBER = re.compile(r"\d+")
_EXPONENT = re.compile(r"[+-]?\d+")
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_LONE_ANNOTATION = re.compile(r"(^|(?<=[./(]))\{[^{}]*\}")
_ATOM = re.compile(r"10[*^]|(?:\[[^\]]*\]|[^\d\s./(){}\[\]+-])+[0-9]*(?:\[[^\]]*\])?")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one of a unit is: `factor` times the product of the base units in `dimension`."""

    factor: Fraction
    dimension: Dimension


@lru_cache(maxsize=4096)
def find_measure(unit: str) -> Measure | None:
    """The measure of a UCUM expression, or None where it is not UCUM, not known here, or a special unit in a term."""
    if len(unit) > _LONGEST or not unit.isascii():
        return None
    try:
        return _Reader(_ANNOTATION.sub("", _LONE_ANNOTATION.sub("1", unit))).read()
    except _NotUCUM:
        return None


class _NotUCUM(Exception):
    pass


def _times(one: Measure, other: Measure, sign: int = 1) -> Measure:
    exponents = dict(one.dimension)
    for base, exponent in other.dimension:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    if sign < 0 and not other.factor:
        raise _NotUCUM
    factor = one.factor * other.factor if sign > 0 else one.factor / other.factor
    return Measure(factor, tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent)))


def _to_the_power(measure: Measure, exponent: int) -> Measure:
    if abs(exponent) > 30:
        raise _NotUCUM
    return Measure(
        Fraction(measure.factor) ** exponent,
        tuple((base, power * exponent) for base, power in measure.dimension if exponent),
    )


_ONE = Measure(Fraction(1), ())


class _Reader:
    """Reads `term: component (('.' | '/') component)*`, with a leading `/` allowed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> Measure:
        found = self.term(0)
        if self.at != len(self.text) or not self.text:
            raise _NotUCUM
        return found

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def term(self, depth: int) -> Measure:
        if depth > _DEEPEST:
            raise _NotUCUM
        found, sign = _ONE, 1
        if self.peek() == "/":
            self.at, sign = self.at + 1, -1
        found = _times(found, self.component(depth), sign)
        while self.peek() in {".", "/"} and self.peek():
            sign = 1 if self.peek() == "." else -1
            self.at += 1
            found = _times(found, self.component(depth), sign)
        return found

    def component(self, depth: int) -> Measure:
        if self.peek() == "(":
            self.at += 1
            found = self.term(depth + 1)
            if self.peek() != ")":
                raise _NotUCUM
            self.at += 1
            return found
        match = _ATOM.match(self.text, self.at)
        if match is None:
            number = _NUMBER.match(self.text, self.at)
            if number is None or not int(number[0]):
                raise _NotUCUM
            self.at = number.end()
            return Measure(Fraction(int(number[0])), ())
        atom = match[0]
        if find_atom(atom) is None:
            atom = atom.rstrip("0123456789")  # m2: the digits are an exponent, not part of the code as in [in_i'H2O]
        found_atom = find_atom(atom)
        if found_atom is None:
            raise _NotUCUM
        self.at += len(atom)
        exponent = _EXPONENT.match(self.text, self.at)
        if exponent is None:
            return found_atom
        self.at = exponent.end()
        return _to_the_power(found_atom, int(exponent[0]))


@lru_cache(maxsize=1024)
def find_atom(code: str) -> Measure | None:
    """The measure of one unit with or without a prefix, or None."""
    found = _plain(code)
    if found is not None:
        return found
    for length in (2, 1):
        prefix, rest = code[:length], code[length:]
        if rest in _table() and _table()[rest][0]:
            measure = _plain(rest)
            if measure is not None and prefix in _PREFIXES:
                return Measure(measure.factor * Fraction(10) ** _PREFIXES[prefix], measure.dimension)
            if measure is not None and prefix in _BINARY:
                return Measure(measure.factor * _BINARY[prefix], measure.dimension)
    return None


def _plain(code: str) -> Measure | None:
    if code in _BASE:
        return Measure(Fraction(1), ((code, 1),))
    row = _table().get(code)
    if row is None:
        return None
    _, value, unit = row
    if value == "arbitrary" or value == "special":
        return Measure(Fraction(1), ((code, 1),))
    defined = find_measure(unit)
    if defined is None:
        raise LookupError(f"ucum.tsv defines {code} by a unit it does not define")
    return Measure(Fraction(Decimal(value)) * defined.factor, defined.dimension)


@cache
def _table() -> dict[str, tuple[bool, str, str]]:
    text = (files("attending.terms") / "ucum.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    table = {code: (metric == "yes", value, unit) for code, metric, value, unit in rows}
    return table | {code: (True, "1", code) for code in _BASE}
