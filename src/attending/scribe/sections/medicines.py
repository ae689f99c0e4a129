"""What the patient takes: told by the patient, or asked and confirmed; never what the visit newly plans.

Read by `note`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, tell
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.order_kinds import DOSE, order_kind
from attending.scribe.content.orders import orders
from attending.scribe.content.topics import BOTH, MEDICINES, asked_about
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sentences.fluent import fluent
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted, vocabulary
from attending.terms.drugs import DrugMention, classes, find_drugs
from attending.terms.persons import words_for
from attending.terms.spoken import written

LONGEST = 30
"""Words of a line here; a longer one is a story and stays in the history."""
_TAKES = re.compile(
    r"\b(?:i|you|he|she|they) (?:am|are|is|was|were)? ?(?:still |also |only |just )?(?:take|takes|taking|took|use|uses|"
    r"using|used|on|have been (?:taking|on|using)|started (?:taking|using|on)|"
    r"stopped|skipped|ran out|forgot|missed)\b|\bi (?:do )?take\b"
)
_ASKS_ELSE = re.compile(
    r"\b(?:allerg\w*|ever (?:been|had|used)|reaction|bleeding|side effects?|trouble|problems?|does it|help|rash|why|"
    r"when)\b"
)


_RELATIVE_TAKES = re.compile(rf"^(?:and |but )?(?:my|his|her) (?:\w+ )?{words_for()}\b")


def medicines_taken(visit: Visit) -> list[Line]:
    """The medicines of the patient, in the order in which they came up."""
    said, lines = Said(), []
    asked = list(_asked(visit))
    spans = [source for line in asked for source in line.sources]
    told = [line for line in _told(visit) if not all(_within(source, spans) for source in line.sources)]
    for line in sorted([*asked, *told, *_named_alone(visit, [*asked, *told])], key=_place):
        if said.adds(line.text):
            lines.append(line)
    return lines


def _named_alone(visit: Visit, lines: list[Line]) -> Iterator[Line]:
    """ "Which ones?" / "Lexapro.": a medicine named by itself where medicines were asked for last."""
    stands = " ".join(line.text.lower() for line in lines)
    topic, asked = "", -1
    for at, utterance in enumerate(visit.utterances[: exam_starts(visit)]):
        text = joined(utterance.words)
        if utterance.role is Role.CLINICIAN:
            named = asked_about(text)
            if named or (asked >= 0 and utterance.turn - visit.utterances[asked].turn > _LOOKS_BACK):
                topic, asked = named, at
            continue
        drugs = find_drugs(text)
        rest = [word for word in utterance.plain if word not in _NOTHING and word not in _BESIDE]
        alone = bool(drugs) and len(rest) <= len(drugs) and utterance.reply != "no" and not utterance.asks
        if topic in {MEDICINES, BOTH} and alone and drugs[0].name.lower() not in stands:
            sources = (visit.source_of(asked), visit.source_of(at))
            words = ("medicines", ":", *parted(text))
            told = Statement(words, Role.PATIENT, "told", sources, at)
            yield Line(tell(told, visit.person), sources)


_BESIDE = vocabulary("also just plus then some my think and")


def _within(source: Source, spans: list[Source]) -> bool:
    """Whether a place is told already under the medicine that was asked for."""
    return any(span.holds(source) for span in spans)


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
        if statement.speaker or _RELATIVE_TAKES.match(text):
            continue
        if statement.role is Role.CLINICIAN and statement.kind == "said" and not _TAKES.search(text):
            continue
        if _NO_MEDICINE.search(text) and not find_drugs(text):
            continue
        if index in likely or _takes(statement, text, in_history=index in told):
            whole = with_effect(visit, index)
            line = tell(whole, visit.person, subject="the patient")
            if len(line.split()) > 2:
                yield Line(line, whole.sources, confidence=round(visit.scores.of(index, "medicines"), 3))


_NO_MEDICINE = re.compile(r"\bquestions?\b")
_NOT_BORNE = re.compile(
    r"^(?:(?:and|but|so|because) )*(?:i (?:did not get on with|could not (?:tolerate|stand|take|stomach)|"
    r"can not tolerate|(?:had to )?(?:stop|stopped|quit)(?: taking)?|came off|do not (?:know|remember|recall)) "
    r"(?:it|them|that|the (?:dose|strength|name))|"
    r"(?:it|that|they) (?:did not agree with|upset|made|gave|makes|gives) (?:me|my)\b)"
)
"""How a medicine was borne or left, and that its dose is not known, told just behind its name."""
_EFFECT = re.compile(
    r"^(?:(?:and|but|so) )?(?:it|that|they|those|which|nothing|neither)(?: of (?:them|those|it))? "
    r"(?:(?:just|really|has|have|is|are|was|were|do|does|did|not|only|barely|hardly|kind of|sort of|never|seems?|"
    r"seemed|to|a little|"
    r"at all|been) )*"
    r"(?:help\w*|work\w*|do(?:ing)? (?:much|anything|a thing)|touch\w*|relie\w*|eas\w+|takes? the edge)\b"
)
"""What a medicine does, said of "it" just behind its name: "but it's really not helping"."""
LONGEST_EFFECT = 14
NEXT_TO = 8
"""Signs between a medicine's sentence and what is said of "it"; more would be another medicine."""
_ONLY_DOSE = re.compile(
    rf"(?:(?:just|only|about|it is|at|the|and|,) )*(?:(?:{DOSE.pattern})(?:,? (?:and )?)?)+", re.IGNORECASE
)
"""A dose said by itself behind the answer: "are you still taking the sertraline?" "yes, fifty milligrams"."""


