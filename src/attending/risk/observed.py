"""Inputs that need more than the newest number: coded answers, first choices, what is reckoned from other inputs.

Source of codes: LOINC 2.78 (67775-7 level of responsiveness, 9269-2 Glasgow score, 3151-8 and 3150-6 inhaled oxygen,
72166-2 tobacco smoking status with its US Core answers).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from attending.errors import OutOfRange
from attending.risk.inputs import Input, Known, Measured, Value
from attending.risk.reading import Answered, Reading
from attending.risk.scores.score import Score


@dataclass(frozen=True)
class Coded:
    """The newest coded answer to one of the LOINC codes, not older than `days`, read by a table of words and codes."""

    name: str
    loinc: tuple[str, ...]
    readings: tuple[tuple[str, Value], ...]
    """(regular expression over code or words, what it means); the first that matches counts, no match is missing."""
    days: float = 365

    def find(self, reading: Reading) -> Known | None:
        """The newest answer that can be read."""
        oldest = reading.chart.as_of - timedelta(days=self.days)
        answers = [a for code in self.loinc for a in reading.answered.get(code, ())]
        for answer in sorted(answers, key=lambda a: a.when, reverse=True):
            value = self._meaning(answer)
            if value is not None and oldest <= answer.when <= reading.chart.as_of:
                return Known(value, (answer.evidence,))
        return None

    def _meaning(self, answer: Answered) -> Value | None:
        for pattern, value in self.readings:
            if re.search(pattern, f"{answer.code} {answer.text}", re.IGNORECASE):
                return value
        return None


@dataclass(frozen=True)
class FirstOf:
    """The first of several inputs that the chart holds: a coded level of consciousness, else the Glasgow score."""

    name: str
    choices: tuple[Input, ...]

    def find(self, reading: Reading) -> Known | None:
        """What the first choice that is known says."""
        return next((known for known in (choice.find(reading) for choice in self.choices) if known is not None), None)


@dataclass(frozen=True)
class Reckoned:
    """An input that is worked out from others: a ratio, a threshold, the value of another score."""

    name: str
    inputs: Mapping[str, Input]
    compute: Callable[..., Value | Score | None]
    constants: Mapping[str, Value] = field(default_factory=dict)

    def find(self, reading: Reading) -> Known | None:
        """The value, resting on the evidence of all its inputs; missing when one of them is, or is impossible."""
        found = {name: needed.find(reading) for name, needed in self.inputs.items()}
        known = {name: value for name, value in found.items() if value is not None}
        if len(known) < len(found):
            return None
        try:
            value = self.compute(**{name: one.value for name, one in known.items()}, **self.constants)
        except OutOfRange:
            return None
        if value is None:
            return None
        evidence = tuple(dict.fromkeys(element for one in known.values() for element in one.evidence))
        return Known(value.value if isinstance(value, Score) else value, evidence)


@dataclass(frozen=True)
class Extreme:
    """The lowest (or highest) value of a measurement between two ages in days: a baseline creatinine."""

    name: str
    measured: Measured
    from_days: float
    to_days: float
    lowest: bool = True

    def find(self, reading: Reading) -> Known | None:
        """The extreme value with the Observation it stands in."""
        as_of = reading.chart.as_of
        youngest, oldest = as_of - timedelta(days=self.from_days), as_of - timedelta(days=self.to_days)
        found = [(value, m) for m, value in self.measured.all(reading) if oldest <= m.when <= youngest]
        if not found:
            return None
        value, measurement = (min if self.lowest else max)(found, key=lambda pair: pair[0])
        return Known(float(value), (measurement.evidence,))


@dataclass(frozen=True)
class LabileInr:
    """Whether fewer than 60 % of the INRs of half a year lay between 2 and 3; without warfarin it is not labile."""

    warfarin: Input
    inr: Measured
    name: str = "three INRs of 6 months under warfarin"

    def find(self, reading: Reading) -> Known | None:
        """False where no vitamin K antagonist is taken; missing where fewer than three INRs tell."""
        taken = self.warfarin.find(reading)
        if taken is None or not taken.value:
            return Known(False)
        values = self.inr.all(reading)
        if len(values) < 3:
            return None
        inside = sum(2 <= value <= 3 for _, value in values)
        return Known(inside / len(values) < 0.6, (*taken.evidence, *(m.evidence for m, _ in values)))


@dataclass(frozen=True)
class NoneTaken:
    """A dose known to be 0 because no such medicine is given; missing where one is, since doses are not read."""

    name: str
    medicine: Input

    def find(self, reading: Reading) -> Known | None:
        """0, or missing."""
        taken = self.medicine.find(reading)
        return Known(0.0) if taken is not None and not taken.value else None
