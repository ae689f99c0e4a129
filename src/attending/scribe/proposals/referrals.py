"""Referrals that a clinician makes: to whom, who else is asked to come, and where the patient is sent at once.

Read by `orders`. Who is only thought of, declined, or waits for something becomes nothing.
"""

import re
from collections.abc import Iterator, Sequence

from attending.scribe.proposals.fhir import Fact, Visitor
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.requests import DECLINED, MAYBE, request, waits
from attending.terms.negation import Status, assertion_of

_REFERS = re.compile(
    r"\b(?:refer\w*|(?:bring|book)(?:ing)? (?:you|him|her)(?: back| in)* ?(?:to|into|with|in)\b|send(?:ing)? (?:you|"
    r"him|her) (?:over |out )?to|set(?:ting)? (?:you|him|her) up (?:for|with)|consult\w*|appointment with|like (?:you|"
    r"him|her) seen|like (?:you|him|her) to (?:see|meet|go to|talk|do|start)|(?:have|get) (?:you|him|"
    r"her) (?:to )?(?:see|seen|meet|into|in with|start)|want (?:you|him|her) to (?:see|go to|do|start)|prescrib\w+|"
    r"order\w*|put(?:ting)? in)\b",
    re.IGNORECASE,
)

_REFERRED_TO = re.compile(
    r"\b(?:refer(?:ral|red|ring)?(?: (?:you|him|her|them|this))?(?: (?:on|over|back|straight|in))* (?:in)?to|"
    r"send(?:ing)? (?:you|him|her|them) (?:on |over |back |straight )?to(?= (?:see )?(?:the |our |an? )?(?:allergy|"
    r"derm|endo|gi|neuro|ortho|rheum|ent|cards|heme|onc|uro|ophtho|gyn)\b)) (?:see )?(?:the |our |an? |"
    r"your )?(?P<who>(?!see\b|hospital\b|casualty\b|you\b|them\b|make\b|get\b|have\b|do\b|take\b|it\b|that\b|be\b|"
    r"rule\b|help\b|check\b)[a-z][\w-]*(?: (?!for\b|about\b|because\b|and\b|to\b|so\b|who\b|in\b|at\b|as\b|on\b|if\b|"
    r"just\b|today\b|now\b|urgently\b|they\b|we\b|then\b|with\b|but\b|here\b|okay\b|which\b|that\b|or\b|i\b|from\b|"
    r"near\b|next\b|as\b|when\b|people\b)[a-z][\w-]*){0,3})",
    re.IGNORECASE,
)
"""To whom a patient is referred, as it is called: "I'll refer you to the palliative care team"."""

_ASKED_TO = re.compile(
    r"\b(?:i|we)(?:['’]ll| will|['’]m going to| am going to|['’]d like to| can|['’]ve| have)? (?:also |just )?(?:ask|"
    r"asked|get) (?:(?:the|our|your|an?|one of the) )?(?P<who>(?!the\b|our\b|your\b|an?\b|you\b|him\b|her\b|them\b|"
    r"it\b|that\b|some\b|this\b|nurse\b|nurses\b|reception\w*|secretar\w+|surgery\b|practice\b|girls?\b|pharmac\w+|"
    r"mum\b|wife\b|husband\b|"
    r"daughter\b|son\b)[a-z][\w-]*(?: (?!to\b|if\b|in\b|and\b|for\b)[a-z][\w'-]*){0,3})(?:, (?:your|the|"
    r"our) (?P<what>[a-z -]{4,30}),)? (?:to|if (?:they|he|she) (?:can|could)) (?:just |also )?(?:come|see|visit|do an?|"
    r"call|ring|phone|give (?:you|him|her|them)|assess|review|contact|get in touch|be in touch|pop|help|have a (?:look|"
    r"word|chat)|take a look)\b",
    re.IGNORECASE,
)
"""Who is asked to see the patient: "I'll ask social services to do a carer's assessment"."""

_SENT_IN = re.compile(
    r"\b(?:send(?:ing)?|get(?:ting)?|admit(?:ting)?|transfer(?:ring)?) (?:you|him|her|them)(?: (?:up|over|across|down|"
    r"in|straight|round|along|on|out))* ?(?:to|into) (?:the |our |an? )?(?P<who>(?:[a-z'’-]+ ){0,4}?(?:unit|ward|"
    r"hospital|department|a ?(?:and|&) ?e|er|ed|emergency room|(?:assessment|triage)(?! (?:unit|ward))))\b|"
    r"\b(?P<admits>admit(?:ting)? (?:you|him|her)|(?:you|he|she)(?:['’]ll| will| needs? to| should) (?:be admitted|"
    r"come into hospital|go into hospital))\b",
    re.IGNORECASE,
)
"""Where a patient is sent at once: "I'm going to send you up to the day assessment unit"."""

