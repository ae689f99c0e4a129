"""Judges any note, by whomever it was written, sentence by sentence against the conversation it is said to rest on.

The same checks that examine a draft look at each sentence; what a draft's citations give there is looked up here by
content (`support`). Nothing is stored and nobody is asked: a note and a conversation in, verdicts out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import msgspec

from attending.checks.adjacent import check_adjacent
from attending.checks.aims import check_aims
from attending.checks.allergens import AllergiesTold, check_allergens
from attending.checks.clauses import Clauses
from attending.checks.denied import Denied, check_denied, denied_in
from attending.checks.direction import check_direction
from attending.checks.done import check_done
from attending.checks.drug import check_swapped
from attending.checks.elsewhere import check_numbers_of, check_sides_of
from attending.checks.examine import load_rules
from attending.checks.frequency import Rate, check_frequencies, rates_said
from attending.checks.implied import implied_denials, is_paperwork, is_talked_of, talked_of_as, unexamined_system
from attending.checks.instead import ages_told, is_time, said_instead
from attending.checks.measured import check_measured
from attending.checks.moves import check_moves
from attending.checks.note import LABEL, PART, headed_sentences
from attending.checks.opposites import check_opposites, check_rates, check_time_units
from attending.checks.orders import TestsTold, check_operations, check_orders, check_read_or_ordered
from attending.checks.other_units import check_other_units
from attending.checks.passages import Passages
from attending.checks.problem import Problem, quoted
from attending.checks.regimen import check_orders_to_go_on, check_regimen
from attending.checks.relatives import check_relatives
from attending.checks.return_visit import check_return, returns_said
from attending.checks.sentence import examine_sentence
from attending.checks.shorthand import spelled_out
from attending.checks.smoking import Told as ToldSmoker
from attending.checks.smoking import check_smoking, is_told_smoker, told_smoker
from attending.checks.source import Source, said_in
from attending.checks.subject import check_sex, sex_heard
from attending.checks.support import Spoken, Support
from attending.checks.topic import Told, check_topics, told_topics
from attending.checks.unsaid import check_unsaid
from attending.checks.when import check_points_in_time
from attending.drafts import Conversation
from attending.terms.answers import Said
from attending.terms.content import Keys, keys_of
from attending.terms.negation import Status, assertion_of
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities

FOUND_FLOOR = 1 / 3
"""A sentence of whose content less than this is named in the visit is not found there. Chosen on the training set of
MTS-Dialog: about nine in ten of the clinicians' own sentences lie above it, seven in ten of other excerpts' below."""


class Verdict(StrEnum):
    """What a sentence is, worst first."""

    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"
    SUPPORTED = "supported"
    NOT_ASSESSED = "not assessed"


class Aspect(StrEnum):
    """In what respect a sentence was compared with the visit."""

    NUMBER = "number"
    TIME = "time"
    MEDICINE = "medicine"
    DOSE = "dose"
    NEGATION = "negation"
    SIDE = "side"
    SUBJECT = "subject"
    FREQUENCY = "frequency"
    STATUS = "status"
    SEVERITY = "severity"
    RESULT = "result"
    DIAGNOSIS = "diagnosis"
    CHANGE = "change"
    CONTENT = "content"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a sentence is not simply supported; one that is supported all the same says how."""

    aspect: Aspect
    verdict: Verdict
    message: str
    turns: tuple[int, ...] = ()
    """The turns that say otherwise, counted from 1."""


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A turn that a sentence rests on, or that speaks against it; `turn` counts from 1, as the pages show it."""

    turn: int
    role: str
    quote: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the note and what the visit says to it."""

    sentence: str
    heading: str
    verdict: Verdict
    found: float | None
    """The share of its content that the visit names; None where there is nothing to look for."""
    missing: tuple[str, ...]
    """Words of it that nobody said, in any wording."""
    reasons: tuple[Reason, ...]
    turns: tuple[Cited, ...]


_ASPECTS = (
    ("number-", Aspect.NUMBER), ("unit-", Aspect.NUMBER), ("medicine-", Aspect.MEDICINE), ("dose-", Aspect.DOSE),
    ("frequency-", Aspect.DOSE), ("rate-", Aspect.FREQUENCY), ("status-", Aspect.STATUS),
    ("severity-", Aspect.SEVERITY),
    ("result-", Aspect.RESULT), ("diagnosis-", Aspect.DIAGNOSIS), ("change-", Aspect.CHANGE),
    ("course-", Aspect.CHANGE),
    ("test-", Aspect.CONTENT), ("allergy-", Aspect.MEDICINE), ("reaction-", Aspect.MEDICINE),
    ("negation-", Aspect.NEGATION), ("denial-", Aspect.NEGATION), ("side-", Aspect.SIDE), ("time-", Aspect.TIME),
    ("wrong-", Aspect.SUBJECT), ("subject-", Aspect.SUBJECT),
)  # fmt: skip
_DIFFERS = frozenset(
    {"unit-differs", "dose-differs", "frequency-differs", "number-differs", "negation-flipped", "side-flipped",
     "side-differs", "wrong-sex", "subject-differs", "status-differs", "severity-differs", "result-differs",
     "change-differs", "course-differs", "rate-differs", "time-differs", "test-differs", "reaction-differs"}
)  # fmt: skip
_COMING_BACK = frozenset({"~follow-up", "=review"})
_NONE = re.compile(
    r"(?:none|nil|negative|non-?\s?contributory|unremarkable|denied|n/a)(?:\s+(?:known|reported))?\W*$", re.IGNORECASE
)
_WORST = tuple(Verdict)


