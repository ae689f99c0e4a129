"""The card of a hospital's own model, written from its specification and what was measured; see `models.card`."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from attending.models.card import NOT_PROVIDED, parse_card
from attending.risk.local.spec import Spec
from attending.risk.local.table import Table

REVIEW_AFTER_DAYS = 180
_MEASURES = ("concordance", "auroc", "auprc", "brier", "ece", "sensitivity", "predictivity", "coverage")
DATA = "This hospital's own record"


def write_card(
    spec: Spec, seen: Table, unseen: Table, measured: Mapping[str, Any], weights: Mapping[str, bytes], *, today: date
) -> bytes:
    """The card as TOML; it is read back and checked before it is returned."""
    tables = {**_told(spec, seen, today), **_validity(spec, measured)}
    lines = [line for name, table in tables.items() for line in _table(name, table)]
    lines += _list("data", _data(seen, unseen))
    lines += _list("results", _results(measured))
    sums = [{"file": name, "sha256": hashlib.sha256(data).hexdigest()} for name, data in weights.items()]
    lines += _list("weights", iter(sums))
    text = "\n".join(lines) + "\n"
    parse_card(text, name=f"{spec.name}.toml")
    return text.encode()


def _told(spec: Spec, seen: Table, today: date) -> dict[str, Any]:
    """What it is, for whom, what it learned from."""
    return {
        "": {
            "name": spec.name,
            "version": spec.version,
            "title": spec.title,
            "output": f"Probability of: {spec.outcome.words}, with a 90 % conformal interval and the drivers",
            "kind": "prediction",
            "released": today,
            "review_by": date.fromordinal(today.toordinal() + REVIEW_AFTER_DAYS),
        },
        "developer": {"name": "This hospital, with Attending", "contact": NOT_PROVIDED, "funding": NOT_PROVIDED},
        "use": {
            "intended_use": spec.use,
            "population": f"Ages {spec.cohort.least_age_years:g} to {spec.cohort.most_age_years:g}, asked at "
            f"{spec.index.event} ({', '.join(spec.index.classes)})",
            "users": "Clinicians of this hospital",
            "role": "informs",
        },
        "cautions": {
            "out_of_scope": "Other hospitals; patients outside the cohort; decisions without a look at the drivers.",
            "risks": "Learned from what was recorded here: care that was not given or not written down is learned too. "
            "Silent mode first, as for any model that is new to a ward.",
        },
        "development": {
            "inclusion": f"{len(seen.rows)} cases of {len(set(seen.patients))} patients, {int(seen.outcome.sum())} "
            "with the outcome; every feature as it was known at the index time.",
            "sensitive_inputs": _sensitive(spec),
            "representativeness": "That of this hospital's record",
            "relevance": "Learned and measured where it is used",
        },
        "fairness": {
            "approach": "Performance by sex, age and race is measured and listed below",
            "bias_reduction": "Intervals are fitted by group; thresholds are the same for everybody",
        },
    }


def _validity(spec: Spec, measured: Mapping[str, Any]) -> dict[str, Any]:
    """How it was measured, and who keeps it."""
    held_out = "patients" if spec.split.by == "patient" else "a later time"
    return {
        "external_validation": {
            "source": NOT_PROVIDED, "party": NOT_PROVIDED, "representativeness": NOT_PROVIDED, "process": NOT_PROVIDED,
        },
        "validity": {
            "internal": f"Measured once on {held_out} the model did not learn from; see the results",
            "internal_fairness": "See the results by group",
            "external": NOT_PROVIDED,
            "external_fairness": NOT_PROVIDED,
            "outcomes": f"{measured['alerts_per_100']} of 100 cases are flagged at the operating point",
        },
        "maintenance": {
            "validity_monitoring": NOT_PROVIDED, "local_validity": "Measured on this record", "fairness_monitoring":
            NOT_PROVIDED, "local_fairness": "Measured on this record",
            "updates": "Train again with the same specification", "correction": "Remove the model's folder; it is gone",
        },
        "licence": {"model": "This hospital's own", "data": "This hospital's own"},
        "commands": {"train": f"attending train risk {spec.name}.spec.toml", "evaluate": "the same command"},
    }  # fmt: skip


def _sensitive(spec: Spec) -> str:
    used = [word for kind, word in (("age", "birth date"), ("female", "sex")) if kind in {f.kind for f in spec.feature}]
    return f"Inputs: {', '.join(used) or 'none'}. Race is used for measuring by group only."


def _data(seen: Table, unseen: Table) -> Iterator[dict[str, Any]]:
    for words, table in (("training", seen), ("testing", unseen)):
        size = f"{len(table.rows)} cases, {len(set(table.patients))} patients, {int(table.outcome.sum())} events"
        yield {"name": DATA, "used_for": words, "licence": "This hospital's own", "size": size}


def _results(measured: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _rows(measured, "all", measured["cases"])
    yield {"measure": "alerts per 100 cases", "value": measured["alerts_per_100"], "n": measured["cases"], "data": DATA}
    for grouping, levels in measured["groups"].items():
        for level, row in levels.items():
            yield from _rows(row, f"{grouping} {level}", row["cases"])
            yield {
                "measure": "events",
                "value": row["events"],
                "n": row["cases"],
                "data": DATA,
                "group": f"{grouping} {level}",
            }


def _rows(measured: Mapping[str, Any], group: str, n: int) -> Iterator[dict[str, Any]]:
    for name in _MEASURES:
        value = measured.get(name)
        if value is None:
            continue
        row = {"measure": name, "value": value, "n": n, "data": DATA, "group": group}
        lower, upper = measured.get(f"{name}_95") or (None, None)
        if lower is not None and upper is not None and lower <= value <= upper:
            row |= {"lower": lower, "upper": upper}
        yield row


def _table(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    if name:
        yield f"\n[{name}]"
    yield from (f"{key} = {_value(value)}" for key, value in table.items())


def _list(name: str, rows: Iterator[dict[str, Any]]) -> list[str]:
    return [
        line for row in rows for line in (f"\n[[{name}]]", *(f"{key} = {_value(value)}" for key, value in row.items()))
    ]


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