def with_effect(visit: Visit, index: int) -> Statement:
    """A statement that names a medicine, with what the same speaker goes on to say that it does."""
    statement = visit.statements[index]
    following = visit.statements[index + 1] if index + 1 < len(visit.statements) else statement
    near = following.sources[0].turn == statement.sources[-1].turn and following.kind == "said" and not following.asks
    near = near and following.sources[0].start - statement.sources[-1].end <= NEXT_TO
    text = joined(following.words)
    short = len(following.words) <= LONGEST_EFFECT and len(statement.words) + len(following.words) <= LONGEST
    if (
        following is not statement
        and near
        and _ONLY_DOSE.fullmatch(written(text))
        and not DOSE.search(written(joined(statement.words)))
    ):
        words = (*statement.words, ",", *following.words)
        return replace(statement, words=words, sources=(*statement.sources, *following.sources))
    if (
        following is statement
        or not near
        or not short
        or statement.kind != "said"
        or not (_EFFECT.match(text) or _NOT_BORNE.match(text))
    ):
        return statement
    joins = () if text.startswith(("but ", "and ", "which ")) else ("but",) if " not " in f" {text} " else ("and",)
    words = (*fluent(statement.words), ",", *joins, *following.words)
    return replace(statement, words=words, sources=(*statement.sources, *following.sources))


def _takes(statement: Statement, text: str, *, in_history: bool) -> bool:
    """Whether the patient says to take a medicine; what the history tells already, only with its dose."""
    own = statement.role is Role.PATIENT or statement.kind == "told"
    if not own or not find_drugs(text) or len(statement.words) > LONGEST:
        return False
    return bool(DOSE.search(written(text)) or (_TAKES.search(text) and not in_history))


def _asked(visit: Visit) -> Iterator[Line]:
    """ "And the lisinopril, ten milligrams?" / "Every morning." as "Lisinopril 10 mg: every morning."."""
    heard = exam_heard(visit)
    start = len(visit.utterances) if heard is None else heard
    for at, question in enumerate(visit.utterances[: start - 1]):
        reply = _reply_to(visit, at)
        text = joined(question.words)
        drugs = find_drugs(text)
        fits = question.role is Role.CLINICIAN and question.asks and reply.role is Role.PATIENT
        if drugs and all("vaccines" in classes(d.ingredients[0]) for d in drugs):
            continue
        if not fits or not drugs or _ASKS_ELSE.search(text) or _OFFERS.search(text):
            continue
        answer = _answer(visit, visit.utterances.index(reply))
        if reply is not visit.utterances[at + 1]:
            answer = answer[:1]
        if answer and _told_with_its_dose(visit, at, answer):
            continue
        line = _pair(visit, drugs, text, at, answer) if answer else None
        if line:
            yield line


