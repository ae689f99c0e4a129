"""Everything a note could say: each utterance, and each question joined with its answer, with the words it rests on.

Read by `features` (which may stand in the note, and where) and by `draft`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from attending.drafts import Role
from attending.scribe.dialogue.answers import confirmed, join
from attending.scribe.dialogue.antecedents import where_blood_is
from attending.scribe.dialogue.continued import continued
from attending.scribe.dialogue.echoes import with_verb_asked_for
from attending.scribe.dialogue.fragments import without_torn_tail
from attending.scribe.dialogue.listed import find_list
from attending.scribe.dialogue.patient_questions import answered
from attending.scribe.dialogue.pointing_back import with_thing_asked
from attending.scribe.dialogue.polarity import NO, answered_by
from attending.scribe.dialogue.proposed import answer_repeated, proposed
from attending.scribe.dialogue.stated_questions import is_only_tag
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs

MIN_WORDS = 2
_HISTORY = 0.7
"""Share of the visit in which a patient's yes to a clinician's summing-up is history, not consent."""
_REPLY_LENGTH = 3
"""Utterances of an answer that are looked at to join it with its question."""


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Characters `start` to `end` of a turn."""

    turn: int
    start: int
    end: int

    def holds(self, other: "Source") -> bool:
        """Whether all of the other stretch lies within this one."""
        return self.turn == other.turn and self.start <= other.start and other.end <= self.end

    def meets(self, other: "Source") -> bool:
        """Whether the two stretches share a character."""
        return self.turn == other.turn and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the note could say, still in the speaker's words."""

    words: tuple[str, ...]
    role: Role
    """In whose voice the words are."""
    kind: str
    """`said`, or `denied`, `affirmed`, `told` as `answers` joined them."""
    sources: tuple[Source, ...]
    at: int
    """Index of its utterance (of the question, for a joined one)."""
    asks: bool = False
    speaker: str = ""
    """Whose "I" or "you" it is, where not the patient's ("his mother"); see `companions`."""


def sources_of(utterance: Utterance) -> tuple[Source, ...]:
    """Where an utterance stands: in one stretch, or in two that the other speaker's "mm-hmm" parts."""
    return tuple(Source(*place) for place in utterance.places)


def gather_statements(utterances: list[Utterance]) -> list[Statement]:
    """List what was said, in order; joined statements stand at their question."""
    statements: list[Statement] = []
    for index, utterance in enumerate(utterances):
        before = utterances[index - 1] if index else None
        permission = _permitted(before, utterance, index) if before else None
        if permission:
            statements.append(permission[0])
        if len(utterance.plain) >= MIN_WORDS and not (permission and permission[1]):
            statements.append(_said(utterances, index))
        following = utterances[index + 1] if index + 1 < len(utterances) else None
        if not following or utterance.role is not Role.CLINICIAN:
            continue
        other = following.turn != utterance.turn and following.role is not Role.CLINICIAN
        if other or (following.turn == utterance.turn and utterance.asks and _echoed(following)):
            statements.extend(_joined(utterances, index))
        elif following.turn == utterance.turn and utterance.asks and following.role is Role.CLINICIAN:
            repeated = answer_repeated(utterance, following)
            if repeated:
                sources = (*sources_of(utterance), *sources_of(following))
                statements.append(Statement(tuple(repeated), Role.CLINICIAN, "told", sources, index))
    return list(_with_part_named(statements))


_ONLY_PART = re.compile(r"^(?:it is|it is about|it has to do with) (?P<part>my (?:\w+ ){0,2}\w+)$")
_IT_IS_SO = re.compile(r"^it (?=(?:is|has|was|hurts|aches|started|feels|keeps|swelled|got|gets)\b)")


def _with_part_named(statements: list[Statement]) -> Iterator[Statement]:
    """ "It's my left calf. It's been swollen." as "my left calf has been swollen"."""
    held: Statement | None = None
    for statement in statements:
        text = joined(statement.words)
        if held is not None:
            part, it = _ONLY_PART.match(joined(held.words)), _IT_IS_SO.match(text)
            if part and it and statement.kind == "said" and statement.sources[-1].turn == held.sources[-1].turn:
                words = tuple(parted(f"{part['part']} {text[it.end() :]}"))
                yield replace(statement, words=words, sources=(*held.sources, *statement.sources))
                held = None
                continue
            yield held
            held = None
        alone = statement.kind == "said" and statement.role is Role.PATIENT and _ONLY_PART.match(text)
        if alone and find_parts(text) and not statement.asks:
            held = statement
        else:
            yield statement
    if held is not None:
        yield held