_CLINIC = re.compile(
    r"\b(?:ring|call|phone|contact|speak (?:to|with)|(?:book|bring|get|see|put)(?:ing|ting)? (?:you|him|her|"
    r"them)(?: (?:back|in|down|up|over))*(?: (?:to|into|with|for|in|at))?) (?:the |"
    r"our )(?P<who>(?:[a-z-]+ ){1,4}?(?:team|service|clinic|nurses|unit))\b",
    re.IGNORECASE,
)
"""A clinic or a team that is to see the patient: "I'll book you into the coil clinic"."""
_WE_WILL = re.compile(
    r"\b(?:(?:i|we)(?:['’]ll| will|['’]m| am|['’]re| are|['’]d| want)|let['’]s|going to)\b", re.IGNORECASE
)
_FOR_THERAPY = re.compile(
    r"\brefer(?:ring|red)? (?:you|him|her|them) (?:on )?for (?:an? |some )?(?P<who>(?:[a-z-]+ ){0,3}?(?:therap(?:y|"
    r"ies)|cbt|counsel?ling|physio|rehab\w*|support|assessment|review|opinion))\b",
    re.IGNORECASE,
)

_WANTED = re.compile(
    r"\b(?:i(?:['’]d| would) like|i want|get|have|(?:i|we)(?:['’]ll| will| can) ask) (?:the |an? |our )?$",
    re.IGNORECASE,
)
"""Right before who is wanted: "I'd like podiatry to deal with that"."""

_TO_WHOM = re.compile(
    r"\b(?P<who>physical therap(?:y|ist)|occupational therap(?:y|ist)|speech therap(?:y|ist)|physio(?:therap(?:y|"
    r"ist))?|cardiac rehab\w*|pulmonary rehab\w*|(?:cardi|dermat|neur|endocrin|gastroenter|nephr|pulmon|rheumat|ur|"
    r"hemat|oncol|ophthalm|allerg|immun|gynec|otolaryng|radi|hepat|psych)olog(?:y|ists?)|oncolog(?:y|ist)|audiolog(?:y|"
    r"ist)|allergists?|ophthalmolog(?:y|ist)|podiatr(?:y|ist)|psychiatr(?:y|ist)|psychotherap\w+|psycholog(?:y|ist)|"
    r"counsel(?:l?or|l?ing)|therapist|orthop(?:a?edic (?:surge(?:on|ry)|clinic|specialist)|a?edics?)|(?:general |"
    r"vascular |hand |spine |orthop\w+ |plastic )?surge(?:on|ry)|dieti[ct]ian|nutritionist|ent\b|"
    r"ear,? nose,? and throat|pain (?:clinic|management|specialist)|eye doctor|dentist|wound (?:care|clinic)|"
    r"social work(?:er)?|diabet\w+ educat\w+|(?:our )?quit program|smoking cessation(?: program)?|(?:memory|falls|"
    r"breast|headache|heart failure|eye|skin|sleep|fracture|fertility|allergy|asthma|diabetes|continence|stroke|tia|"
    r"rapid access|one.stop|pelvic floor|weight management|stop smoking|talking therap\w+|mental health|crisis|"
    r"drug and alcohol|alcohol|addiction|lipid|thyroid|pain|hernia|community|district|palliative|dialysis|frailty|"
    r"antenatal|"
    r"concussion|arrhythmia|heart rhythm|early pregnancy|haematuria|hematuria|anticoagulation|warfarin|renal|kidney|"
    r"liver|chest|lung|bone|hand|foot|knee|hip|spine|urogynaecology|dermatology|cardiology|respiratory|rheumatology|"
    r"neurology|oncology|surgical|vascular|hospice|home care|health visiting|occupational health) (?:clinic|team|"
    r"service|unit|nurse)s?|talking therap(?:y|ies)|sleep specialist|fertility specialist|(?:diabetes |"
    r"community )?midwi(?:fe|ves)|obstetric\w+|"
    r"gynecolog\w+)\b",
    re.IGNORECASE,
)


STEM = 6
"""Letters by which a patient's word for a specialist is known again: "the physio", "cardiologist"."""