def _told_with_its_dose(visit: Visit, at: int, answer: Sequence[Utterance]) -> bool:
    """Whether question, yes and dose stand joined already: "do you still take it?" "yes, fifty milligrams"."""
    only_dose = answer[0].reply == "yes" and _ONLY_DOSE.fullmatch(written(" ".join(joined(u.words) for u in answer)))
    return bool(only_dose) and any(s.kind == "told" and s.at == at for s in visit.statements)


_OFFERS = re.compile(
    r"\b(?:shall|should|would|could|can|will|want|like|happy|ready|willing|prefer|start|try|switch|let us|consider|"
    r"give|prescribe|add|increase|refill|stop|allowed|instead)\b(?! you (?:say|describe))"
)
"""A question that offers or changes a medicine: it stands in the plan, if it stands."""


def _answer(visit: Visit, first: int) -> list[Utterance]:
    """The answer to a question about a medicine: what is said of it in the next turn, at most two utterances."""
    turn = visit.utterances[first].turn
    said = [u for u in visit.utterances[first : first + 3] if u.turn == turn and (u.words or u.reply)]
    ends = next((i for i, u in enumerate(said) if i and _ANOTHER.match(u.text)), len(said))
    return said[:ends]


_ANOTHER = re.compile(r"and (?:the|my|an?)\b", re.IGNORECASE)
"""With which the next medicine begins: "every morning, yes. And the pill."."""


def _reply_to(visit: Visit, at: int) -> Utterance:
    """What follows a question; past a second one of the same turn that asks after its effects."""
    following = visit.utterances[at + 1]
    beyond = visit.utterances[at + 2] if at + 2 < len(visit.utterances) else following
    asked_on = (
        following.asks and following.turn == visit.utterances[at].turn and not find_drugs(joined(following.words))
    )
    return beyond if asked_on else following


_NOTHING = vocabulary("that is it yes no okay the a and one")


_AGREED = re.compile(r"^(?:(?:that is|that was) (?:it|right|correct|the one)|correct|exactly|right)\b")
_LOOKS_BACK = 6
"""Utterances in which the question about medicines is looked for that "digoxin?" goes on with."""


def _confirmed(visit: Visit, name: str, doses: list[str], at: int, answer: list[Utterance]) -> Line | None:
    """ "Digoxin?" / "That's it.", where medicines were asked for: the patient takes digoxin."""
    asked = any(
        u.role is Role.CLINICIAN and asked_about(joined(u.words)) in {MEDICINES, BOTH}
        for u in visit.utterances[max(0, at - _LOOKS_BACK) : at + 1]
    )
    if not asked or not any(_AGREED.match(joined(u.words)) for u in answer):
        return None
    sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[-1].end))
    words = ("you", "take", *parted(name), *(w for dose in doses for w in dose.split()))
    return Line(tell(Statement(words, Role.CLINICIAN, "told", sources, at), visit.person), sources)


_GOES_ON = re.compile(r"(\w+(?: \w+)?)\W+(?:and|but|though|except|plus)\b", re.IGNORECASE)
"""With which an answer goes on to another medicine: "still on the metformin?" "yes, and I stopped the lisinopril"."""


_ALL_OF_THEM = re.compile(r"^(?:all of (?:those|them|that)|(?:yes,? )?all (?:three|four|five|those))\b")
_DOSED = re.compile(
    r"^,? (?:(?:still |at |the |in |about |only )*(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|twelve|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|half|and|point|milligrams?|"
    r"micrograms?|mg|"
    r"mcg|units?|tablets?|capsules?|puffs?|once|twice|times|day|daily|every|per|week|morning|evening|night|"
    r"hours|at|in|the|,)"
    r"(?: |$|,))+$"
)
"""What stands behind a medicine in a question where it is only its dose: "metformin, a thousand twice a day"."""


def _as_asked(asked: str, drugs: list[DrugMention]) -> list[str]:
    """The dose of one medicine as the question gives it."""
    behind = asked[drugs[0].end :] if len(drugs) == 1 else ""
    if not _DOSED.match(behind.rstrip(" ?,") + ""):
        return []
    return [behind.strip(" ,?")]