def _echoed(utterance: Utterance) -> bool:
    """Whether a clinician says the answer that was nodded or not recorded: "Any discharge? No, OK."."""
    return utterance.reply == NO and not utterance.plain and not utterance.asks


def _permitted(before: Utterance, utterance: Utterance, index: int) -> tuple[Statement, bool] | None:
    """What a clinician allows or forbids who answers the patient, and whether the answer says no more than that."""
    if not before.asks or before.role is not Role.PATIENT or utterance.role is not Role.CLINICIAN or utterance.asks:
        return None
    found = answered(before, utterance)
    if found is None:
        return None
    sources = (*sources_of(before), *sources_of(utterance))
    return Statement(found.words, Role.CLINICIAN, "said", sources, index), found.whole


def answers_patient(statement: Statement) -> bool:
    """Whether a clinician's statement was joined with what the patient asked: "can I drive?" "not yet"."""
    joined_on = statement.role is Role.CLINICIAN and statement.kind == "said" and len(statement.sources) > 1
    return joined_on and statement.words[:2] in _PERMITS and statement.sources[0].turn != statement.sources[-1].turn


_PERMITS = frozenset(("you", word) for word in ("can", "should", "need", "do"))


def _said(utterances: list[Utterance], index: int) -> Statement:
    """An utterance, completed from what was asked where it leaves a thing or a verb unsaid."""
    utterance, before = utterances[index], utterances[index - 1] if index else None
    sources = sources_of(utterance)
    named = with_thing_asked(utterances, index)
    if named:
        sources = (*sources_of(named.said_in), *sources)
        return Statement(named.words, utterance.role, "said", sources, index, utterance.asks)
    if before and before.reply and not before.words and before.turn == utterance.turn and index > 1:
        before = utterances[index - 2]
    asked = before if before and before.role is Role.CLINICIAN and utterance.role is not Role.CLINICIAN else None
    whole = with_verb_asked_for(asked, utterance)
    if asked and whole:
        sources = (*sources_of(asked), *sources)
        return Statement(whole, utterance.role, "said", sources, index, utterance.asks)
    words = utterance.words if utterance.role is Role.CLINICIAN else without_torn_tail(utterance.words)
    return Statement(words, utterance.role, "said", sources, index, utterance.asks)


def _joined(utterances: list[Utterance], index: int) -> list[Statement]:
    """Join the questions that end a turn with the answer in the next."""
    first = _first_question(utterances, index)
    questions = [u for u in utterances[first : index + 1] if u.asks or u.words[:1] in {("no",), ("any",)}]
    reply = _reply(utterances, index)
    while len(questions) > 1 and is_only_tag(questions[-1].words):
        questions.pop()
    value = proposed(utterances, index, reply)
    if value:
        cited = (value[1], utterances[index], *reply[:1])
        return [Statement(tuple(value[0]), Role.CLINICIAN, "told", _sources_of_all(cited), index)]
    if len(questions) == 1 and is_only_tag(questions[0].words) and first == index and index:
        return _confirmed(utterances, index - 1, reply)
    if not questions:
        return _confirmed(utterances, index, reply)
    told = []
    for said in (continued(one, reply) for one in join(questions, reply)):
        answer = reply[: max(said.rests_on, answered_by(reply))]
        told.append(Statement(said.words, said.role, said.kind, _sources_of_all((*questions, *answer)), index))
    before = utterances[:first]
    return [_with_medicine(_with_place_of_blood(statement, before), before) for statement in told]


def _first_question(utterances: list[Utterance], index: int) -> int:
    """Index of the first of the questions that are asked one behind the other at the end of a turn."""
    first = index
    while first > 0 and index - first < _QUESTIONS_AT_ONCE:
        before = utterances[first - 1]
        if before.turn != utterances[index].turn or not before.asks:
            break
        first -= 1
    return first


