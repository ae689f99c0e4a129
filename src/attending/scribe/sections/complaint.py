"""The chief complaint: of all that a visit names (`reasons_given`), what somebody most likely came for.

Read by `note` and `plan`. Each candidate is described by a few features that can be read off the conversation, with a
logistic weight for each; the likeliest is written, joined with others given in the same breath. Where none is likely
enough, nothing is written.
"""

import math
import re
from functools import lru_cache

from attending.scribe.content.lines import Line
from attending.scribe.content.sides import corrected_side
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.agenda import agenda
from attending.scribe.sections.reasons import GENERAL, PAPERS, VAGUE, Kind
from attending.scribe.sections.reasons_given import SAID_OF, SEEN, Candidate, Mention, candidates, first_telling
from attending.scribe.vocabulary import joined, vocabulary
from attending.terms.anatomy import find_parts

WEIGHTS: dict[str, float] = {
    "names": 1.18,
    "follows": 0.72,
    "before": 0.75,
    "opens": 0.86,
    "first": 0.65,
    "answers": 0.18,
    "goes on": 0.13,
    "own": 0.82,
    "affirmed": 0.86,
    "late": 0.69,
    "treated": 1.15,
    "share": 2.00,
    "elicited first": -0.86,
    "asked first": -0.70,
    "unsure first": -0.85,
    "denied": -1.23,
    "past": -0.37,
    "other": -1.62,
    "background": -1.45,
    "effect": -1.01,
    "beside": -1.63,
    "condition": 0.63,
    "part": 0.13,
    "thing": 0.15,
    "visit": -0.10,
    "event": -0.73,
    "drug": -1.66,
    "late thing": -1.05,
    "general": -0.30,
    "vague": -1.26,
    "problem": -0.40,
    "position": -0.65,
}
BIAS = -2.84
LEAST, JOINED = 0.2, 0.5


FEATURES = tuple(WEIGHTS)
"""What a candidate is described by, in the order in which the weights are learned."""


def features(visit: Visit, candidate: Candidate) -> dict[str, float]:
    """What speaks for or against a candidate; see `WEIGHTS`."""
    all_of_them, first, best = candidates(visit), candidate.mentions[0], candidate.best.reason
    given = candidate.has("names") or candidate.has("follows")
    ill = any(m.reason.kind is Kind.CONDITION for m in candidate.mentions) and candidate.has("late")
    treated = ill and any(c.kind == "drug" and c.has("follows") for c in all_of_them)
    others = (c for c in all_of_them if c is not candidate and not c.best.reason.bare)
    rivals = [c for c in others if (c.has("names") or c.has("follows")) and not (treated and c.kind == "drug")]
    row = {name: float(candidate.has(name)) for name in FEATURES}
    row |= {f"{name} first": float(name in first.marks) for name in ("elicited", "asked", "unsure")}
    row |= {name: float(name in first.marks) for name in ("denied", "past", "background", "effect")}
    row |= {kind: float(candidate.kind == kind) for kind in ("condition", "part", "thing", "visit", "drug", "event")}
    row["general"], row["vague"] = float(best.name in GENERAL), float(best.name in VAGUE)
    row["problem"], row["treated"] = float(best.bare), float(treated)
    row["beside"] = float(bool(rivals) and not given)
    row["other"] *= all(m.clinician or "other" in m.marks for m in candidate.mentions)
    row["late thing"] = float(candidate.kind in ("thing", "visit") and "late" in first.marks)
    row["affirmed"] = float("affirmed" in first.marks and first.turn <= first_telling(visit)[0])
    row["share"] = candidate.spoken / max(1, *(c.spoken for c in all_of_them))
    row["position"] = first.at / len(visit.utterances)
    return row


def likelihood(row: dict[str, float]) -> float:
    """The probability that a candidate is why somebody came."""
    value = BIAS + sum(WEIGHTS.get(name, 0.0) * value for name, value in row.items())
    return 1 / (1 + math.exp(-value))


def chief_complaint(visit: Visit) -> list[Line]:
    """One line; nothing where nobody says why the patient is here."""
    several = agenda(visit)
    if several:
        names = [item.name for item in several]
        sources = dict.fromkeys(source for item in several for source in item.sources)
        return [Line(sentence([", ".join(names[:-1]), "and", names[-1]]), tuple(sources))]
    return list(_likeliest(visit))


@lru_cache(maxsize=REMEMBERED)
def _likeliest(visit: Visit) -> tuple[Line, ...]:
    scored = [(likelihood(features(visit, c)), c) for c in candidates(visit) if c.kind != "drug" or c.has("follows")]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < LEAST:
        return ()
    place = best[1].best
    if best[1].kind == "event" or place.reason.bare or (place.clinician and place.reason.name.endswith(" injury")):
        said = [
            o for o in scored if 0 <= o[1].best.turn - place.turn <= place.clinician and o[0] >= LEAST and _says(o[1])
        ]
        best = max(said, key=lambda one: one[0], default=best)
    chosen = [c for p, c in scored if c is best[1] or (p >= JOINED and _together(c, best[1]))][:_MOST]
    names = [called(visit, c) for c in chosen]
    followed = any(_followed(c) for c in chosen)
    text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    line = Line(
        sentence(f"follow up of {text}".split() if followed else text.split()),
        tuple(dict.fromkeys(visit.source_of(at) for c in chosen for at in _rests_on(c))),
    )
    corrected = corrected_side(visit)
    if not corrected or not corrected.concerns(line.text):
        return (line,)
    return (Line(corrected.right(line.text), (*line.sources, *corrected.sources)),)