_THE_REST = re.compile(r"\b(?:the )?(?:rest|others?|other (?:two|three|four|ones?))\b")
_STILL_TAKEN = re.compile(r"\b(?:yes|still|take|taking|right|correct|same|fine|every|daily|both)\b")


def _rest_of_several(
    visit: Visit, drugs: list[DrugMention], answered: set[str], at: int, answer: list[Utterance]
) -> Line | None:
    """ "The other two, yes": the medicines asked after that the answer does not name; it tells of the rest itself."""
    said = next((u for u in answer if _THE_REST.search(joined(u.words))), None)
    if said is None or not (said.reply == "yes" or _STILL_TAKEN.search(said.text.lower())):
        return None
    if re.search(r"\b(?:no|not|never|stopped)\b", joined(said.words)):
        return None
    names = " and ".join(d.name for d in drugs if d.name not in answered)
    sources = (visit.source_of(at), Source(said.turn, said.start, said.end))
    return Line(
        tell(Statement(("you", "take", *parted(names)), Role.CLINICIAN, "told", sources, at), visit.person), sources
    )


_SINCE = re.compile(r"\b(?:since|after|before|until|when) (?:we|i|you|they|starting|stopping|changing|going)\b[^?.]*$")
"""Before a medicine that only says since when things are asked after: "how have you been since we put the … up?"."""


def _pair(visit: Visit, drugs: list[DrugMention], asked: str, at: int, answer: list[Utterance]) -> Line | None:
    if _SINCE.search(asked[: drugs[0].start].lower()):
        return None
    doses = DOSE.findall(written(asked)) if len(drugs) == 1 else []
    name = " and ".join(d.name for d in drugs) if len(drugs) < 3 else ", ".join(d.name for d in drugs)
    told = [w for u in answer for w in u.plain if w not in _NOTHING]
    answered = {d.name for u in answer for d in find_drugs(joined(u.words))}
    if answered and not answered & {d.name for d in drugs}:
        goes_on = _GOES_ON.match(answer[0].text) if answer[0].reply == "yes" else None
        if not goes_on:
            return None  # "any painkillers, like ibuprofen?" / "I take sumatriptan": another medicine is told of
        answer, told = [replace(answer[0], words=(), end=answer[0].start + goes_on.end(1))], []
    elif len(drugs) > 1 and answered:
        return _rest_of_several(visit, drugs, answered, at, answer)
    every = len(drugs) > 1 and all(_ALL_OF_THEM.match(joined(u.words)) for u in answer[:1])
    doses = _as_asked(asked, drugs) or doses
    if every:
        sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[0].end))
        return Line(sentence(parted(asked[drugs[0].start :].rstrip(" ?,"))), sources)
    if not answer[0].reply and set(told) <= set(parted(name)):
        return _confirmed(visit, name, doses, at, answer)
    if told and not content(" ".join(w for w in told if w not in {"sounds", "good", "along", "everything", "fine"})):
        return _confirmed(visit, name, doses, at, answer)
    if answer[0].reply == "yes" and not told:
        sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[-1].end))
        taken = ("you", "take", *parted(name), *(w for dose in doses for w in dose.split()))
        return Line(tell(Statement(taken, Role.CLINICIAN, "told", sources, at), visit.person), sources)
    words: list[str] = [*parted(name), *(w for dose in doses for w in dose.split()), ":"]
    if answer[0].reply and (answer[0].reply == "no" or not told):
        words += [answer[0].reply, ","]
    for utterance in answer:
        words += [*fluent(utterance.words), ","] if utterance.words else []
    while words[-1] == ",":
        words.pop()
    sources = (visit.source_of(at), Source(answer[0].turn, answer[0].start, answer[-1].end))
    statement = Statement(tuple(words), Role.PATIENT, "said", sources, at)
    return Line(tell(statement, visit.person), sources)


_ASKED_ALL = re.compile(r"^What (?:he|she|they|the patient) (?:is|are) (?:\w+ )?(?:taking|on)\b[^:]*: ")


def without_question(line: Line) -> Line:
    """A list of medicines without the question that it answers: "What he is taking exactly: furosemide, …"."""
    asked = _ASKED_ALL.match(line.text)
    if asked is None:
        return line
    listed = line.text[asked.end() :]
    return replace(line, text=listed[:1].upper() + listed[1:])