def verify_note(note: str, conversation: Conversation) -> tuple[Judged, ...]:
    """Judge every sentence of a note against a conversation."""
    load_rules()
    visit = Visit(said_in(conversation))
    judged = []
    for heading, sentence in headed_sentences(note):
        opinion = visit.judge(sentence, heading)
        told = sorted({*opinion.support.turns, *(turn - 1 for reason in opinion.reasons for turn in reason.turns)})
        turns = tuple(
            Cited(turn=turn + 1, role=conversation.turns[turn].role, quote=conversation.turns[turn].text)
            for turn in told
        )
        found = opinion.support.found
        judged.append(
            Judged(
                sentence=sentence,
                heading=heading,
                verdict=opinion.verdict,
                found=None if found is None else round(found, 3),
                missing=tuple(dict.fromkeys(unit.text for unit in opinion.support.missing)),
                reasons=opinion.reasons,
                turns=turns,
            )
        )
    return tuple(judged)


@dataclass(frozen=True)
class Opinion:
    """The verdict on one sentence, before its turns are quoted."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    support: Support


class Visit:
    """A conversation, read once, against which sentences are judged."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = tuple(said)
        self.source = Source.of_turns(self.said)
        self.spoken = Spoken(self.said)
        self.passages = Passages(self.said)

    @cached_property
    def clauses(self) -> Clauses:
        """The visit cut into clauses."""
        return Clauses(self.said)

    @cached_property
    def _tests(self) -> TestsTold:
        return TestsTold(self.source.text)

    @cached_property
    def _allergies(self) -> AllergiesTold:
        return AllergiesTold(self.said)

    @cached_property
    def _returns(self) -> tuple[tuple[int, Quantity], ...]:
        return tuple(returns_said(self.said))

    @cached_property
    def _quantities(self) -> tuple[list[Quantity], ...]:
        return tuple(find_quantities(one.text) for one in self.said)

    def _instead_of(self, quantity: Quantity, support: Support) -> Quantity | None:
        other = said_instead(quantity, self._quantities, support.turns)
        if other is None and quantity.kind is QuantityKind.AGE:
            other = next(iter(ages_told(self.said)), None)
        return other

    @cached_property
    def _denied(self) -> tuple[Denied, ...]:
        return denied_in(self.said)

    @cached_property
    def _spoken_keys(self) -> Keys:
        return keys_of(self.source.text)

    @cached_property
    def _told(self) -> tuple[Told, ...]:
        return told_topics(self.said)

    @cached_property
    def _rates(self) -> dict[str, frozenset[Rate]]:
        return rates_said(self.said)

    @cached_property
    def _smoker(self) -> ToldSmoker | None:
        return told_smoker(self.said)

    @cached_property
    def _implied(self) -> frozenset[str]:
        return frozenset(f"sx:{name}" for name in implied_denials(self.source.text))

    def _is_implied(self, keys: Keys) -> bool:
        if keys & _COMING_BACK and self._returns:
            return True
        return bool(self._implied & keys) or is_talked_of(keys, self.source.text)

    @cached_property
    def _sex(self) -> str | None:
        return sex_heard(self.said)

    def judge(self, sentence: str, heading: str = "") -> Opinion:
        """Judge one sentence; a bare "None." is read with its heading."""
        text = spelled_out(LABEL.sub("", sentence, count=1) or sentence, self._spoken_keys)
        if _NONE.match(text):
            text = f"No {heading.lower()}." if heading else ""
        support = self.spoken.support(text)
        labelled = (
            text
            if heading and text.startswith("No ")
            else spelled_out(PART.sub("", sentence, count=1), self._spoken_keys)
        )
        reasons = [*self._reasons(text, labelled, support, heading)]
        unexamined = unexamined_system(sentence, self.source.text)
        if unexamined is not None:
            message = f"Nobody spoke of {quoted(unexamined)}; another finding was normal."
            reasons.append(Reason(aspect=Aspect.CONTENT, verdict=Verdict.NOT_FOUND, message=message))
        paperwork = False
        unsaid = [unit for unit in support.missing if not self._is_implied(unit.keys)]
        found = support.share_without(unsaid)
        if found is not None and found < FOUND_FLOOR:
            if unsaid and not is_paperwork(text):
                missing = ", ".join(dict.fromkeys(quoted(unit.text) for unit in unsaid))
                reasons.append(
                    Reason(aspect=Aspect.CONTENT, verdict=Verdict.NOT_FOUND, message=f"Nobody spoke of {missing}.")
                )
            paperwork = bool(unsaid) and not reasons
        reasons += self._in_other_words(support)
        if reasons:
            verdict = min((one.verdict for one in reasons), key=_WORST.index)
        elif paperwork or (support.found is None and not support.turns):
            verdict = Verdict.NOT_ASSESSED
        else:
            verdict = Verdict.SUPPORTED
        return Opinion(verdict, tuple(reasons), support)

    def _in_other_words(self, support: Support) -> Iterator[Reason]:
        """Diagnoses that nobody named and that the visit speaks of all the same: supported, and said so."""
        for unit in support.missing:
            said = talked_of_as(unit.keys, self.source.text)
            if said is not None:
                message = f"{quoted(unit.text)} was not named; the words speak of {quoted(said)}."
                turns = tuple(turn + 1 for turn, one in enumerate(self.said) if said in one.text)[:1]
                yield Reason(aspect=Aspect.DIAGNOSIS, verdict=Verdict.SUPPORTED, message=message, turns=turns)

    def _reasons(self, text: str, labelled: str, support: Support, heading: str) -> Iterator[Reason]:
        problems = [
            *examine_sentence(text, self.source),
            *check_topics(text, self._told),
            *check_sex(text, self._sex),
            *check_points_in_time(text, self.clauses),
            *check_numbers_of(text, self.source, self.passages),
            *check_sides_of(text, self.passages, self.clauses),
            *check_frequencies(text, self._rates),
            *check_return(text, self._returns),
            *check_rates(text, self.clauses),
            *check_opposites(labelled, self.clauses),
            *check_adjacent(text, self.clauses),
            *check_unsaid(text, self.clauses),
            *check_aims(text, self.clauses),
            *check_other_units(text, self.clauses),
            *check_denied(text, self._denied),
            *check_done(text, self.clauses),
            *check_measured(text, self.said),
            *check_smoking(text, self._smoker),
            *check_time_units(text, self.clauses),
            *check_regimen(text, self.clauses),
            *check_orders_to_go_on(text, self.clauses),
            *check_direction(text),
            *check_moves(text, self.clauses),
            *check_swapped(text, self.source),
            *check_orders(text, self._tests),
            *check_operations(text, self.source.text, self._spoken_keys),
            *check_read_or_ordered(text, self.clauses),
            *check_allergens(text, heading, self._allergies),
            *check_relatives(text, self.clauses),
            *_unsaid_diagnoses(text, support, self.source.text),
        ]
        seen: set[tuple[str, str]] = set()
        doses = " ".join(problem.message for problem in problems if problem.code == "dose-differs")
        told_so = is_told_smoker(text, self._smoker)
        for problem in problems:
            if told_so and problem.code == "status-differs":
                continue  # "smokes ten a day", of one who used to smoke twenty
            if problem.code in {"number-differs", "number-misplaced", "number-not-said"} and problem.detail in doses:
                continue  # said already, with its medicine
            if problem.code == "number-not-said" and any(
                one.code == "number-differs" and one.detail == problem.detail for one in problems
            ):
                continue  # what was said instead is the better reason
            if problem.code == "rate-differs" and any(one.code == "frequency-differs" for one in problems):
                continue
            if (problem.code, problem.detail) in seen:
                continue
            seen.add((problem.code, problem.detail))
            yield self._reason(problem, text, support)

    def _reason(self, problem: Problem, text: str, support: Support) -> Reason:
        aspect = next(aspect for prefix, aspect in _ASPECTS if problem.code.startswith(prefix))
        verdict = Verdict.CONTRADICTED if problem.code in _DIFFERS else Verdict.NOT_FOUND
        message = problem.message.replace("the words it cites", "the words")  # a pasted note cites none
        turns = tuple(turn for turn in problem.turns if turn >= 0)
        quantity = next((q for q in find_quantities(text) if q.text == problem.detail), None)
        if aspect is Aspect.NUMBER and quantity is not None and is_time(quantity):
            aspect = Aspect.TIME
        if problem.code == "number-not-said" and quantity is not None:
            other = self._instead_of(quantity, support)
            message = f"{quoted(quantity.text)} was not said."
            if other is not None:
                verdict = Verdict.CONTRADICTED
                message = f"{quoted(quantity.text)} stands here, but the words say {quoted(other.text)}."
                turns = tuple(turn for turn, one in enumerate(self.said) if other.text in one.text)[:1]
        return Reason(aspect=aspect, verdict=verdict, message=message, turns=tuple(turn + 1 for turn in turns))


def _unsaid_diagnoses(text: str, support: Support, words: str) -> list[Problem]:
    """Diagnoses that a sentence reports and nobody named; "type 2 diabetes" may rest on "diabetes"."""
    return [
        Problem("diagnosis-not-said", unit.text.lower(), f"Nobody spoke of {quoted(unit.text)}.")
        for unit in support.missing
        if any(key.startswith("dx:") for key in unit.keys)
        and not keys_of(max(unit.text.split(), key=len)) & keys_of(words)
        and not is_talked_of(unit.keys, words)
        and assertion_of(text, unit.start, unit.end).status is Status.PRESENT
    ]
