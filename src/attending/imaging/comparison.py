"""What changed since an earlier study: the same finding of the same model, measured in both, with a stated tolerance.

Only what a radiologist has signed counts as earlier. Marks are not registered to each other: volumes and numbers of a
finding are compared, not one mark with another. Read by the report.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from attending.imaging.finding import Mark

VOLUME_TOLERANCE, LEAST_ML = 0.25, 0.2
"""A volume that changes by less, or by less than 0.2 mL, is stable.

Source: a quarter of the product of diameters on T2/FLAIR, RANO for low-grade glioma (van den Bent et al., Lancet Oncol
2011;12:583), taken over for volumes by us; our networks' own repeatability was never measured.
"""
LENGTH_TOLERANCE, LEAST_MM = 0.20, 5.0
"""A length that changes by less, or by less than 5 mm, is stable. Source: RECIST 1.1 (Eisenhauer et al., Eur J Cancer
2009;45:228), its rule for progression in both directions."""

Kind = Literal["new", "larger", "smaller", "stable", "more", "fewer", "same number", "not marked now"]


@dataclass(frozen=True)
class Prior:
    """The earlier study, and what its radiologist signed of it."""

    reference: str
    day: date | None
    signed: bool = False
    marks: tuple[Mark, ...] = ()
    """The accepted ones."""
    models: frozenset[str] = field(default_factory=frozenset)
    """Names of the models that looked at it."""

    @property
    def when(self) -> str:
        """The day in words."""
        return f"{self.day:%-d %B %Y}" if self.day else "an unknown day"


@dataclass(frozen=True)
class Change:
    """One finding then and now."""

    label: str
    kind: Kind
    text: str
    now: tuple[Mark, ...]
    before: tuple[Mark, ...]


def compare(marks: Sequence[Mark], models: Collection[str], prior: Prior) -> tuple[Change, ...]:
    """Each finding that a model looked for in both studies and marked in one of them.

    Args:
        marks: of this study, those that reach their operating point.
        models: names of the models that looked at this study.
        prior: the earlier one; without a signature nothing is compared.
    """
    if not prior.signed:
        return ()
    found = []
    for code, model in dict.fromkeys((m.finding.code, m.model) for m in (*marks, *prior.marks)):
        if model not in models or model not in prior.models:
            continue
        now = tuple(m for m in marks if (m.finding.code, m.model) == (code, model))
        before = tuple(m for m in prior.marks if (m.finding.code, m.model) == (code, model))
        found.append(_change(now, before, prior))
    return tuple(found)


def _change(now: tuple[Mark, ...], before: tuple[Mark, ...], prior: Prior) -> Change:
    label = (now or before)[0].label
    if not before:
        return Change(label, "new", f"{label}: marked now, not on {prior.when}: new.", now, before)
    if not now:
        text = f"{label}: marked on {prior.when}, not marked now."
        return Change(label, "not marked now", text, now, before)
    kind, what = _measured(now, before, prior)
    versions = {mark.version for mark in (*now, *before)}
    doubt = " The versions of the model differ, so that the change may be the model's." if len(versions) > 1 else ""
    return Change(label, kind, f"{label}: {what}.{doubt}", now, before)


def _measured(now: tuple[Mark, ...], before: tuple[Mark, ...], prior: Prior) -> tuple[Kind, str]:
    volumes = [_total([mark.volume_ml for mark in marks]) for marks in (now, before)]
    if volumes[0] is not None and volumes[1] is not None:
        return _sized("volume", "mL", volumes[0], volumes[1], prior, (VOLUME_TOLERANCE, LEAST_ML))
    if len(now) == len(before) == 1:
        lengths = now[0].length_mm, before[0].length_mm
        if lengths[0] is not None and lengths[1] is not None:
            return _sized("length", "mm", lengths[0], lengths[1], prior, (LENGTH_TOLERANCE, LEAST_MM))
    kind: Kind = "more" if len(now) > len(before) else "fewer" if len(now) < len(before) else "same number"
    counted = f"{len(now)} mark{'s' * (len(now) != 1)}, {len(before)} on {prior.when}"
    return kind, f"{counted}: {kind}{'' if kind == 'same number' else ' marks'}"


def _sized(
    name: str, unit: str, now: float, before: float, prior: Prior, limits: tuple[float, float]
) -> tuple[Kind, str]:
    share, least = limits
    moved = abs(now - before) > max(share * before, least)
    kind: Kind = ("larger" if now > before else "smaller") if moved else "stable"
    percent = f", {100 * (now - before) / before:+.0f} %" if before > 0 else ""
    tolerance = f"tolerance {100 * share:.0f} %, at least {least:g} {unit}"
    return kind, f"{name} {now:.1f} {unit}, {before:.1f} {unit} on {prior.when}{percent}: {kind} ({tolerance})"


def _total(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
