"""The orders of a visit: which statements order something, and of which medicine, where they say only "it".

Read by the builders of `sections`. "Fifty milligrams once a day" behind "sertraline helps" is an order of sertraline.
"""

import re
from dataclasses import replace
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.choices import picks
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.order_kinds import (
    AGREES,
    DOSE,
    NO_ORDER,
    THE_MEDICINE,
    as_written,
    is_bare_test,
    is_decided,
    order_kind,
)
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source, Statement, answers_patient
from attending.scribe.vocabulary import joined, parted
from attending.terms.drug_kinds import find_kinds
from attending.terms.drugs import find_drugs

DOSE_REACH = 2
"""Statements that a dose without a name may look back for its medicine."""
PAST_REPLY = 2
"""Turns that "stop it" may look back for its medicine: past the patient's "okay"."""
_ADVICE = re.compile(
    r"\b(?:no more|please (?:do not|stop|avoid|take|use)|(?:you can|better) (?:take|use)|is fine for|"
    r"(?:would|had) (?:rather|prefer(?: it)?(?: if)?) (?:that )?you (?:did not|do not|not|stopped|"
    r"avoided|stayed off)|"
    r"you (?:should|must|can) ?not (?:be )?(?:take|taking|use|using|have)|stay (?:off|away from)|"
    r"steer clear of|avoid)\b"
)
"""Words with which a clinician orders or forbids a medicine already while the history is taken."""


@lru_cache(maxsize=REMEMBERED)
def orders(visit: Visit) -> dict[int, str]:
    """The statements in which the clinician orders something, most of them late, and of what kind each order is."""
    start = exam_starts(visit)
    found: dict[int, str] = {}
    for index, statement in enumerate(visit.statements):
        if statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
            continue
        text = joined(statement.words)
        if statement.at < start:
            forbids = _ADVICE.search(text) and find_drugs(text) and not NO_ORDER.search(text)
            kind = "treatment" if forbids else ""
            kind = kind or (order_kind(text) if is_decided(text) else "")
        else:
            kind = order_kind(text) or ("treatment" if medicine_before(visit, index) else "")
            near = bool(found) and visit.statements[max(found)].sources[-1].turn == statement.sources[0].turn
            kind = kind or ("testing" if is_bare_test(text) and (near or _IN_TIME.search(text)) else "")
        if not kind and (exam_heard(visit) or 0) <= statement.at and answers_patient(statement):
            kind = "education"
        if kind:
            found[index] = kind
    return found


_IN_TIME = re.compile(
    r"\b(?:in (?:an?|\d+|\w+) (?:days?|weeks?|months?)|next (?:week|month)|tomorrow|on \w+day|before (?:you|i|we) )"
)
"""When a test is due that is ordered without a verb: "bloods in eight weeks"."""


def medicine_before(visit: Visit, index: int) -> tuple[str, Source] | None:
    """The medicine that a dose without a name belongs to: "sertraline helps. Fifty milligrams once a day."."""
    statement = visit.statements[index]
    text = as_written(joined(statement.words))
    if len(statement.words) > 12 or not re.match(r"(?:and |so |approximately |about )*(?:an? )?\d", text):
        return None
    if not DOSE.search(text) or find_drugs(text) or not re.search(r"\d ?(?:mg|mcg|g|ml|units?|puffs?)\b", text):
        return None
    for before in reversed(visit.statements[max(0, index - DOSE_REACH) : index]):
        said = re.split(r"(?<=\w) (?:instead of|rather than)\b", joined(before.words))[0]
        drugs = find_drugs(said)
        if drugs and before.sources[-1].turn == statement.sources[-1].turn:
            return drugs[-1].name, before.sources[-1]
    return None


BRIEF_QUESTION = 8
"""Words of a patient's question after one medicine, which the clinician's "stop it" answers: "and the aspirin?"."""


def with_medicine_of_it(visit: Visit, index: int) -> Statement:
    """ "We'll stop that" with the one medicine that was named just before; else the statement as it is."""
    statement = visit.statements[index]
    text = joined(statement.words)
    found, agreed = THE_MEDICINE.search(text), AGREES.search(text)
    if agreed and not find_drugs(text):
        return _with_choice(visit, index, agreed)
    if found is None or find_drugs(text) or find_kinds(text[: found.start()]):
        return statement
    for before in reversed(visit.statements[max(0, index - DOSE_REACH) : index]):
        said, turn = joined(before.words), statement.sources[0].turn
        dosed = before.role is Role.CLINICIAN and bool(DOSE.search(as_written(said)))
        brief = before.role is Role.PATIENT and len(before.words) <= BRIEF_QUESTION
        asked = before.sources[-1].turn == turn - 1 and (brief or before.kind == "told")
        near = asked or before.sources[-1].turn == turn or (dosed and before.sources[-1].turn >= turn - PAST_REPLY)
        drugs = find_drugs(said) if near else []
        if drugs or find_kinds(said):
            if len(drugs) != 1:
                return statement
            words = parted(f"{text[: found.start('it')]}the {drugs[0].name}{text[found.end('it') :]}")
            return replace(statement, words=tuple(words), sources=(*before.sources, *statement.sources))
    return statement


def _with_choice(visit: Visit, index: int, agreed: re.Match[str]) -> Statement:
    """ "Let us do that, 150 in the morning" with the one medicine that the patient has just chosen."""
    statement = visit.statements[index]
    turn = statement.sources[0].turn - 1
    for before in reversed(visit.statements[max(0, index - DOSE_REACH) : index]):
        text = joined(before.words)
        drugs = find_drugs(text)
        if before.sources[0].turn == turn and before.role is not Role.CLINICIAN and len(drugs) == 1 and picks(text):
            words = parted(f"{agreed.string[: agreed.start('it')]}{drugs[0].name}{agreed.string[agreed.end('it') :]}")
            return replace(statement, words=tuple(words), sources=(*before.sources, *statement.sources))
    return statement