_QUESTIONS_AT_ONCE = 3
"""Questions before the last of a turn that the same answer may answer."""


def _reply(utterances: list[Utterance], index: int) -> list[Utterance]:
    """The first utterances of the turn that answers; one only, where the clinician says the answer."""
    turn = _answered_in(utterances, index)
    within = utterances[index + 1 : index + 1 + _REPLY_LENGTH + _ASKED_BACK_REACH]
    return [u for u in within if u.turn == turn][: 1 if turn == utterances[index].turn else _REPLY_LENGTH]


def _sources_of_all(utterances: Iterable[Utterance]) -> tuple[Source, ...]:
    return tuple(source for utterance in utterances for source in sources_of(utterance))


def _with_medicine(statement: Statement, before: list[Utterance]) -> Statement:
    """A dose under the name of the medicine that was just spoken of: "I take Eliquis" / "what's the dose?" / "five"."""
    if statement.words[:2] not in {("dose", ":"), ("amount", ":")}:
        return statement
    for earlier in reversed(before[-_NAMED_BEFORE:]):
        names = list(dict.fromkeys(drug.name for drug in find_drugs(joined(earlier.words))))
        if names:
            words = (*parted(names[0]), *statement.words[1:])
            named = replace(statement, words=words, sources=(*sources_of(earlier), *statement.sources))
            return named if len(names) == 1 else statement
    return statement


_NAMED_BEFORE = 3
"""Utterances back in which the medicine of a dose is looked for."""


def _answered_in(utterances: list[Utterance], index: int) -> int:
    """The turn that answers: where the patient only asks back ("with my what?"), the one behind a short explanation."""
    turn = utterances[index + 1].turn
    reply = [u for u in utterances[index + 1 : index + 1 + _REPLY_LENGTH] if u.turn == turn]
    if not all(_ASKS_BACK.match(joined(u.words)) and not u.reply for u in reply):
        return turn
    after = [u for u in utterances[index + 1 : index + 1 + _REPLY_LENGTH + _ASKED_BACK_REACH] if u.turn > turn]
    explained = [u for u in after if u.turn == turn + 1 and u.role is Role.CLINICIAN]
    answered = [u for u in after if u.turn == turn + 2 and u.role is not Role.CLINICIAN]
    if not explained or not answered or sum(len(u.plain) for u in explained) > LONGEST_EXPLAINED:
        return turn
    if any(find_list(u.words) for u in explained if u.asks):
        return turn  # the question is asked anew, and joined there
    return answered[0].turn


_ASKED_BACK_REACH = 4
"""Utterances further in which an answer is looked for, where the question was not understood."""
LONGEST_EXPLAINED = 12
"""Words of "your waterworks, passing water"; more would be another question."""
_ASKS_BACK = re.compile(
    r"^(?:sorry(?: ,? ?(?:what|could you|can you|i did not|say|pardon).*)?|pardon|what|say (?:that )?again|"
    r"come again|(?:am|are|is|do|with|in|on|of|any|have|a|my|the) (?:\w+ ){0,2}what(?:,? sorry)?|"
    r"(?:what is|what are|what does) .{2,20}|what do you mean.*|"
    r"(?:i am )?(?:sorry ,? ?)?(?:could|can) you (?:repeat|say).*|i (?:missed|did not (?:hear|catch|get)) that)$"
)


def _with_place_of_blood(statement: Statement, before: list[Utterance]) -> Statement:
    """ "Denies blood" with what the blood would be in, which was named before and is then cited too."""
    place = where_blood_is(statement.words, before) if statement.kind in {"denied", "affirmed"} else None
    if place is None:
        return statement
    named = before[-place[1]]
    source = Source(named.turn, named.start, named.end)
    return replace(statement, words=("blood", "in", "the", place[0]), sources=(source, *statement.sources))


def _confirmed(utterances: list[Utterance], index: int, reply: list[Utterance]) -> list[Statement]:
    """What the clinician sums up and the patient says yes to."""
    summed_up = utterances[index]
    told = confirmed(summed_up, reply) if index < _HISTORY * len(utterances) and not summed_up.asks else None
    sources = _sources_of_all((summed_up, *reply[:1]))
    return [Statement(told.words, told.role, told.kind, sources, index)] if told else []
