"""Vital signs and results of tests, as the clinician reads them out.

Read by `note`. A value stands with what it was before and with the test or sign it is of, which may have been named
some sentences earlier: "I looked at your x-ray. There is no fracture."
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, state_result, test_named
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.measured import is_vital_sign, measured
from attending.scribe.content.order_kinds import is_bare_test
from attending.scribe.content.orders import orders
from attending.scribe.content.resulted import is_result, is_scored
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.findings import is_own_telling
from attending.scribe.sections.history import introduction
from attending.scribe.sections.instructed import instructed
from attending.scribe.vocabulary import joined
from attending.terms.dates import LAST_TIME
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.vital_signs import VITAL_SIGN

TEST_REACH = 5
"""Utterances that "it shows…" may look back for the test it speaks of."""
VITALS_FLOOR = 0.1
"""A vital sign with its number is read out, not remembered, where exam and vitals together score this much."""

SURE = 0.4
"""Where no examination is heard, a result stands only this likely, or after its test was named."""
RESULTS_FLOOR = 0.03
"""A laboratory value with its number stands under results from this score of the model."""


def vital_signs(visit: Visit) -> list[Line]:
    """Vital signs: what the model puts there, and every one read out with its number in or after the examination."""
    read_out = {
        i for i, s in enumerate(visit.statements) if s.role is Role.CLINICIAN and not s.asks and is_vital_sign(s)
    }
    likely = {i for i in read_out if visit.scores.of(i, "exam") + visit.scores.of(i, "vitals") > VITALS_FLOOR}
    read_out = {i for i, s in enumerate(visit.statements) if measured(s) == "vitals"}
    planned, sure = orders(visit), likely | read_out
    told = {i for i in visit.chosen("vitals") if i in sure or not _has_number(visit.statements[i])}
    supposed = {i for i in sure | told if visit.statements[i].words[:1] == ("if",)}
    return _read_out(visit, "vitals", sorted((sure | told) - planned.keys() - supposed))


def _has_number(statement: Statement) -> bool:
    """Whether a statement holds a number: it is a vital sign's, or of something else ("radial pulse 2+")."""
    return any(sign.isdigit() for sign in written(joined(statement.words)))


def results(visit: Visit) -> list[Line]:
    """Results of tests: what the model puts there, and every laboratory value read out; never what is ordered."""
    start, score = exam_starts(visit), visit.scores.of
    read_out = {
        i
        for i, s in enumerate(visit.statements)
        if measured(s) == "results" and s.words[:1] != ("if",) and (s.at < start or score(i, "results") > RESULTS_FLOOR)
    }
    read_out |= {
        i
        for i, s in enumerate(visit.statements)
        if is_own_telling(s) and (is_result(joined(s.words)) or is_scored(joined(s.words)))
    }
    told_to_do = {i for i in instructed(visit) if not is_result(joined(visit.statements[i].words))}
    planned = {i for i in {*orders(visit), *told_to_do} if score(i, "plan") > score(i, "results")}
    planned |= {i for i in orders(visit) if is_bare_test(joined(visit.statements[i].words))}
    shown = {
        i
        for i, s in enumerate(visit.statements)
        if s.at >= start
        and s.role is Role.CLINICIAN
        and s.kind == "said"
        and not s.asks
        and _SHOWN.search(joined(s.words))
    }
    likely = set(visit.chosen("results"))
    if exam_heard(visit) is None:
        likely = {i for i in likely if score(i, "results") > SURE or _test_before(visit, visit.statements[i])[1]}
    likely = {i for i in likely if _tells_result(visit, i)}
    vitals = {i for i, s in enumerate(visit.statements) if measured(s) == "vitals" and not is_result(joined(s.words))}
    concluded = {
        i
        for i, s in enumerate(visit.statements)
        if _is_conclusion(joined(s.words)) or _OF_TESTS.search(joined(s.words))
    }
    told = (read_out | likely | shown) - planned - vitals - concluded
    told |= {i + 1 for i in told if _goes_on_reading(visit, i + 1)} - planned
    return _read_out(visit, "results", sorted(told))


def _is_conclusion(text: str) -> bool:
    """Whether words say which illness the results mean, with no finding: "so that's diabetes, type 2"."""
    points = _POINTS.match(text)
    if points is None or _PICTURED.search(text):
        return False
    rest = text[points.end() :]
    named = find_diagnoses(rest)
    return bool(named) and len(rest[: named[0].start].split()) <= 2


_OF_TESTS = re.compile(
    r"\b(?:scans?|tests?|x-?rays?|bloods|mri|ct|ultrasound) (?:can|could|may|might) (?:still |also )?be\b|"
    r"\b(?:scans?|tests?|x-?rays?|bloods|mri|ct|ultrasound) is within\b"
)
"""What tests may show or when they are: "the scan can be normal and you can still have it"."""
_POINTS = re.compile(r"^(?:(?:so|and|now|,) )*(?:that|this|it) (?:is|means|would be) ")
_PICTURED = re.compile(
    r"\b(?:fractur\w*|brok\w+|torn|tears?|stones?|sprain\w*|"
    r"effusion|hernia\w*|disc|normal|negative)\b"
)


