"""What the patient takes: told by the patient, or asked and confirmed; never what the visit newly plans.

Read by `note`.
"""

import re
from collections.abc import Iterator

from attending.drafts import Role
from attending.scribe.compose import is_empty_talk, tell
from attending.scribe.facts import DOSE, exam_starts, order_kind, orders
from attending.scribe.lines import Line
from attending.scribe.statements import Source, Statement
from attending.scribe.topics import MEDICINES, asked_about
from attending.scribe.utterances import Utterance
from attending.scribe.visit import Said, Visit
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.drugs import DrugMention, find_drugs
from attending.terms.spoken import written

LONGEST = 30
"""Words of a line here; a longer one is a story and stays in the history."""
_TAKES = re.compile(
    r"\b(?:i|you|he|she|they) (?:am|are|is|was|were)? ?(?:still |also |only |just )?(?:take|takes|taking|took|use|uses|"
    r"using|used|on|have been (?:taking|on|using)|stopped|skipped|ran out|forgot|missed)\b|\bi (?:do )?take\b"
)
_ASKS_ELSE = re.compile(
    r"\b(?:allerg\w*|ever (?:been|had|used)|reaction|bleeding|side effects?|trouble|problems?|does it|help|rash|why|"
    r"when)\b"
)


def medicines_taken(visit: Visit) -> list[Line]:
    """The medicines of the patient, in the order in which they came up."""
    said, lines = Said(), []
    for line in sorted([*_asked(visit), *_told(visit)], key=_place):
        if said.adds(line.text):
            lines.append(line)
    return lines


def _place(line: Line) -> tuple[int, int]:
    return line.sources[0].turn, line.sources[0].start


def _told(visit: Visit) -> Iterator[Line]:
    """Statements that say what is taken: what the model puts here, and every one in the patient's own words."""
    start, planned, likely = exam_starts(visit), orders(visit), set(visit.chosen("medicines"))
    told = set(visit.chosen("hpi"))
    for index, statement in enumerate(visit.statements):
        text = joined(statement.words)
        if statement.asks or index in planned or is_empty_talk(statement) or re.search(r"\ballerg", text):
            continue
        if (
            statement.role is Role.CLINICIAN
            and statement.kind == "said"
            and (statement.at >= start or order_kind(text))
        ):
            continue
        if index in likely or _takes(statement, text, in_history=index in told):
            line = tell(statement, visit.person, subject="the patient")
            if len(line.split()) > 2:
                yield Line(line, statement.sources, confidence=round(visit.scores.of(index, "medicines"), 3))


def _takes(statement: Statement, text: str, *, in_history: bool) -> bool:
    """Whether the patient says to take a medicine; what the history tells already, only with its dose."""
    own = statement.role is Role.PATIENT or statement.kind == "told"
    if not own or not find_drugs(text) or len(statement.words) > LONGEST:
        return False
    return bool(DOSE.search(written(text)) or (_TAKES.search(text) and not in_history))


def _asked(visit: Visit) -> Iterator[Line]:
    """ "And the lisinopril, ten milligrams?" / "Every morning." as "Lisinopril 10 mg: every morning."."""
    start = exam_starts(visit)
    for at, question in enumerate(visit.utterances[: start - 1]):
        reply = visit.utterances[at + 1]
        text = joined(question.words)
        drugs = find_drugs(text)
        fits = question.role is Role.CLINICIAN and question.asks and reply.role is Role.PATIENT
        if not fits or not drugs or _ASKS_ELSE.search(text):
            continue
        answer = _answer(visit, at + 1)
        line = _pair(visit, drugs, text, at, answer) if answer else None
        if line:
            yield line


def _answer(visit: Visit, first: int) -> list[Utterance]:
    """The answer to a question about a medicine: what is said of it in the next turn, at most two utterances."""
    turn = visit.utterances[first].turn
    return [u for u in visit.utterances[first : first + 3] if u.turn == turn and (u.words or u.reply)]


_NOTHING = vocabulary("that is it yes no okay the a and one")


_AGREED = re.compile(r"^(?:(?:that is|that was) (?:it|right|correct|the one)|correct|exactly|right)\b")
_LOOKS_BACK = 6
"""Utterances in which the question about medicines is looked for that "digoxin?" goes on with."""


def _confirmed(visit: Visit, name: str, doses: list[str], at: int, answer: list[Utterance]) -> Line | None:
    """ "Digoxin?" / "That's it.", where medicines were asked for: the patient takes digoxin."""
    asked = any(
        u.role is Role.CLINICIAN and asked_about(joined(u.words)) == MEDICINES
        for u in visit.utterances[max(0, at - _LOOKS_BACK) : at + 1]
    )
    if not asked or not any(_AGREED.match(joined(u.words)) for u in answer):
        return None
    sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[-1].end))
    words = ("you", "take", *parted(name), *(w for dose in doses for w in dose.split()))
    return Line(tell(Statement(words, Role.CLINICIAN, "told", sources, at), visit.person), sources)


def _pair(visit: Visit, drugs: list[DrugMention], asked: str, at: int, answer: list[Utterance]) -> Line | None:
    doses = DOSE.findall(written(asked)) if len(drugs) == 1 else []
    name = " and ".join(d.name for d in drugs) if len(drugs) < 3 else ", ".join(d.name for d in drugs)
    told = [w for u in answer for w in u.plain if w not in _NOTHING]
    if not answer[0].reply and set(told) <= set(parted(name)):
        return _confirmed(visit, name, doses, at, answer)
    words: list[str] = [*parted(name), *(w for dose in doses for w in dose.split()), ":"]
    if answer[0].reply:
        words += [answer[0].reply, ","]
    for utterance in answer:
        words += [*utterance.words, ","]
    while words[-1] == ",":
        words.pop()
    sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[-1].end))
    statement = Statement(tuple(words), Role.PATIENT, "said", sources, at)
    return Line(tell(statement, visit.person), sources)
