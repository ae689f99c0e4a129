"""What has no place in the plan: talk, sentences that say nothing, and what was told before the examination.

Read by `plan`.
"""

import re

from attending.scribe.facts import exam_heard, order_kind
from attending.scribe.problems import is_problem
from attending.scribe.statements import Statement
from attending.scribe.visit import Visit
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written

EARLY_ENOUGH = 0.75
"""Share of the visit before which an examination must be heard to part the history from the plan."""


def is_history(visit: Visit, statement: Statement) -> bool:
    """Whether a statement was made before the patient was examined: it tells what was, not what is planned."""
    start = exam_heard(visit)
    if start is None or not statement.at < start < EARLY_ENOUGH * len(visit.utterances):
        return False
    text = joined(statement.words)
    return not (order_kind(text) or _CONCLUDED.search(text))


_CONCLUDED = re.compile(
    r"\b(?:i (?:do )?(?:think|believe|suspect) (?:that )?(?:this|it|you|he|she) (?:is|are|has|have|may|might|could)|my "
    r"(?:impression|assessment)|impression is|diagnosis is|came back (?:as|positive)|we will|let us|i would like)\b"
)
"""What is concluded or planned, wherever it is said."""


_POINTLESS = re.compile(
    r"^(?:it|that|this) is (?:the|an?|not the)\b|^(?:it|that|this) is \w+$|^\d+ \w+ ago "
    r"(?:it|they) (?:was|were)\b"
)


def says_nothing(text: str) -> bool:
    """Whether a sentence that points back names nothing of medicine: "it is the last seat on the bus"."""
    text = written(text)
    clinical = find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)) or is_problem(text)
    return bool(_POINTLESS.match(text)) and not clinical and not find_drugs(text)


_TALK = re.compile(
    r"^(?:just )?to (?:be|make) (?:sure|safe)$|^as long as \w+ (?:is|are) here$|^i am (?:so |really |very )?(?:happy|"
    r"glad)(?: for \w+)?$|\bplease summari[sz]e\b|\binclude our discussion\b|"
    r"\b(?:we will|let us|i will) (?:just )?(?:see (?:what|how (?:it|that|things) go)|see$|leave it (?:like|at|"
    r"there|for now)|go from there|"
    r"take it from there|figure|be back|be in touch|try and get (?:you|him|her) better)\b|\b(?:questions?|bear in "
    r"mind(?!.*\btests?\b)|cheaper|no worries|"
    r"(?:take|have) a (?:quick )?(?:look|listen)|go ahead and examine|injection template|good to (?:see|meet))\b|"
    r"\btalk (?:a little |a bit |about |just )*(?:about )?(?:my|the) (?:assessment|plan)\b.*$|^i see here\b|"
    r"^(?:she|he|they|the nurse) (?:will|is going to|are going to|can) (?:help|get|set|come)\b.*$|"
    r"^(?:it|that) is (?:(?:your|the|this|my) )*\w+ right (?:here|there)$|"
    r"^(?:it|that) does not (?:really )?matter|^(?:that|it) is (?:okay|fine|all right|great|"
    r"good)$|\bcheck ?out$|"
    r"^(?:you|he|she) did an? (?:\w+ )?(?:thing|job)\b|^(?:we|i) (?:will )?(?:have a stage|may be coming)\b|"
    r"\b(?:tell me (?:about|what|how)|nice (?:to see|seeing|"
    r"meeting))\b"
)


def is_talk(text: str) -> bool:
    """Whether words only keep the conversation going where a plan is spoken of: "we will see", "any questions?"."""
    return bool(_COMPARES.search(text)) or (bool(_TALK.search(text)) and not (find_drugs(text) or find_diagnoses(text)))


_COMPARES = re.compile(
    r"\blike (?:when |if )?(?:you|someone|people) (?:have|had|has|get|got)\b.*\b(?:we|you|they) .*\bgive\b"
)
"""A likeness, nothing that is planned: "just relief, like you have a fever we give paracetamol"."""