def _goes_on_reading(visit: Visit, index: int) -> bool:
    """Whether a value is read out behind another, in one breath: "your A1c is 9.6, and your creatinine's 1.1"."""
    if index >= len(visit.statements):
        return False
    before, statement = visit.statements[index - 1], visit.statements[index]
    return measured(statement) == "results" and before.sources[-1].turn == statement.sources[0].turn


_RESULT = re.compile(
    r"\b(?:shows?|showed|reveal\w*|demonstrat\w*|negative|positive|normal|elevated|fractures?|dislocation|results?|"
    r"levels?|imaging|pathology|report|stable|within|unremarkable|intact|alignment|aligned|effusion)\b"
)
_SHOWN = re.compile(
    r"^(?!.*\b(?:if|will|would|until|whether)\b).*\b(?:ekg|ecg|x-?rays?|ct|mri|scan|ultrasound|echo\w*|urinalysis|"
    r"urine|(?:rapid|strep|urine|breathing|stress|skin|pregnancy|covid) test|biopsy|swab|culture)\b.*\b(?:shows?|"
    r"showed|reveal\w*|is (?:positive|negative|normal)|was (?:positive|negative|normal)|came back)\b"
)
"""A test and what it showed."""
_NO_RESULT = re.compile(
    r"^(?:now |just |so |great,? |please |, )*(?:bend|keep|relax|lift|push|pull|"
    r"squeeze|make|hold|let|take|do|start|go|come|lie|sit|stand|put|give|tell|show)\b|"
    r"\b(?:injection template|attempted to inject|i am (?:worried|concerned))\b"
)


_NAMES_ONLY = re.compile(
    r"^(?:so |and |okay |, )*(?:(?:this|that|these|those|here) (?:is|are) "
    r"(?:the |an? |your )?(?:results? (?:of|from) )?(?:the |an? |your )?[a-z0-9 '-]{2,50}?"
    r"(?: (?:that|which) (?:we|i|you|they) (?:did|had|got|took|ordered|have)\b[^,]*)?|of (?:the|an?|one)\b[^,]*)$"
)
"""Which test lies there, without what it found: "this is the x-ray of your knee"."""
_FOUND = re.compile(
    r"\b(?:shows?|showed|normal|negative|positive|fractures?|stable|elevated|good|fine|low|high|tears?|stones?|"
    r"effusion|arthritis|pneumonia|\d+)\b"
)


def _only_names(text: str) -> bool:
    """Whether a sentence of the results only says which test lies there."""
    return bool(_NAMES_ONLY.match(text)) and not (_FOUND.search(text) and not text.startswith("of "))


def _tells_result(visit: Visit, index: int) -> bool:
    """Whether a statement speaks of a test, by its name or a word of findings; no command, no presentation."""
    statement = visit.statements[index]
    text = joined(statement.words)
    if _NO_RESULT.search(text) or statement is introduction(visit) or _only_names(text):
        return False
    return bool(
        test_named(statement.words) or measured(statement) or _RESULT.search(text) or _test_before(visit, statement)[1]
    )


def _read_out(visit: Visit, key: str, indices: list[int]) -> list[Line]:
    """Vital signs or results of tests, as the clinician read them out."""
    lines: list[Line] = []
    said = Said()
    for index in indices:
        statement = visit.statements[index]
        told = measured(statement) and _TELLS.match(joined(statement.words))
        if (is_empty_talk(statement) and not told) or statement.role is Role.PATIENT:
            continue
        statement = _with_earlier_value(visit, index, statement)
        named_at, test = _test_before(visit, statement) if key == "results" else (-1, "")
        text = state_result(statement, visit.person, test)
        sources = (
            (visit.source_of(named_at), *statement.sources) if test and test in text.lower() else statement.sources
        )
        if key == "vitals":
            vital = _vital_before(visit, statement)
            if not vital and _BARE_PRESSURE.search(written(text)):
                text = f"Blood pressure: {_uncapitalised(text)}"
            elif vital:
                text, sources = _POINTS_BACK.sub(f"{vital[1]} ", text), (visit.source_of(vital[0]), *sources)
        elif named_at >= 0 and _lacks_its_image(text, test):
            text = f"{sentence(test.split(), stop='')}: {_uncapitalised(text)}"
            sources = tuple(dict.fromkeys((visit.source_of(named_at), *sources)))
        least = 1 if key == "vitals" or re.search(r"\d", text) else 2
        if len(text.split()) > least and said.adds(text):
            lines.append(Line(text, sources, confidence=round(visit.scores.of(index, key), 3)))
    return lines


