"""What a patient answers in a consultation without examination stands in its note, though no rule chose it.

Read by `complete`. By telephone the answers are all that there is: one that no line of the note holds is told behind
the line of the same turn, or where its question belongs. Greetings, thanks, consent and questions are left out. Of a
short visit with an examination every brief answer before it is kept; long ones hold talk that nobody needs.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.completeness.placing import HISTORY, MEDICATIONS, place_of
from attending.scribe.content.compose import is_empty_talk, is_sentence, tell
from attending.scribe.content.elliptic import completed
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Line, Sections
from attending.scribe.content.substance import says_something
from attending.scribe.content.topics import ALLERGIES, DESK, FAMILY, MEDICINES, PAST, SOCIAL, asked_about, topics
from attending.scribe.content.visit import DENIES, REPEATED, Visit
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.polarity import NO
from attending.scribe.dialogue.statements import Source, Statement, sources_of
from attending.scribe.dialogue.telegraphic import label
from attending.scribe.proofreading.copy_edits import copy_edited
from attending.scribe.proofreading.unfit import is_unfit
from attending.scribe.rewrite import sentence, third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.sections.advice import advised
from attending.scribe.sections.history import small_talk
from attending.scribe.sections.told import OF_PLAN, OF_VISIT, plan_begins, states_fact
from attending.scribe.sentences.fluent import fluent
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sentences.wellformed import mended
from attending.scribe.sex_heard import first_names
from attending.scribe.vocabulary import content, joined
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.symptoms import find_symptoms

SECTIONS = {
    PAST: "MEDICAL HISTORY",
    FAMILY: "FAMILY HISTORY",
    SOCIAL: "SOCIAL HISTORY",
    MEDICINES: MEDICATIONS,
    ALLERGIES: "ALLERGIES",
}
_STORIES = (HISTORY, *SECTIONS.values())
"""Sections to whose lines an answer may be joined."""
LONGEST = 30
"""Words of an answer; a longer stretch is a story that was left out for a reason."""
TALK = re.compile(
    r"\b(?:thanks?|thank you|sorry|pardon|bye|ciao|cheers|to be honest|you know what|do you want|i guess so|god|"
    r"hear (?:you|me)|e ?mail|hello|nice to (?:meet|see|speak)|no (?:problem|worries)|"
    r"(?:that|it) (?:is|was|would be|sounds) (?:\w+ )?(?:fine|great|lovely|perfect|brilliant|grand|clear|true|right|"
    r"good|mean|interesting|a relief))\b|^(?:i (?:do|am|will|did|have|can|think|know)(?: not)?(?:,? (?:so|yes|no))?|"
    r"(?:we|it) (?:do|does|is|did|seems?)(?: be)?(?:,? yes)?|will do|got it|(?:no )?nothing else|i see|"
    r"i have (?:got )?(?:my|a) list\b.*|"
    r"(?:go|carry) on)$|\bi am not (?:really |too |quite )?sure$|\byou (?:are|were|have|know|can|could|do|did)\b"
)
"""What keeps the conversation going."""
_OF_TALK = re.compile(
    r"\b(?:questions?|anything else|to add|hear me|help you|today|other symptoms|sorry|okay)\b|"
    r"\b(?:that|it|one|there|them|medications)$|^it was .* ago$|"
    r"^you are (?:calling|ringing|phoning|here|(?:his |her |their )?(?:mom|mum|mother|dad|father|parents?))\b"
)
"""What is joined of question and answer, and is no history."""
_OF_THE_LINE = re.compile(
    r"\b(?:e ?mail|post ?code|secure|confidential|private|can you hear|date of birth|full name|how are you|"
    r"is that (?:mr|mrs|ms|miss)\b)|^(?:hello|hi|speaking)\b[^?]{0,60}(?:calling|speaking|here)$"
)
"""What is asked before the consultation begins."""


def with_answers(visit: Visit, sections: Sections) -> Sections:
    """The sections, with what the patient answered and no line of them holds."""
    if exam_heard(visit) is not None and sum(len(u.words) for u in visit.utterances) > SHORT_VISIT:
        return sections
    whole = {title: list(lines) for title, lines in sections.items()}
    for statement, topic in _candidates(visit):
        if not _stands(statement, [line for lines in whole.values() for line in lines]):
            _put(visit, statement, topic, whole)
    return whole


def _candidates(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """Statements of the patient that may tell something, in order, each with its topic."""
    end, talk, asked_of = plan_begins(visit), small_talk(visit), topics(visit)
    heard = exam_heard(visit)
    end = end if heard is None else min(end, heard)
    told = ((s, "" if i in talk else asked_of.get(i, ""), i in talk) for i, s in enumerate(visit.statements))
    named = ((s, topic, False) for s, topic in _single_names(visit))
    for statement, topic, idle in sorted((*told, *named), key=lambda one: one[0].at):
        if statement.kind in {"told", "denied"}:
            before_plan = statement.at < end or topic in SECTIONS or not advised(visit)
            reply = next((u for u in visit.utterances[statement.at + 1 :] if u.role is not Role.CLINICIAN), None)
            if statement.kind == "denied" and (reply is None or reply.reply != NO):
                continue
            brief = len(statement.words) <= LONGEST and not _OF_TALK.search(joined(statement.words))
            if heard is None and before_plan and brief and topic != DESK and not idle:
                yield statement, topic
            continue
        own = statement.role is not Role.CLINICIAN and statement.kind == "said" and not statement.asks
        if not own or idle or topic == DESK or len(statement.words) > LONGEST:
            continue
        text = joined(statement.words)
        courtesy = len(statement.words) > 1 and is_empty_talk(statement) and not _LOOSE.match(text)
        spoken = visit.utterances[statement.at].text.lower()
        if courtesy or TALK.search(text) or "sorry" in spoken or OF_VISIT.search(text) or _names_oneself(statement):
            continue
        before = _asked(visit, statement)
        if before and _OF_THE_LINE.search(joined(before.words)):
            continue
        if heard is not None and (statement.at >= end or not _answers_briefly(visit, statement)):
            continue
        if statement.at < end or (states_fact(statement, answers=False) and not OF_PLAN.search(text)):
            yield statement, topic


def _answers_briefly(visit: Visit, statement: Statement) -> bool:
    """Whether the patient answers a question in few words: a story, told at length, holds much that nobody needs."""
    if _SAYS_LITTLE.match(joined(statement.words)) or len(set(content(joined(statement.words)))) < LEAST_CONTENT:
        return False
    asked = _asked(visit, statement)
    told = sum(len(u.plain) for u in visit.turns[visit.utterances[statement.at].turn])
    return asked is not None and asked.asks and told <= BRIEFLY


_SAYS_LITTLE = re.compile(
    r"^(?:it|that|this) (?:seems?|seemed|looks?) to be\b|^nothing\b|^(?:i|he|she) (?:do|does|did|can)(?: not)? "
)
LEAST_CONTENT = 2
"""Words with a meaning of their own in such an answer."""
BRIEFLY, SHORT_VISIT = 24, 800
"""Words of an answer that is kept whole where an examination was heard too, and of a visit in which it is."""


def _single_names(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """Illnesses and medicines that an answer names in one word, which is no statement: "Migraines. And gout."."""
    for at, utterance in enumerate(visit.utterances):
        own = utterance.role is not Role.CLINICIAN and len(utterance.plain) == 1 and not utterance.asks
        text = joined(utterance.words)
        if own and (find_diagnoses(text) or find_drugs(text)):
            statement = Statement(utterance.words, utterance.role, "said", sources_of(utterance), at)
            asked = _asked(visit, statement)
            yield statement, asked_about(joined(asked.words)) if asked else ""


def _names_oneself(statement: Statement) -> bool:
    """Whether somebody only says who they are: "I'm Maria"."""
    return statement.words[:2] == ("i", "am") and statement.words[2:3] != () and statement.words[2] in first_names()


def _asked(visit: Visit, statement: Statement) -> Utterance | None:
    """The last utterance of the clinician before the turn of a statement."""
    last = visit.said_before(statement.at)
    return last if last and last.role is Role.CLINICIAN else None


def _stands(statement: Statement, lines: list[Line]) -> bool:
    """Whether lines rest on all of these words, or one of the same turn or any other says nearly all of them."""
    text = joined(statement.words)
    held = [line for line in lines if any(mine.holds(own) for mine in line.sources for own in statement.sources)]
    numbers = set(_NUMBER.findall(" ".join(written(line.text) for line in held)))
    whole = all(any(mine.holds(own) for line in held for mine in line.sources) for own in statement.sources)
    if whole and set(_NUMBER.findall(written(text))) <= numbers:
        return True
    words, denies = set(content(text)), bool(DENIES.search(text))
    return bool(words) and any(
        bool(DENIES.search(line.text.lower())) is denies
        and len(words & set(content(line.text))) >= REPEATED * len(words)
        for line in lines
    )


_NUMBER = re.compile(r"\d+")


def _put(visit: Visit, statement: Statement, topic: str, sections: Sections) -> None:
    """Tell one statement: joined to the line before it in its turn, or in a line of its own."""
    here = _line_before(statement, sections) if statement.kind == "said" else None
    own = SECTIONS.get(topic, HISTORY)
    if statement.kind == "said" and _hangs_on(statement):
        told = sentence(_hanging(visit, statement))
        listed = bool(find_diagnoses(told) or find_drugs(told))
        if here and (says_something(told) or find_parts(told)):
            title, place = here
            line = sections[title][place]
            text = f"{line.text.rstrip('.')}{';' if listed else ','} {_in_the_middle(told)}"
            sections[title][place] = replace(line, text=text, sources=(*line.sources, *statement.sources))
            return
        if (listed and own != HISTORY) or (own == HISTORY and find_symptoms(told)):
            lines = sections.setdefault(own, [])
            lines.insert(place_of(lines, statement.sources[-1]), Line(told, statement.sources))
            return
        statement = _named(visit, statement)
    whole = completed(visit, statement)
    if whole is None or not (is_sentence(fluent(whole.words)) or whole.kind != "said"):
        return
    text, title = _written(visit, whole), here[0] if here else own
    if not text or (whole.kind == "said" and is_unfit(title, text)):
        return
    lines = sections.setdefault(title, [])
    lines.insert(here[1] + 1 if here else place_of(lines, whole.sources[-1]), Line(text, whole.sources))


_GOES_ON = re.compile(r"^(?:and |or |but )?(?:when|if|because|like|after|before|since|until|whenever|not since)\b")


def _hangs_on(statement: Statement) -> bool:
    """Whether words are no sentence by themselves: without a verb, or a clause that goes on from another."""
    words = fluent(statement.words)
    if is_fragment(words) or _LOOSE.match(joined(statement.words)):
        return True
    text = joined(statement.words)
    return bool(_GOES_ON.match(text)) and len(words) <= LONGEST_CLAUSE and not is_sentence(words)


LONGEST_CLAUSE = 14
"""Words of "and when I lie on my left side"."""
_LOOSE = re.compile(r"^(?:not|but not) (?:what it was|the same|like (?:before|it was)|since (?:then|that))")


def _hanging(visit: Visit, statement: Statement) -> list[str]:
    """Such words in the third person; a "like" that compares stays."""
    text = joined(statement.words)
    like = ["like"] if text.startswith("like ") and not re.search(r"\d|\bonce\b|\btwice\b|\btimes\b", text) else []
    words = (*like, *fluent(statement.words))
    return third_person(plain_register(words, clinician=False), statement.role, visit.person)


def _in_the_middle(text: str) -> str:
    """A sentence as it goes on behind a comma."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _named(visit: Visit, statement: Statement) -> Statement:
    """An answer without a verb under the name of what was asked for."""
    asked = _asked(visit, statement)
    named = label(asked.words, statement.words) if asked and asked.asks else None
    if asked is None or named is None:
        return statement
    sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
    return replace(statement, words=tuple(named), kind="told", sources=sources)


def _line_before(statement: Statement, sections: Sections) -> tuple[str, int] | None:
    """The line that ends nearest before a statement in its turn."""
    own = statement.sources[0]
    found = [
        (source.end, title, place)
        for title in _STORIES
        for place, line in enumerate(sections.get(title, []))
        for source in line.sources[-1:]
        if source.turn == own.turn and source.end <= own.start
    ]
    return max(found)[1:] if found else None


def _written(visit: Visit, statement: Statement) -> str:
    """The sentence as it is written; empty where it says nothing or is torn."""
    text = tell(statement, visit.person)
    text = copy_edited(text, whole=True, examined=False) if text else ""
    return " ".join(mended(text)) if text and visit.is_unmarked(statement.sources) else text
