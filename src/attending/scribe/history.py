"""Chief complaint and history: why the patient comes, and the story in order.

Read by `note`.
"""

import re

from attending.drafts import Role
from attending.scribe.compose import is_empty_talk, tell
from attending.scribe.lines import Line
from attending.scribe.rewrite import third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
from attending.scribe.statements import Statement
from attending.scribe.visit import Said, Visit
from attending.scribe.vocabulary import joined, parted

_EARLY = 0.35
"""The share of the visit in which the reason for it is looked for."""
_STOP = (
    r"(?=$|,? (?:who|which|so|but|what|tell|can|and (?:i|you|we|he|she|what|how)|is that|since|because|i|how|"
    r"today|in the office|when|where|could|do|does)\b|\.)"
)
_REASONS = (
    rf"\b(?:presents?|presenting|coming in|comes? in|here|in|seen)\b(?: \w+){{0,3}}? (?:for|with|because of|"
    rf"regarding|complaining of)(?: an?)? (?P<reason>(?!me\b|you\b|your (?:visit|appointment)|about|the past|"
    rf"a while|now).{{3,70}}?){_STOP}",
    rf"\b(?:complaints?|complaining|evaluation|follow up|follow-up) (?:of|for) (?P<reason>.{{3,60}}?){_STOP}",
    rf"\b(?:understand|see|heard|hear|tells? me|says?|said|know)(?: that)? you(?: are| have|'ve)?(?: been)?(?: "
    rf"here (?:for|with)| come in (?:with|for)| having| had| got| hurt| injured| experiencing| some)+ "
    rf"(?P<reason>.{{3,60}}?){_STOP}",
)  # fmt: skip
_PATIENT_REASONS = (
    rf"\bi (?:am|have been|was|have)(?: been)?(?: having| experiencing| getting| noticing| feeling| had| got| "
    rf"here (?:for|because of)| in for)+ (?P<reason>.{{3,60}}?){_STOP}",
    rf"\b(?:i have|i got|i have got|i had) (?P<reason>.{{3,60}}?){_STOP}",
    r"\bmy (?P<reason>(?:\w+ ){1,3}(?:hurts?|pain|aches?|is (?:sore|swollen|painful)|has been (?:hurting|"
    r"bothering me|sore|swollen)))",
)


def introduction(visit: Visit) -> Statement | None:
    """The clinician's "… is a 62-year-old male with … who presents today with …"."""
    for statement in visit.statements:
        if (
            re.search(r"year[ -]old", joined(statement.words))
            and statement.role is not Role.PATIENT
            and statement.kind == "said"
        ):
            return statement if len(statement.words) > 4 else None
        if statement.at > 0.5 * len(visit.utterances):
            break
    return None


def chief_complaint(visit: Visit) -> list[Line]:
    """One line: the reason for the visit, in the words in which it was given."""
    limit = max(4, int(_EARLY * len(visit.utterances)))
    opening = introduction(visit)
    early = [s for s in visit.statements if s.at < limit and s.kind == "said"]
    ordered = (
        ([opening] if opening else [])
        + [s for s in early if s.role is not Role.PATIENT]
        + [s for s in early if s.role is Role.PATIENT]
    )
    for statement in ordered:
        patterns = _PATIENT_REASONS if statement.role is Role.PATIENT else _REASONS
        for pattern in patterns:
            found = re.search(pattern, joined(statement.words))
            reason = _reason(found.group("reason"), statement, visit) if found else ""
            if reason:
                return [Line(reason, statement.sources)]
    best = max(
        (i for i, s in enumerate(visit.statements) if s.role is Role.PATIENT and not is_empty_talk(s)),
        key=lambda i: visit.scores.of(i, "hpi"),
        default=None,
    )
    if best is None:
        return []
    return [Line(tell(visit.statements[best], visit.person, subject="the patient"), visit.statements[best].sources)]


def _reason(words: str, statement: Statement, visit: Visit) -> str:
    text = re.sub(
        r"^(?:an? |the |some |your |my |evaluation of |complaints? of |follow up (?:of|for) (?:his|her|the) |"
        r"evaluation for |pretty |really |this |little |bit )+",
        "",
        words,
    ).strip(" ,")
    text = re.sub(r"\b(?:evaluation of|complaints of)\b ?(?:an? |his |her |the |your |my )?", "", text)
    if len(text) < 3 or re.match(
        r"^(?:me|you|it|that|this|visit|appointment|today|while|us|there|here|problem)\b", text
    ):
        return ""
    told = third_person(
        plain_register(tuple(parted(text)), clinician=statement.role is not Role.PATIENT), statement.role, visit.person
    )
    while told and told[-1] in {"and", "or", "with", "in", "to", "of", "the", "a", "is", "for", "that", "at", "on"}:
        told.pop()
    return sentence(told)


def present_illness(visit: Visit) -> list[Line]:
    """The history in order; the clinician's opening line first."""
    lines: list[Line] = []
    said = Said()
    opening = introduction(visit)
    if opening:
        text = opening_line(opening, visit)
        if said.adds(text):
            lines.append(Line(text, opening.sources, chart=visit.patient.evidence))
    for index in visit.chosen("hpi"):
        statement = visit.statements[index]
        if statement is opening or is_empty_talk(statement):
            continue
        subject = "the patient" if not lines or len(lines) % 4 == 0 else ""
        text = tell(statement, visit.person, subject=subject)
        if len(text.split()) > 2 and said.adds(text):
            lines.append(Line(text, statement.sources, confidence=round(visit.scores.of(index, "hpi"), 3)))
    return lines


def opening_line(statement: Statement, visit: Visit) -> str:
    """The clinician's presentation of the patient as the first sentence of the history."""
    text = joined(statement.words)
    found = re.search(
        r"(?:\b(?:he|she|patient|[a-z]+)(?: [a-z]+)?,? (?:is|was) )?(?:a |an )?(?:\w+ ){0,2}[\w-]*year[ -]old.*", text
    )
    words = plain_register(tuple((found.group() if found else text).split()), clinician=True)
    told = third_person(words, Role.CLINICIAN, visit.person)
    if told and told[0] in {"a", "an"}:
        told = ["the", "patient", "is", *told]
    if visit.patient.name and told[1:2] == ["is"]:
        return sentence([visit.patient.name, *told[1:]])
    return sentence(told)


def other_history(visit: Visit, key: str) -> list[Line]:
    """Social, family or past history, medicines: what the model puts there, in order."""
    lines: list[Line] = []
    said = Said()
    for index in visit.chosen(key):
        statement = visit.statements[index]
        if is_empty_talk(statement):
            continue
        text = tell(statement, visit.person, subject="the patient" if not lines else "")
        if len(text.split()) > 2 and said.adds(text):
            lines.append(Line(text, statement.sources, confidence=round(visit.scores.of(index, key), 3)))
    return lines