_TELLS = re.compile(r"^(?:(?:so|and|first|off|okay|the) ?,? )*(?:i|we)\b.{0,24}\b(?:tell you|let you know|go over)\b")
"""With which values are read out: "first I want to tell you the vital signs, your blood pressure is…"."""
_EARLIER_VALUE = re.compile(
    rf"^(?:(?:and|but|so|,) ?)*(?:(?:\w+ ){{1,3}}ago|{LAST_TIME}|before(?: that)?|previously|"
    r"in \w+),? it was\b.*\d|^(?:(?:and|but|,) ?)*it (?:was|used to be)\b.*\d|^(?:so )?(?:(?:that|it) is (?:up|down)\b|"
    r"(?:that|it|this) is (?:(?:an? (?:little|bit)|slightly|quite|very|still|too) )*(?:high|low|elevated|normal|"
    r"good|fine)$)|^(?:(?:and|so|,) ?)*(?:it|that|you) (?:is|was|scored) \d+(?: out of \d+|/\d+)?(?:,.*)?$"
)
"""What a value was before: "six months ago it was 7.9"."""


def _with_earlier_value(visit: Visit, index: int, statement: Statement) -> Statement:
    """A value with what it was before, said in the next breath."""
    following = visit.statements[index + 1] if index + 1 < len(visit.statements) else None
    if following is None or following.kind != "said" or following.asks:
        return statement
    same = following.sources[0].turn == statement.sources[-1].turn and following.role is statement.role
    if (
        not same
        or not (measured(statement) or is_scored(joined(statement.words)))
        or not _EARLIER_VALUE.search(written(joined(following.words)))
    ):
        return statement
    words = (*statement.words, ",", *following.words)
    return replace(statement, words=words, sources=(*statement.sources, *following.sources))


_POINTS_BACK = re.compile(r"^(?:It|That|This) (?=(?:is|was|looks|has)\b)")
_A_VITAL = re.compile(rf"\b(?:{VITAL_SIGN}|weight)\b")
_CALLED = {"bmi": "BMI", "bp": "Blood pressure", "pressure": "Blood pressure"}


def _vital_before(visit: Visit, statement: Statement) -> tuple[int, str] | None:
    """What "it is a little elevated" speaks of, and the utterance that names it."""
    if not re.match(r"(?:so |, |and )*(?:it|that|this) (?:is|was|looks|has)\b", joined(statement.words)):
        return None
    for index in range(statement.at - 1, max(-1, statement.at - 1 - VITAL_REACH), -1):
        named = _A_VITAL.findall(joined(visit.utterances[index].words))
        if named and visit.utterances[index].role is Role.CLINICIAN:
            return index, _CALLED.get(named[-1], named[-1].capitalize())
    return None


_BARE_PRESSURE = re.compile(r"^(?!.*\b(?i:pressure|bp)\b).*\b\d{2,3}/\d{2,3}\b")
"""A blood pressure that is not named."""
VITAL_REACH = 3
"""Utterances that "it is…" may look back for the vital sign it speaks of."""


def _lacks_its_image(text: str, test: str) -> bool:
    """Whether a finding of an image does not say where it was seen: "no fracture"."""
    low = text.lower()
    named = test_named(low.rstrip(".").split())
    return bool(_IMAGE.search(test) and _SEEN_THERE.search(low)) and not (named or _A_VITAL.search(low))


_IMAGE = re.compile(r"\b(?:x-?rays?|mri|ct|scan|ultrasound|echocardiogram|mammogram)\b")
_SEEN_THERE = re.compile(
    r"^(?!.*\b(?:should|will|would|may|might|could|because|since|vital|heart rate)\b)(?:(?:that|there is|there are|"
    r"otherwise|but|and|the|a|some) )*(?:good |intact |normal |presence |position |little |small |large |mild |acute |"
    r"in |no ?|bony |boney |joint |radial |ulnar |extensor |do not see |of |any )*.*\b(?:fractures?|dislocation|"
    r"alignment|aligned|joint space|effusion|ligaments?|tendons?|fragments?|opacit\w+|hydronephrosis|nodules?|stones?|"
    r"consolidation|pneumonia|disease|abnormalit\w+)\b"
)
"""A finding of an image, and no conclusion from it."""


def _uncapitalised(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first.isupper() or first in {"I", "I'm"} else text[:1].lower() + text[1:]


def _test_before(visit: Visit, statement: Statement) -> tuple[int, str]:
    """The test that was last named shortly before a statement, and the utterance that names it."""
    for index in range(statement.at - 1, max(-1, statement.at - 1 - TEST_REACH), -1):
        utterance = visit.utterances[index]
        test = test_named(utterance.words) if utterance.role is Role.CLINICIAN else ""
        if test:
            return index, test
    return -1, ""