_MOST = 3
"""Reasons that one line names."""


def _says(one: Candidate) -> bool:
    """Whether a candidate tells what is wrong, not only what happened or where."""
    return not one.best.reason.bare and one.kind != "event" and one.best.reason.name not in VAGUE


def _together(one: Candidate, best: Candidate) -> bool:
    """Whether a reason is given in the turn of the likeliest, and stands well beside it."""
    own = one.best.marks & {"names", "follows"} or not one.best.marks & {"past", "background"}
    says = _says(one) and bool(own) and not one.best.marks & {"other", "denied", "effect", "unsure"}
    says = says and not any(PAPERS.search(c.best.reason.name) for c in (one, best))
    known = {Kind.CONDITION, Kind.THING}
    says = says and (one.best.reason.kind in known) == (best.best.reason.kind in known)
    return one.best.turn == best.best.turn and says and "visit" not in (one.kind, best.kind)


_RESULTS = re.compile(r"(?:[a-z]+ )*(?:bloods|labs|results?|tests?|scan|biopsy|blood ?work)")
_PLACE = re.compile(r"\b(?P<on>on|in|under|behind) (?:my|his|her|the) (?P<where>(?:(?:left|right) )?[a-z]+)")
_FINER = re.compile(r"\b(?:lower|upper|middle)\b")


def _followed(candidate: Candidate) -> bool:
    """Whether what is known or was done is followed up."""
    name = candidate.best.reason.name
    felt = candidate.best.reason.kind is Kind.SYMPTOM and not candidate.has("treats")
    felt = felt or candidate.kind in ("visit", "event")
    return candidate.has("follows") and not felt and not name.endswith((" problem", " pain", " injury"))


def called(visit: Visit, candidate: Candidate) -> str:
    """A reason as a clinician writes it: with its side, and "pain" where that is what the part of the body has."""
    best = candidate.best
    name = best.reason.name
    others = [m.reason for m in candidate.mentions if "denied" not in m.marks]
    if name in SEEN:
        name = next((one.name for one in others if " " in one.name and SEEN & set(one.name.split())), name)
    if name.endswith(" problem") and not best.reason.bare:
        name = next((one.name for one in others if one.kind is Kind.CONDITION), name)
    if _RESULTS.fullmatch(name):
        return f"review of {name}"
    after = next((joined(u.words) for u in visit.utterances if u.turn == best.turn + 1), "")
    place = _PLACE.search(after) if name in SEEN and best.clinician else None
    if place and find_parts(place["where"]):
        return f"{name} {place.group('on')} {place['where']}"
    finer = next(
        (m.reason.name.split()[0] for m in candidate.mentions if _FINER.match(m.reason.name) and not m.clinician), ""
    )
    name = name if not finer or _FINER.search(name) or not name.startswith("back") else f"{finer} {name}"
    if best.reason.bare and (pain := _pain(candidate)):
        name = f"{name.removesuffix(' problem')} {pain.reason.name}"
    part = next((key[5:] for key in candidate.keys if key.startswith("part:")), "")
    if part in _PAIRED and part in name.split() and not re.search(r"\b(?:left|right|bilateral)\b", name):
        sides = {r[1] for m in candidate.mentions if (r := re.search(r"\b(left|right|bilateral)\b", m.reason.name))}
        name = f"{sides.pop()} {name}" if len(sides) == 1 else name
    return name


_PAIRED = vocabulary("eye ear shoulder arm elbow wrist hand breast kidney flank hip thigh leg calf knee ankle foot")
"""Parts of the body of which the side is told wherever it is named."""


def _pain(candidate: Candidate) -> Mention | None:
    """Where a part of the body is said to hurt."""
    pains = (m for m in candidate.mentions if m.reason.name in SAID_OF and not m.marks & {"denied", "asked"})
    return next(pains, None)


def _rests_on(candidate: Candidate) -> list[int]:
    """The utterances from which the name of a reason is read."""
    pain = _pain(candidate) if candidate.best.reason.bare else None
    sided = next((m for m in candidate.mentions if re.search(r"\b(?:left|right|bilateral)\b", m.reason.name)), None)
    return list(dict.fromkeys(m.at for m in (candidate.best, pain, sided) if m))


def likeliest_condition(visit: Visit) -> tuple[str, tuple[Source, ...]] | None:
    """The illness that somebody most likely comes with who comes for a paper: "I'm still off with the depression"."""
    ill = [c for c in candidates(visit) if c.best.reason.kind is Kind.CONDITION]
    best = max(ill, key=lambda c: likelihood(features(visit, c)), default=None)
    return (best.best.reason.name, (visit.source_of(best.best.at),)) if best else None
