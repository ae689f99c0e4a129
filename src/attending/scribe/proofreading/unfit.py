"""What cannot stand in a section: talk, sentences torn at their head or end, and what is no finding or no kin there.

Read by `last_reading`. Sentences come finished and mended (`copy_edits`).
"""

import re

from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.vital_signs import VITAL_SIGN

EXAM, FAMILY = "PHYSICAL EXAMINATION", "FAMILY HISTORY"
HISTORY = frozenset(
    {"HISTORY OF PRESENT ILLNESS", "MEDICAL HISTORY", "SOCIAL HISTORY", "FAMILY HISTORY", "MEDICATIONS"}
)
"""Sections of whole sentences about the patient."""
_CALLS = r"(?! (?:out|round|by)\b)(?![^.]*\b(?:tomorrow|swab\w*|dressings?|bandage\w*|stitches|inject\w*|weekly)\b)"
"""Behind a nurse who only comes into the room; one who calls or dresses the wound belongs to the plan."""
_TALK = re.compile(
    rf"\b(?:my|the) nurse (?:will )?(?:be|come|help){_CALLS}|"
    r"\b(?:front desk|medical record number|date of birth|(?:good|great) question|"
    r"my nurse\b.*\b(?:in|orders)|\w+ template|come with me|"
    r"(?:a lot of|any) (?:information|questions)|take a moment|(?:nice|good|great|glad) to (?:meet|see|have)|"
    r"(?:glad|happy|lucky|sorry|curious) (?:to(?! (?:give|prescribe|increase|decrease|reduce|start|stop|"
    r"change|refer|arrange|organi[sz]e|send|order|book|examine|add|continue)\b)|that|you|we|about|for)|"
    r"record (?:this|our)|that is why i (?:asked|called|rang|wanted)|come on in|have a seat|(?:through to|"
    r"calling from) the (?:surgery|practice|clinic)|"
    r"dr\.? \w+ speaking|get (?:him|her|them) (?:checked|squared|discharged)|go from there)\b|^(?:patient is \w+ \w+|"
    r"(?:my )?assessment and plan\.|please use|i do not know if|"
    r"i (?:just )?(?:wanted|want) to (?:check|ask|tell|see|know)|"
    r"i am (?:just )?(?:thinking(?! of\b)|looking|asking|kidding)|"
    r"i have (?:got )?(?:the|his|her|their) (?:results|bloods|labs)\b(?![^.]*\b(?:shows?|is|are|was|were|normal|"
    r"negative|"
    r"positive|\d+)\b)|that is a (?:good|great|fair|lot)|(?:he|she|they) did (?:a )?(?:good|great|nice)|here (?:is|"
    r"are) (?:the|what)"
    r"\b(?![^.]*\b(?:\w*line|number|\d{3,})\b)|please (?:take|let|tell)|i wish i|i think so|it is annoying)\b",
    re.IGNORECASE,
)
"""What is said beside the matter."""
_TORN_END = re.compile(
    r"(?:\bto (?:assess|determine|make|get|discuss|make sure|say|keep|bring)|\bgoing to be|"
    r"\b(?:consistent|associated) with(?: (?:a|an|the) \w+)?|\bsuch as|\bwe (?:will keep|did not|can|will|would)|"
    r"(?:sounds|looks) like (?:he|she|it) is doing|\bthat if|\bso that|\bbecause of|\bof the lateral|\bapproximately|"
    r"\b(?:he|she|we) (?:has|have) to|\bcome in to talk about|\b(?:what|how|(?<!as and )when|where|(?<!a )while|during|"
    r"between|until|including|especially|called|onto|without)|\b(?:by|of|for|in|with|on) (?:his|their|the|a|an|my|our)|"
    r"(?<!now )\band (?:then|so|the|his|her|i|he|she|they|we)|\bdid or)\.$",
    re.IGNORECASE,
)
_ACTS = r"(?:he|she|they|it|we|i) (?:should|must|needs?|stops?|holds?|takes?|goes|comes)"
"""What is then done: the condition before it is not torn off, though nobody put a comma between."""
_TORN_HEAD = re.compile(
    r"^(?:(?:(?:him|her|them)self|explains|once especially|just like|than|like|which|who|or|for (?:him|her|them) to|"
    r"see if|appreciate that|so that|that if|because(?! of [^.]*, )(?![^,.]*, (?:i|we)\b)|right of|so approximately|"
    r"even though|and|but)\b|"
    r"(?:when|if|since|until(?! (?:then|now)\b)|while|whenever|once|although|unless|as soon as) (?!(?:[^.]|\.\d)*,)"
    r"(?!(?:[^\s,]+ ){2,18}(?:he|she|they|him|them|it|we|i|there|please|call|return|the|his|her|their) )|(?:when|if|"
    r"since|while) "
    r"(?![^.]*\b(?:then|seek|call|contact|ring|return|(?:go|come) (?:to|back|in|straight)"
    rf"|{_ACTS})\b)[^,.]* and [^,.]*\.$|"
    r"to (?!the\b|his\b|her\b|their\b|date\b)\w+ [^,.]*\.$|(?:it|that|this) (?:most|some|all|many) (?:patients|people)"
    r"\b|walking\b|(?:a few|few|couple of) \w+ ago and\b|(?:he|she|they) (?:and|or|but|when|if) |[^.]{3,60}\b(?:denies|"
    r"deny) (?:never|not|no,|(?:his|her|their) \w+ (?:checked|tested|measured)\.)|in terms of what [^,.]*\.$)",
    re.IGNORECASE,
)
_RUN_ON = re.compile(
    r"\b(?:i|we) (?:can|will) see (?:he|she|they|you|the patient|continue)\b|"
    r"\b(?:he|she|they|the patient|we|i) (?:i|we|he|she|they|the patient)\b(?! (?:he|she) )|\bbecause what\b|"
    r"\b(?:does|pass) going\b|\b(?:is|are) (?:a )?i\b|\b(?:is|was) (?:if|when) (?:he|she|they) (?:is|was)\b",
    re.IGNORECASE,
)
_NO_FINDING = re.compile(
    r"\b(?:leads? to|means?|causes? (?!pain|discomfort|tender\w*)|caused by|considering|every other|people|patients|"
    r"condition|big words|in other words|(?:is|are|was) here for|worr(?:y|ied)|should|because|called|we call|"
    r"takes? care|i (?:will|would|want|have to|am going)|we (?:will|are going|did|can|talked)|let us|interesting|"
    r"(?:he|she|they) said|(?:did|does) say|based on|after an? (?:motor|accident)|that passes|connects)\b|"
    r"^(?:that|this|another|common|those|these)\b|^no (?:\w+ )?fractures?\b|^(?:left|right) \w+ pain\.$|"
    r"^(?:it|they) (?:is|are) (?:not|what|why|when|where|a|an|the|most|very|really|going)\b|"
    r"^(?:lean|keep|hold|relax|bend|breathe|follow|sit|stand|turn|walk|lie|lay|push|pull|lift) (?!with|is|are|test)|"
    r"^(?:lean|relax|breathe)\b|^(?:listen(?:ing)?|checking) (?:to|for)\b(?![^.]*(?:,| is | are | sounds? ))|"
    rf"^(?:exam(?:ination)?|inspection) of (?:the )?(?:\w+ ?){1, 3}\.$|^(?:the )?{VITAL_SIGN}\.$",
    re.IGNORECASE,
)
"""What is no finding of an examination: an explanation, a command, a plan, a heading."""
_EXAMINED = re.compile(
    r"\bon (?:his|her|their|the) (?:\w+ ){1,2}exam(?:ination)?\b|\b(?:rales|rhonchi|bowel sounds|gallops?|"
    r"palpation|range of motion)\b.*\b(?:no|normal|clear|present|with)\b|\bwhen i (?:push|press|palpate)\b|"
    r"\bwhat i see is\b|"
    r"\b(?:can|could) \w+ (?:his|her|their) \w+ for me\b",
    re.IGNORECASE,
)
"""Findings of the examination, which has its own section."""
_KIN = re.compile(
    rf"\b(?:{words_for(*BLOOD, Kind.CHILD, Kind.YOUNG, Kind.PARTNER, Kind.FAMILY)}|"
    r"twins?|adopted|runs?|maternal|paternal|side|anybody|anyone|nobody|no one|everyone)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\bis an? \d+[ -](?:year|month|week|day)|\b(?:will|would|should) follow up\b", re.IGNORECASE)
"""Who the patient is: no history of the family."""
_OF_PATIENT = ("The patient ", "He ", "She ", "They ")
SHORTEST = 2


def is_unfit(title: str, text: str) -> bool:
    """Whether a sentence cannot stand in its section."""
    if len(text.split()) < SHORTEST:
        return title != EXAM
    if _TALK.search(text) or _TORN_END.search(text) or _RUN_ON.search(text):
        return True
    if title == EXAM:
        return bool(_NO_FINDING.search(text))
    if title in HISTORY and _EXAMINED.search(text):
        return True
    own = _OWN.search(text) or (text.startswith(_OF_PATIENT) and not _KIN.search(text))
    if title == FAMILY and own:
        return True
    return bool(_TORN_HEAD.match(text)) and ":" not in text
