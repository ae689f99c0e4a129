"""What has no place in the plan: talk, sentences that say nothing, and what was told before the examination.

Read by `plan`.
"""

import re

from attending.drafts import Role
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.measured import measured
from attending.scribe.content.order_kinds import order_kind
from attending.scribe.content.problems import is_problem
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.sections.physical_examination import examine_systems
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
    r"\b(?:i (?:do )?(?:think|believe|suspect) (?:that )?(?:this|it|you|he|she) (?:is|are|has|have|may|might|could)|"
    r"my (?:impression|assessment)|impression is|diagnosis is|came back (?:as|positive)|we will|let us|i would like)\b"
)
"""What is concluded or planned, wherever it is said."""


_POINTLESS = re.compile(
    r"^(?:it|that|this) is (?:the|an?|not the)\b|^(?:it|that|this) is \w+$|^\d+ \w+ ago (?:it|they) (?:was|were)\b"
)


def says_nothing(text: str) -> bool:
    """Whether a sentence that points back names nothing of medicine: "it is the last seat on the bus"."""
    text = written(text)
    clinical = find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)) or is_problem(text)
    return bool(_POINTLESS.match(text)) and not clinical and not find_drugs(text)


_TALK = re.compile(
    r"^(?:just )?to (?:be|make) (?:sure|safe)$|^as long as \w+ (?:is|are) here$|^i am (?:so |really |very )?(?:happy|"
    r"glad)(?: for \w+)?$|\bplease summari[sz]e\b|\binclude our discussion\b|"
    r"\b(?:we will|let us|i will) (?:just )?(?:see (?:what|how (?:it|that|things) go)|see$|leave it (?:like|at|there|"
    r"for now$)|go from there|take it from there|figure|be back|be in touch|try and get (?:you|him|her) better)\b|"
    r"\b(?:questions?|bear in mind(?!.*\btests?\b)|cheaper|no worries|(?:take|have) a (?:quick )?(?:look|listen)|"
    r"(?:lie|hop|pop|jump|sit) (?:down |up )?on the (?:couch|bed|table) for me|"
    r"go ahead and examine|injection template|good to (?:see|meet))\b|"
    r"\btalk (?:a little |a bit |about |just )*(?:about )?(?:my|the) (?:assessment|plan)\b.*$|^i see here\b|"
    r"^(?:she|he|they|the nurse) (?:will|is going to|are going to|can) (?:help|get|set|come)\b.*$|"
    r"^(?:it|that) is (?:(?:your|the|this|my) )*\w+ right (?:here|there)$|"
    r"^(?:it|that) does not (?:really )?matter|^(?:that|it) is (?:absolutely |perfectly |totally )?(?:okay|fine|"
    r"all right|great|good)(?:, (?:i|we|you) (?:do|can|will) not (?:need|have|want)(?: to)?)?$|\bcheck ?out$|"
    r"^(?:you|he|she) did an? (?:\w+ )?(?:thing|job)\b|^(?:we|i) (?:will )?(?:have a stage|may be coming)\b|"
    r"\b(?:tell me (?:about|what|how)|nice (?:to see|seeing|meeting))\b"
)


def is_talk(text: str) -> bool:
    """Whether words only keep the conversation going where a plan is spoken of: "we will see", "any questions?"."""
    return bool(_COMPARES.search(text) or _EXAMINES.search(text)) or (
        bool(_TALK.search(text)) and not (find_drugs(text) or find_diagnoses(text))
    )


