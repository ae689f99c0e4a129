"""All that a visit says of one medicine, put together: how it stood before, and what is planned in the end.

Read by `prescriptions`, and by `completeness` for the plan of the note. What was said last decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from attending.scribe.proposals.uses import ENDS, PLANS, Kind, Use
from attending.terms.directions import Directions
from attending.terms.drugs import is_brand


@dataclass(frozen=True, slots=True)
class Course:
    """All that a visit says of one medicine: how it stood before, and what is planned."""

    name: str
    ingredients: tuple[str, ...]
    before: Use | None
    plan: Use | None


def courses(uses: Sequence[Use]) -> list[Course]:
    """One course for each medicine, in the order in which they came up; what was said last counts."""
    order: dict[tuple[str, ...], list[Use]] = {}
    for use in uses:
        order.setdefault(use.ingredients, []).append(use)
    return [_course(ingredients, own) for ingredients, spoken in order.items() for own in _preparations(spoken)]


def given_up(uses: Sequence[Use]) -> tuple[list[Use], list[Use]]:
    """The orders that a later word gives up, and where medicines are given up of which nothing else stands."""
    lost: list[Use] = []
    left: list[Use] = []
    for ingredients in dict.fromkeys(use.ingredients for use in uses):
        spoken = [use for use in uses if use.ingredients == ingredients]
        standing = {use.sources for use in _standing(spoken)}
        lost += [use for use in spoken if use.kind in PLANS and use.sources not in standing]
        if all(use.kind == "left" or any(use is one for one in lost) for use in spoken):
            left += [use for use in spoken if use.kind == "left"]
    return lost, left


def standing_uses(uses: Sequence[Use]) -> list[Use]:
    """The uses without the orders that a later word gives up."""
    lost, _ = given_up(uses)
    return [use for use in uses if use.kind != "left" and not any(use is one for one in lost)]


def _preparations(spoken: list[Use]) -> list[list[Use]]:
    """The uses of one ingredient by preparation: patches and vaginal tablets of one hormone are two medicines."""
    kinds: list[list[Use]] = []
    for use in spoken:
        own = next((one for one in kinds if not any(_is_another(use, other) for other in one)), None)
        if own is None:
            kinds.append([use])
        else:
            own.append(use)
    return kinds


def _is_another(use: Use, other: Use) -> bool:
    """Whether two orders of one ingredient are of two preparations: another name and dose, or another route.

    What is given in the visit and what is taken at home are two orders.
    """
    if is_brand(use.name) and is_brand(other.name) and use.name.lower() != other.name.lower():
        return True
    if use.kind != "starts" or other.kind != "starts":
        return False
    if use.here != other.here:
        return True
    mine, theirs = use.directions[0], other.directions[0]
    routes = mine.route is not None and theirs.route is not None and mine.route != theirs.route
    doses = mine.dose is not None and theirs.dose is not None and (mine.dose, mine.unit) != (theirs.dose, theirs.unit)
    return routes or (doses and use.name.lower() != other.name.lower())


def _course(ingredients: tuple[str, ...], spoken: list[Use]) -> Course:
    before = list(_merged([use for use in spoken if use.kind not in PLANS and use.kind != "left"]))
    plans = list(_standing(spoken))
    plan = _plan(plans) if before or not _is_withdrawn(plans) else None
    current = before[-1] if before else None
    if current is not None and current.kind == "took" and plan is not None and plan.kind == "continues":
        current = replace(current, kind="takes")  # "I had some left" / "for now stay on it"
    name = max(spoken, key=lambda use: use.kind in PLANS).name
    return Course(name, ingredients, current, plan)


def _standing(spoken: Sequence[Use]) -> Iterator[Use]:
    """What is planned of a medicine after it was left, if it was; in one sentence "it carries on" starts nothing."""
    left = max((number for number, use in enumerate(spoken) if use.kind == "left"), default=-1)
    goes_on = [use.sources for use in spoken if use.kind == "continues"]
    for use in spoken[left + 1 :]:
        if use.kind == "starts" and use.sources in goes_on:
            yield replace(use, kind="continues")
        elif use.kind in PLANS:
            yield use


def _with_strength(directions: tuple[Directions, ...], same: Sequence[Use]) -> tuple[Directions, ...]:
    """How often it is taken, as one sentence says, with the strength that another one says alone."""
    if len(directions) > 1 or directions[0].dose_words:
        return directions
    said = [use.directions[0] for use in same if use.directions[0].dose_words and use.directions[0].repeat is None]
    if not said:
        return directions
    dosed = said[-1]
    return (replace(directions[0], dose=dosed.dose, unit=dosed.unit, dose_words=dosed.dose_words),)


def _is_withdrawn(plans: list[Use]) -> bool:
    """Whether a medicine that nobody takes is ordered, and in a later turn left: "let's change that to…"."""
    if not plans or plans[0].kind != "starts" or plans[-1].kind not in ENDS:
        return False
    return plans[-1].sources[-1].turn > plans[0].sources[-1].turn


def _merged(uses: list[Use]) -> Iterator[Use]:
    """Sentences of one kind as one use: the directions come from the sentence that has most of them."""
    for use in uses:
        same = [u for u in uses if u.kind == use.kind or {u.kind, use.kind} <= {"takes", "took"}]
        best = max(same, key=lambda u: _fullness(u.directions))
        sources = tuple(dict.fromkeys(s for u in same for s in u.sources))
        kind: Kind = "takes" if any(u.kind == "takes" for u in same) and use.kind == "took" else use.kind
        yield replace(use, kind=kind, directions=_with_strength(best.directions, same), sources=sources)


def _plan(plans: list[Use]) -> Use | None:
    if not plans:
        return None
    decisive = [p for p in plans if p.kind != "continues"] or plans
    last = decisive[-1]
    if last.kind == "starts" and len(decisive) > 1 and _pauses(decisive[-2], last):
        sources = tuple(dict.fromkeys((*decisive[-2].sources, *last.sources)))
        return replace(decisive[-2], kind="holds", sources=sources)
    if last.kind == "starts" and len(decisive) > 1 and decisive[-2].kind == "holds":
        return _resumed(decisive[-2], last)
    same = [p for p in decisive if (p.kind in ENDS) == (last.kind in ENDS)]
    best = max(same, key=lambda u: (_fullness(u.directions), plans.index(u)))
    kind: Kind = next((p.kind for p in same if p.kind in ("changes", "refills")), best.kind)
    return replace(best, kind=kind, sources=tuple(dict.fromkeys(s for p in same for s in p.sources)))


def _pauses(stopped: Use, again: Use) -> bool:
    """Whether what is stopped is begun again in the same turn: "stop it; start it again the day after you finish"."""
    near = (
        stopped.kind in ENDS
        and not stopped.directions[0].dose_words
        and again.sources[-1].turn == stopped.sources[-1].turn
    )
    return near and not any(one.dose_words or one.repeat for one in again.directions)


def _resumed(held: Use, again: Use) -> Use:
    """Doses that are left out and the dose that is gone on with after them, as the steps of one order."""
    skipped = held.directions[0] if held.directions[0].dose_words.startswith("skip ") else Directions(dose_words="hold")
    resumed = replace(again.directions[0], then=True)
    sources = tuple(dict.fromkeys((*held.sources, *again.sources)))
    return replace(again, directions=(skipped, resumed, *again.directions[1:]), sources=sources)


def _fullness(every: tuple[Directions, ...]) -> int:
    directions = every[0]
    parts = (
        directions.dose is not None,
        directions.repeat is not None,
        directions.days is not None,
        directions.route is not None,
    )
    return sum(parts)