def referrals(passage: Passage, visitor: Visitor) -> Iterator[Fact]:
    """Each referral of a sentence."""
    named = list(_TO_WHOM.finditer(passage.text))
    called = [
        m for m in _REFERRED_TO.finditer(passage.text) if not any(m.start("who") <= n.start() < m.end() for n in named)
    ]
    named += [m for m in _FOR_THERAPY.finditer(passage.text) if not any(m.start() < n.end() <= m.end() for n in named)]
    yield from _sent(passage, visitor, named)
    there = list(_TO_WHOM.finditer(passage.before))[-1:] if _SENT_THERE.search(passage.text) else []
    for found in there:
        who = _place(found["who"])
        yield request(f"referral to {who}", "referral", None, passage, visitor, f"Refer to {who}.", who)
    for found in (*named, *called):
        start, _ = clause_at(passage.text, found.start())
        begins = found.start("who")
        lead = passage.text[max(start, begins - 90) : begins].rsplit(", but ", 1)[-1]
        if (
            not (_REFERS.search(lead) or _WANTED.search(lead))
            or MAYBE.search(lead)
            or re.search(r"\b(?:was|were|had|saw|did|last|ago)\b", lead)
        ):
            continue
        if assertion_of(passage.text, *found.span()).status in (Status.NEGATED, Status.HYPOTHETICAL):
            continue
        if _IF_NEEDED.match(passage.text, found.end()) or DECLINED.search(lead) or waits(passage.text, found):
            continue
        if passage.offered and found["who"].lower()[:STEM] not in passage.picked.lower():
            continue
        who = _place(found["who"])
        yield request(f"referral to {who}", "referral", None, passage, visitor, f"Refer to {who}.", who)


def _sent(passage: Passage, visitor: Visitor, named: Sequence[re.Match[str]]) -> Iterator[Fact]:
    """Who is asked to come or to call, and where the patient is sent at once."""
    for found in (*_ASKED_TO.finditer(passage.text), *_SENT_IN.finditer(passage.text), *_CLINIC.finditer(passage.text)):
        before = passage.text[clause_at(passage.text, found.start())[0] : found.start()]
        if any(found.start() <= one.start() < found.end() for one in named) or waits(passage.text, found):
            continue
        if found.re is _CLINIC and not _WE_WILL.search(before):
            continue
        if (
            MAYBE.search(before)
            or DECLINED.search(before)
            or passage.offered
            or _IF_NEEDED.match(passage.text, found.end())
        ):
            continue
        told = found.groupdict()
        if told.get("admits") or re.search(r"\badmit", found.group(), re.IGNORECASE):
            yield request("admission to hospital", "procedure", None, passage, visitor, "Admit to hospital.")
            continue
        who = _place(told.get("what") or found["who"])
        yield request(f"referral to {who}", "referral", None, passage, visitor, f"Refer to {who}.", who)


_SENT_THERE = re.compile(
    r"\bi(?:['’]m| am) (?:also )?(?:referring|sending) (?:you|him|her|them) there\b|"
    r"\bi(?:['’]ll| will) (?:also )?refer (?:you|him|her|them) there\b(?! if)",
    re.IGNORECASE,
)
"""A referral to whom the sentence before names: "bring it to urology" / "I'm referring you there"."""


def _place(said: str) -> str:
    """To whom a patient is referred, by the name of the specialty."""
    who = (
        re.sub(r"ologists?$", "ology", re.sub(r"^our ", "", said.lower()))
        .replace("therapist", "therapy")
        .replace("allergist", "allergology")
    )
    return _SHORT_NAMES.get(who, who)


_SHORT_NAMES = {"ent": "ENT", "gi": "gastroenterology", "pt": "physical therapy", "ot": "occupational therapy",
                "gu": "urology", "obgyn": "gynecology", "ob": "obstetrics", "derm": "dermatology",
                "endo": "endocrinology", "neuro": "neurology", "ortho": "orthopedics", "rheum": "rheumatology",
                "cards": "cardiology", "heme": "hematology", "onc": "oncology", "uro": "urology",
                "ophtho": "ophthalmology", "gyn": "gynecology"}  # fmt: skip

_IF_NEEDED = re.compile(r"[^.?!]{0,30}\bif (?:we|you|it|that|things|symptoms|need\w*|necessary)\b", re.IGNORECASE)
"""A referral that waits for something: "we'll refer you to physical therapy if we need to"."""
