"""An illness told by what was found or by what it explains: "clots in both lungs", "the rash is eczema".

Read by `plan` and `planned`; `terms.found_illnesses` knows which findings tell an illness whose name nobody says.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.problems import diagnosed_problem, is_diagnosis, not_meant
from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.found_illnesses import find_found
from attending.terms.icd10cm_named import find_conditions
from attending.terms.negation import Status, assertion_of
from attending.terms.symptoms import find_symptoms

_CAUSES = re.compile(r"\bcauses?\b|\bsuch as\b|\breasons? (?:for|why)\b|\bbecause of (?:the|your|his|her)\b")
"""Before what may be behind many a finding, which was not found, or is only why something is done."""
_TELLS = re.compile(
    r"^(?:(?:so|and|well|,) )*what (?:is happening|is going on|has happened|you have|we have) (?:\w+ )?is\b"
)
"""No question: "what's happening is the nerve's getting squashed"."""
_CUT = re.compile(r"[,;]|\b(?:but|and)\b")


def found_illness(statements: Iterable[Statement]) -> tuple[str, Statement] | None:
    """The first illness that a finding tells, and who says it; None where nothing was found."""
    for statement in statements:
        text = joined(statement.words)
        asks = statement.asks and not _TELLS.match(text)
        if statement.role is not Role.CLINICIAN or asks or statement.kind != "said":
            continue
        for mention in find_found(text):
            said = assertion_of(text, mention.start, mention.end)
            there = said.status in (Status.PRESENT, Status.UNCERTAIN) and not (said.past or said.other_person)
            before = _CUT.split(text[: mention.start])[-1]
            if there and not (not_meant(before) or _CAUSES.search(text[: mention.start])):
                return mention.diagnosis.name, statement
    return None


_EXPLAINS = re.compile(
    r"^(?:(?:and|so|then|now|okay|right|well|again|also|,|i (?:do )?think|i believe|i suspect|as for) )*"
    r"(?:the|your|his|her|that|this|those|these) (?P<what>(?:[a-z'-]+ ){0,4}?[a-z'-]+?)(?:'s)? "
    r"(?P<told>(?:is|are|looks?|sounds?|seems?|(?:is |are )?(?:comes?|coming) from) .+)$"
)
_SEEN = re.compile(r"\b(?:rash|lump|mole|spots?|sore|mark|patch|wound|swelling|cough|pain|ache|nail|toenail)\b")


def explained_problem(statement: Statement) -> str | None:
    """The illness by which something that troubles the patient is explained: "the rash is eczema"."""
    if statement.role is not Role.CLINICIAN or statement.asks or statement.kind != "said":
        return None
    found = _EXPLAINS.match(joined(statement.words))
    if not found or not (find_parts(found["what"]) or find_symptoms(found["what"]) or _SEEN.search(found["what"])):
        return None
    told = diagnosed_problem([replace(statement, words=("this", *parted(_BY.sub(r"\1 ", found["told"]))))])
    if told and is_diagnosis(told[0]):
        return told[0]
    tells = found_illness([statement]) if _CAUSE.search(found["told"]) else None
    return tells[0] if tells else None


_BY = re.compile(
    r"\b(is|are) (?:(?:most |very )?(?:likely|probably) )?(?:just )?(?:due to|because of|from|caused by|down to) "
)
_CAUSE = re.compile(r"\b(?:from|because|due to|caused by|down to)\b")


def told_outright(statement: Statement) -> str | None:
    """A condition that a clinician says plainly is there: "so that's stage 3a chronic kidney disease"."""
    text = joined(statement.words)
    found = _OUTRIGHT.search(text) if statement.role is Role.CLINICIAN and not statement.asks else None
    if found is None or statement.kind != "said" or not_meant(text[: found.start()]):
        return None
    named = (one for one in find_conditions(text) if _KIND.fullmatch(text, found.end(), max(one.start, found.end())))
    behind = (one for one in named if one.start >= found.end() and not _FOR_IT.match(text, one.end))
    return next((text[found.end() : one.end] for one in behind), None)


_KIND = re.compile(
    r"(?:(?!(?:for|of|to|in|on|at|the|your|his|her|my|like|because|from|not|no|when|how|why|what|about|and|or|with|more|"
    r"less|than|if|so|likely|probably|possibly|maybe|perhaps)\b)[a-z0-9-]+ ){0,2}"
)
"""Words of the kind between "this is" and the name: "stage 3a"."""
_FOR_IT = re.compile(r" (?:screen\w*|tests?|clinic|risk|team|nurse|guidelines?|medicines?|tablets?|or)\b")
_OUTRIGHT = re.compile(
    r"\b(?:that|this|which|it) is (?:(?:an?|also|now|just|what we call|called) )*|"
    r"\byou have (?:gone|moved|crossed)(?: over)? from (?:\w+ ){1,3}?(?:in)?to "
)
