"""The risk list and one risk as pages show them: the risk, its course, its drivers with their entries, its state."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from attending.app.web.views.patient import Box, ItemView
from attending.app.web.views.trend import Point, Trend, draw_trend
from attending.app.web.views.words import SEXES, age_in_words, day_and_time, patient_name
from attending.record import Resource
from attending.review.watch import ACTIONS, DISMISSALS, WatchDriver, WatchEntry, WatchRow, WatchRun, WatchState

STATES = {
    WatchState.NEW: ("new", "warn"),
    WatchState.SEEN: ("seen", ""),
    WatchState.ACTED: ("acted on", "ok"),
    WatchState.DISMISSED: ("dismissed", ""),
}
SORTS = {"risk": "Risk", "rise": "Rise", "name": "Name", "state": "State"}
"""Key in the address → words."""
SHOWN_DRIVERS = 3
SHOWN_RISE = 0.005
"""A smaller change rounds to nothing."""
NOT_VALIDATED = ". Not validated on the patients of this hospital"
BAR = 100
"""Width of a bar's image."""
SMALLEST_SPAN = 10.0
"""Percentage points that the course of a risk spans at least: half a point more must not look like a cliff."""


@dataclass(frozen=True)
class DriverView:
    """One input and what it did."""

    name: str
    text: str
    raises: bool
    width: float
    """Of its bar, 0 to `BAR`."""
    weight: str
    entries: tuple[tuple[str, str], ...]
    """(words, reference) of the elements it was read from."""


@dataclass(frozen=True)
class WordView:
    """What somebody said or did."""

    state: str
    reason: str
    text: str
    by: str
    when: str


@dataclass(frozen=True)
class RiskView:
    """One row, and the page of one risk."""

    patient: str
    name: str
    person: str
    model: str
    version: str
    outcome: str
    risk: str
    """`21 %`; empty where it is not assessed."""
    width: float
    interval: str
    moment: str
    rise: str
    rising: bool
    trend: Trend | None
    drivers: tuple[DriverView, ...]
    why: str
    missing: tuple[str, ...]
    not_assessed: str
    alerted: bool
    state: str
    tone: str
    words: tuple[WordView, ...]
    may: tuple[str, ...]
    """States that it may take now."""


@dataclass(frozen=True)
class BudgetView:
    """How the alerts of the newest run were spent."""

    model: str
    when: str
    patients: int
    alerts: int
    budget: int
    threshold: str
    left_out: int
    highest_left_out: str
    expected_caught: str
    expected_left_out: str
    unproven: bool
    """It comes with Attending and was never validated here, so that it raises no alert."""


@dataclass(frozen=True)
class ModelTab:
    """A model whose list can be looked at, and how many alerts it raises."""

    name: str
    words: str
    alerts: int


def model_tabs(runs: Sequence[WatchRun]) -> tuple[ModelTab, ...]:
    """The models that have scored this record, those that raise alerts first."""
    ordered = sorted(runs, key=lambda run: (-len(run.alerted), -run.budget, -run.left_out, run.model))
    return tuple(ModelTab(run.model, model_words(run.model), len(run.alerted)) for run in ordered)


def model_words(name: str) -> str:
    """`icu-mortality` as `ICU mortality`."""
    words = name.replace("-", " ").split()
    return _sentence(" ".join("ICU" if word == "icu" else word for word in words))


def budget_view(run: WatchRun, *, unproven: bool) -> BudgetView:
    """The words above the list."""
    return BudgetView(
        model=f"{run.model} {run.version}",
        when=day_and_time(run.as_of),
        patients=run.patients,
        alerts=len(run.alerted),
        budget=run.budget,
        threshold=percent(run.threshold),
        left_out=run.left_out,
        highest_left_out=percent(run.highest_left_out),
        expected_caught=f"{run.expected_caught:.1f}",
        expected_left_out=f"{run.expected_left_out:.1f}",
        unproven=unproven,
    )


def risk_views(
    rows: Sequence[WatchRow], people: Mapping[str, Resource], name_of: Callable[[str], str], *, sort: str
) -> tuple[RiskView, ...]:
    """The list in the order asked for; `people` are the patients by id."""
    keys: Mapping[str, Callable[[WatchRow], tuple[object, ...]]] = {
        "risk": lambda row: (not row.alerted, -(row.entry.probability or -1)),
        "rise": lambda row: (-(_rise(row) or -2),),
        "name": lambda row: (patient_name(people.get(row.entry.patient, {})).casefold(),),
        "state": lambda row: (list(WatchState).index(row.state), -(row.entry.probability or -1)),
    }
    ordered = sorted(rows, key=keys.get(sort, keys["risk"]))
    return tuple(risk_view(row, people.get(row.entry.patient, {}), name_of) for row in ordered)