_BENDS = r"flex|extend|straighten|bend|bring|palpate|abduct|adduct|squeeze|rotate|point|grip|make a fist"
_EXAMINES = re.compile(
    r"(?!.*\b(?:above|every|daily|nights?|when|if|weeks?|days?|hours?|at home|twice|once)\b)(?:"
    r"\b(?:(?:get|have|ask) (?:you|him|her|them) to|(?:will|to) have (?:you|him|her|them)) "
    rf"(?:(?:just|then|now|kind of|slowly|first|,|laterally|fully) ?)*(?:{_BENDS}|stand|sit|lie|lay|lift|raise|touch|"
    rf"press|push|"
    r"walk (?:for|to|across|on|through)|feel (?:along|around|your)|look (?:at|straight|up|down)|turn (?:your|to)|move "
    r"(?:your|it)|"
    r"(?:open|close|place|hold) (?:out|up|your)|do (?:the|that|this|some|a few)|take a (?:deep )?breath)\b|"
    rf"\b(?:want|need) (?:you|him|her|them) to (?:{_BENDS})\b|"
    rf"^(?:(?:so|and|then|now|just|,) ?)*(?:{_BENDS}|hold) (?:out |up )?(?:your|both|his|her) (?:\w+ )?(?:hands?|"
    rf"arms?|legs?|knees?|"
    r"thumbs?|fingers?|wrists?|elbows?|shoulders?|head|neck|chin|foot|feet|toes|ankles?)\b)|"
    r"\b(?:move on to|go on to|go through|walk through|do|try) (?:\w+ ){0,4}(?:movements?\b|range of motion(?! "
    r"exercises?)|special "
    r"tests?\b|"
    r"physical exam(?:ination)? (?:part|portion|component)|questions)|"
    r"\b(?:gathered|asked|have) (?:\w+ )?(?:all|everything) (?:\w+ ){0,3}(?:information|questions?|need(?:ed)? to ask)|"
    r"\bget (?:an? )?(?:better|closer) look\b(?! with)"
)
"""What a patient is asked to do while they are examined, and going over from one part of the visit to the next."""
_COMPARES = re.compile(
    r"\blike (?:when |if )?(?:you|someone|people) (?:have|had|has|get|got)\b.*\b(?:we|you|they) .*\bgive\b"
)
"""A likeness, nothing that is planned: "just relief, like you have a fever we give paracetamol"."""


SURE_OF_PLAN = 0.25
"""A finding that stands under the examination stands in the plan too only at twice this score."""


def told_elsewhere(visit: Visit) -> set[int]:
    """History and answers before the examination, and its findings: results alone are told again, as reasons."""
    start = exam_heard(visit)
    if start is None:
        return set()
    examined = {line.sources[0] for line in examine_systems(visit)}
    history, exam, results = (set(visit.chosen(key)) for key in ("hpi", "exam", "results"))
    return {
        i
        for i, s in enumerate(visit.statements)
        if (i in history and s.at < start and (s.role is Role.PATIENT or s.kind == "told") and s.kind != "denied")
        or (i in exam and visit.scores.of(i, "exam") > visit.scores.of(i, "plan"))
        or measured(s)
        or (s.sources[0] in examined and visit.scores.of(i, "plan") < 2 * SURE_OF_PLAN)
        or (i in results and any(c.isdigit() for c in written(joined(s.words))))
    }


_ANNOUNCES = re.compile(
    r"\b(?:my|our|the) (?:(?:own )?(?:assessment|impression)(?: and (?:my |the |our )?plan)?|plan)\b"
    r"(?: (?:for|of) (?:you|him|her|today)\b| is\b|$|,| at this)"
)
"""With which a clinician goes over to the plan: "let's talk about my assessment and plan for you"."""


def read_out(visit: Visit, stand: set[int]) -> set[int]:
    """Results that are read out before the plan is announced: they have their own section."""
    start = exam_heard(visit)
    own = [i for i, s in enumerate(visit.statements) if s.role is Role.CLINICIAN and s.kind == "said"]
    announced = (i for i in own if _ANNOUNCES.search(joined(visit.statements[i].words)))
    at = next((i for i in announced if start is not None and visit.statements[i].at > start), 0)
    return {
        i
        for i in own
        if i < at
        and i not in stand
        and not _EXPLAINS.search(joined(visit.statements[i].words))
        and visit.scores.of(i, "results") + visit.scores.of(i, "exam") > READ_OUT * visit.scores.of(i, "plan")
    }


_EXPLAINS = re.compile(
    r"\b(?:mean(?:s|ing)?|i (?:do )?(?:think|believe|suspect)|so likely|because of|post-?\w+|severe)\b"
)
"""What a finding means: reasoning, wherever it is said."""
READ_OUT = 0.5
"""Share of the plan's score that results and examination together need for a statement before the plan to be theirs."""