def risk_view(row: WatchRow, patient: Resource, name_of: Callable[[str], str]) -> RiskView:
    """One risk."""
    entry, rise = row.entry, _rise(row)
    words, tone = STATES[row.state]
    age = age_in_words(str(patient.get("birthDate", "")), entry.as_of.date())
    return RiskView(
        patient=entry.patient,
        name=patient_name(patient),
        person=" · ".join(part for part in (age, SEXES.get(str(patient.get("gender", "")), "")) if part),
        model=entry.model,
        version=entry.version,
        outcome=entry.outcome,
        risk=percent(entry.probability),
        width=round(BAR * (entry.probability or 0), 1),
        interval=f"{percent(entry.lower)} to {percent(entry.upper)}" if entry.probability is not None else "",
        moment=day_and_time(entry.as_of),
        rise="" if rise is None else f"{rise:+.0%}".replace("%", " %") if abs(rise) >= SHOWN_RISE else "unchanged",
        rising=rise is not None and rise >= 0.05,
        trend=_trend(row),
        drivers=_drivers(entry),
        why="; ".join(map(_words, _raising(entry)[:SHOWN_DRIVERS])),
        missing=entry.missing,
        not_assessed=entry.not_assessed,
        alerted=row.alerted,
        state=words,
        tone=tone,
        words=tuple(
            WordView(
                STATES[word.state][0], _reason(word.state, word.reason), word.text,
                name_of(word.by.removeprefix("Practitioner/")), day_and_time(word.when),
            )
            for word in reversed(row.words)
        ),
        may=_may(row),
    )  # fmt: skip


def risk_box(
    rows: Sequence[WatchRow],
    *,
    models: Sequence[str],
    untrained: Sequence[str],
    shipped: Sequence[WatchEntry] = (),
    shipped_names: Collection[str] = (),
) -> Box:
    """Learned risks on the patient page: each model's word, or why there is none.

    `shipped` is what the models that come with Attending say now; one that was scored before stands among the rows.
    """
    items = [_item(row, unproven=row.entry.model in shipped_names) for row in rows]
    scored = {row.entry.model for row in rows}
    items += [_shipped_item(entry) for entry in shipped if entry.model not in scored]
    items += [
        ItemView(name.replace("-", " "), sub="Not assessed: this patient has not been scored yet", faded=True)
        for name in models
        if name not in scored
    ]
    if untrained:
        words = f"Not assessed: no model of it is trained here. {'; '.join(untrained)}"
        items.append(ItemView("Without a model", sub=words, faded=True))
    return Box("risks", "Learned risks", tuple(items), "No learned risk is assessed here.")


def percent(value: float | None) -> str:
    """`21 %`, below one `< 1 %`; empty for nothing."""
    if value is None:
        return ""
    return "< 1 %" if 0 < value < 0.01 else f"{100 * value:.0f} %"


def _item(row: WatchRow, *, unproven: bool) -> ItemView:
    entry = row.entry
    if entry.probability is None:
        return ItemView(_sentence(entry.outcome), sub=f"Not assessed: {entry.not_assessed}", faded=True)
    why = "; ".join(map(_words, _raising(entry)[:SHOWN_DRIVERS]))
    told = f"Raised by {why}" if why else "Nothing raises it above the average"
    words, tone = STATES[row.state]
    badge = f"alert, {words}" if row.alerted else words
    sub = f"{told}. {entry.model} {entry.version}, {day_and_time(entry.as_of)}{NOT_VALIDATED if unproven else ''}"
    badge = "not validated here" if unproven else badge
    return ItemView(_sentence(entry.outcome), percent(entry.probability), sub, badge, tone if row.alerted else "")


def _sentence(words: str) -> str:
    """With a capital at its beginning, and those it has ("SOFA") kept."""
    return words[:1].upper() + words[1:]


def _shipped_item(entry: WatchEntry) -> ItemView:
    name = f"{entry.model} {entry.version}"
    if entry.probability is None:
        sub = f"Not assessed: {entry.not_assessed}. {name}"
        return ItemView(_sentence(entry.outcome), sub=sub, faded=True)
    why = "; ".join(map(_words, _raising(entry)[:SHOWN_DRIVERS]))
    told = f"Raised by {why}" if why else "Nothing raises it above the average"
    sub = f"{told}. {name}, from the chart as it stands now{NOT_VALIDATED}"
    return ItemView(_sentence(entry.outcome), percent(entry.probability), sub, "not validated here")


def _words(driver: WatchDriver) -> str:
    """`heart failure`, `no diabetes`, `systolic blood pressure 122 mmHg`."""
    if driver.text in ("yes", "no"):
        return driver.name if driver.text == "yes" else f"no {driver.name}"
    return f"{driver.name} {driver.text}"


def _raising(entry: WatchEntry) -> list[WatchDriver]:
    return [driver for driver in entry.drivers if driver.contribution > 0 and driver.evidence]


def _drivers(entry: WatchEntry) -> tuple[DriverView, ...]:
    most = max((abs(driver.contribution) for driver in entry.drivers), default=1.0)
    return tuple(
        DriverView(
            driver.name,
            driver.text,
            driver.contribution > 0,
            round(BAR * abs(driver.contribution) / most, 1),
            f"{driver.contribution:+.2f}",
            tuple((element.text, element.reference) for element in driver.evidence),
        )
        for driver in entry.drivers
    )


def _rise(row: WatchRow) -> float | None:
    """Change against the risk before this one."""
    return row.trend[-1][1] - row.trend[-2][1] if len(row.trend) > 1 else None


def _trend(row: WatchRow) -> Trend | None:
    if len(row.trend) < 2:
        return None
    points = [Point(when, 100 * value, f"{100 * value:.0f}") for when, value in row.trend]
    return draw_trend(f"{row.entry.model}-{row.entry.patient}", "Risk", "%", points, span=SMALLEST_SPAN)


def _reason(state: WatchState, code: str) -> str:
    return {WatchState.ACTED: ACTIONS, WatchState.DISMISSED: DISMISSALS}.get(state, {}).get(code, "")


def _may(row: WatchRow) -> tuple[str, ...]:
    from attending.review.watch.entry import NEXT

    return tuple(state.value for state in NEXT[row.state]) if row.entry.probability is not None else ()
