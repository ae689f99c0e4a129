"""Whether words of a clinician order something, and of what kind the order is: "let's halve it" is a treatment.

Read by `orders`, `measured` and the builders of the plan. The learned score picks up orders where the notes of its
training did; here words decide, so that a dose spoken in half a sentence still stands in the plan.
"""

import re
from functools import lru_cache

from attending.scribe.content.conditions import is_safety_net
from attending.scribe.content.verbless import opens_with_medicine
from attending.terms.drugs import find_drugs
from attending.terms.numerals import TEENS, TENS, UNITS
from attending.terms.spoken import written

LONGEST_ORDER = 45
DOSE = re.compile(
    r"\b\d[\d.,]* ?(?:mg|mcg|g|ml|units?|puffs?|tablets?|pills?|capsules?|drops?|%)(?![\w/])|"
    r"\b(?:once|twice|\d times|three times) (?:a|per) (?:day|week|night)|\b(?:once|twice) daily\b|"
    r"\bevery (?:\d+ (?:to \d+ )?(?:hours?|days?)|day|morning|evening|night|other day|sunday)\b|\b\d+%"
)
_ORDERS = re.compile(
    r"\b(?:i would like|i want|i am going to|i will|we will|let us|(?:i am|we are) (?:putting|referring|ordering|"
    r"sending|giving|getting (?:you |him |her )?an?|doing|booking|arranging|checking|adding|changing|switching|"
    r"starting|keeping|stopping)|i recommend|i suggest|i would (?:do|order|get|have|start|suggest|recommend)|"
    r"we (?:can|should|need to|are going to|start|restart|stop|continue|keep|add|increase|double)|"
    r"(?:please )?(?:continue|take|use|start|stop|avoid|keep|increase|decrease|double|switch|restart|add|hold)|"
    r"no (?:more|change)|not changing|is due|refer\w*|order\w*|prescri\w+|send you)\b"
)
_BY_HOW_MUCH = (
    r"(?= (?:it|that|this|the \w+) (?:back |right |all the way )?(?:down|up|by|in half|on hold|to (?:an? |the |about )?"
    rf"(?:\d\S*|half|lower?|higher?|{'|'.join([*UNITS, *TEENS, *TENS])}|once|twice|every))\b)"
)
"""Behind what may be done with anything ("drop it at reception"): a dose that goes up or down."""
THE_MEDICINE = re.compile(
    r"\b(?P<does>halv\w+|double|doubling|increas\w+|decreas\w+|reduc\w+|rais\w+|lower\w*|"
    rf"(?:drop(?:ping)?|bring(?:ing)?|cut(?:ting)?|bump(?:ing)?|put(?:ting)?){_BY_HOW_MUCH}|"
    r"stop(?:ping)?|swap(?:ping)?|switch(?:ing)?|(?:have|take) a break from|"
    r"hold(?:ing)?|pause|continue|restart|refill|renew|stay(?:ing)? on|come off|leave out|you off(?: of)?|"
    r"carry on with|"
    r"(?:start|take|use)(?= it\b(?! (?:easy|off|out|from|away|slow\w*|as|to|up|like|there|all)\b))) "
    r"(?P<it>it|that one|that|the (?:dose|tablets?|pills?|medic\w+))\b(?! up\b(?! to))"
    r"(?! from\b)(?! (?!morning\b|evening\b)[a-z]+ing\b)",
    re.IGNORECASE,
)
"""What is done with the medicine that was just spoken of: "let's halve it", but not "they'd stop it healing"."""
AGREES = re.compile(
    r"\b(?:let['’]?s|let us|we(?:['’]ll| will| can)|i(?:['’]ll| will)) (?:do|go with|go for|try|start|add|use) "
    r"(?P<it>that(?: one)?|it|this(?: one)?)\b",
    re.IGNORECASE,
)
"""How a clinician settles what was talked over: "okay, let's do that"."""
_DOSE_OF_IT = re.compile(
    r"\b(?:halv\w+|doubl\w+|increas\w+|decreas\w+|reduc\w+|rais\w+|lower\w*|drop|bring|cut|bump|put|take|stop|hold|"
    r"pause|"
    r"restart|continue|start|keep) (?:it|that|this|the dose)\b(?=.*\b(?:\d|half))"
)
"""What is done with the dose of a medicine that was just named: "let us halve it"."""
_ENDS_IT = re.compile(
    r"\b(?:we|i|let us|please)\b.{0,24}\b(?:stop|hold|pause|restart|continue|double|halve) (?:it|that)$"
)
_TESTS = re.compile(
    r"\b(?:mri|mrcp|x-?rays?|ct|cat scan|ultrasound|echo(?:cardiogram)?|ekg|ecg|bloods|blood (?:tests?|count|work)|"
    r"labs?|"
    r"(?:stool|urine|patch|lipid|thyroid|liver|kidney|breathing|skin|allergy) (?:tests?|samples?|panel|function)|"
    r"c-diff|c\. diff|calprotectin|cultures?|biops(?:y|ies)|colonoscopy|endoscopy|mammogram|tsh|a1c|swab|scan|"
    r"excision|pathology|"
    r"(?:do|get|order|run|repeat|for|have|send(?: off)?) (?:(?:a|an|the|some|your|another|more) )?"
    r"(?:[\w-]+ ){1,3}tests?)\b"
)
_CARE = re.compile(
    r"\b(?:refer\w*|dietitian|dietician|nutritionist|physical therapy|physio\w*|therapy|rehab|podiatr\w+|surgeon|"
    r"specialist|\w+olog(?:y|ist)|program|counsel\w+|vaccine|shot|brace|crutches|sling|infusion|safety plan|"
    r"off work|work note|salt|fluids?|ice|alcohol)\b"
)
_REFERRED = re.compile(
    r"\brefer(?:ring)? (?:you|him|her|them)(?: urgently| straight| on| over| back)* to (?!get\b|have\b|an? (?:mri|ct))"
)
"""A referral, in view of a test that is still to come or not."""
_RETURN = re.compile(
    r"\b(?:see (?:you|him|her|me|us|each other)|follow up|follow-up|come back|return|again|catch up|touch base|"
    r"call (?:you|me|us)|"
    r"back)\b.{0,40}?\b"
    r"(?:in|on|within|after|next) (?:about |a couple of |the next )?(?:\d+|an?|monday|tuesday|wednesday|thursday|"
    r"friday|week|month)\b(?: (?:to \d+ )?(?:days?|weeks?|months?|years?))?|\bthe day after tomorrow\b"
)
_CHECKED_AGAIN = re.compile(
    r"\b(?:check|recheck|repeat) (?:your |the |his |her |their )?(?:potassium|kidney|creatinine|a1c|bloods|"
    r"blood (?:tests?|count|work)|"
    r"blood pressure|labs?|cholesterol|tsh|thyroid|x-?ray|scan|mri|liver)\b"
)
_TODAY = re.compile(r"^[^0-9]*\btoday\b[^0-9]*$")
"""Tests named for today with no value: they are ordered."""
_ALLOWANCE = re.compile(
    r"^(?:and )?(?:salt|fluids?|sodium|water)\b[^.]{0,30}\d|^\d[\d. ]*\w+ of (?:fluids?|water|salt) a day\b"
)
"""How much is allowed: "salt under two grams a day"."""
_FORBIDDEN = re.compile(
    r"^(?:and |so |but |also |, )*no (?:more )?(?:heavy )?(?:running|lifting|twisting|driving|kneeling|squat\w*|deep "
    r"squats|jumping|bending|crossing|reaching|pushing|pulling|climbing|baths?|sex|"
    r"contact|flying|pe\b|sports?|exercise|smoking|alcohol|drinking|swimming|gym|weight ?bearing|school|work)\b"
)
_KEEPS_ON = re.compile(
    r"^(?:and |so |but |also |just |, )*(?:keep (?:moving|active|walking|mobile|exercising|drinking|it (?:dry|clean|"
    r"elevated|covered|raised))|stay (?:active|hydrated|mobile)|drink plenty|get (?:plenty of )?rest|rest (?:the|your)|"
    r"elevate|wear (?:the|your|a) (?:brace|splint|sling|boot|collar|gloves))\b"
)
_STOPS_IF = re.compile(r"\bif\b.{4,60}\b(?:stop|hold|skip) (?:it|that|them)(?: and\b.*)?$")
"""When a medicine is to be left: "if it gives you diarrhoea stop it"."""
_TAKEN_OUT = re.compile(
    r"\b(?:stitches|sutures|staples|clips|packing|drain|cast|catheter|splint)\b.{0,24}\b(?:out|off|removed|taken out|"
    r"come out|changed)\b.{0,24}\b(?:in|after) (?:about )?\d"
)
"""When what was put in or on is taken out again: "stitches out in twelve days"."""
_LIFELINE = re.compile(
    r"\b(?:crisis|suicide|emergency|help|mental health|support|after.hours|out.of.hours|nurse|poison(?: control)?) ?"
    r"(?:and crisis )?(?:line|lifeline|hotline|helpline|number|team|cent(?:er|re))\b|\bhelpline\b|\bhotline\b|"
    r"\blifeline\b|\bsamaritans\b|"
    r"\b(?:it is|call|ring|dial|phone|text)(?:ing)? (?:to )?(?:911|999|112|111|988|nine|one one one)\b"
)
_TREATS_BARE = re.compile(
    r"^(?:and |so |then |, )*(?:half an?|one|two|\d+) (?:tablets?|pills?|capsules?|puffs?)\b.*\b(?:for|then|every|"
    r"a day|at night|once|twice)\b(?!.*\b(?:is|are|was|were|helps?|helped)\b)|"
    r"^(?:and |or |also |then |so |, )*(?:(?:a|an|some|lots of|plenty of|\w+) ){0,3}(?:drops|gargles?|nasal spray|"
    r"cream|ointment|lozenges|moisturi[sz]er|compress(?:es)?|rinses?|fluids|bed rest)\b(?!.*\b(?:is|are|was|were|"
    r"shows?|helps?|helped)\b)"
)
NO_ORDER = re.compile(
    r"\b(?:you (?:had|have had|were|took|told|did(?! not (?:take|use|have)))|last (?:time|year|one)|"
    r"thought about|shows?|showed|used to)\b|"
    r"\bi think you (?:can|could)\b|\bdo not (?:think (?:you|he|she|they)|(?:really )?need)\b|"
    r"^(?:(?:and|so|okay|then|now) )*(?:let us|let me|i (?:just )?(?:want|wanted) to|i would like to|we will|i will|"
    r"i am going to)"
    r"(?: (?:just|go ahead and|also|quickly))* (?:review|look|feel|listen|measure|examine|press|"
    r"take a look|have a look|go over|see (?:the|your|those)|"
    r"pull|bring up|be reminded|talk about)\b|\bthis is (?:the|your)\b|"
    r"\bthat (?:i|we) (?:was|were) (?:referring|talking)\b|"
    r"^(?:(?:and|so|okay|then|now|right) )*(?:let (?:us|me)|i (?:will|am) just)(?: going to)? (?:just )?"
    r"(?:check|take|do|get) (?:your |his |her |the |a |some )?(?:blood pressure|pulse|temperature|heart|chest|"
    r"lungs?|weight|"
    r"sats|oxygen|belly|tummy|ears?|throat|eyes?|feet|reflexes)\b(?!.*\b(?:again|next|week|month|tomorrow)\b)"
)


_READS_OUT = re.compile(
    r"^(?:(?:so|okay|right|well|,) )*(?:let us|i will) (?:start|begin) (?:with|at) (?:the|your) [\w -]{2,30}?,? "
    r"(?:(?:that|which|it) )?(?:is|was|came back) (?:at )?\d"
)
"""A result that is read out: "let's start with the A1c, that's 8.4"."""


def reads_out(text: str) -> bool:
    """Whether words begin to read out results with the first value; lower case."""
    return bool(_READS_OUT.search(as_written(text)))


def order_kind(text: str) -> str:
    """`treatment`, `testing` or `followup` where a clinician's words order something; empty where they do not."""
    plain = as_written(text)
    if len(plain.split()) > LONGEST_ORDER or NO_ORDER.search(plain) or reads_out(plain):
        return ""
    if (find_drugs(plain) or _DOSE_OF_IT.search(plain) or _ENDS_IT.search(plain)) and (
        DOSE.search(plain) or _ORDERS.search(plain)
    ):
        return "treatment"
    if is_safety_net(plain) or _TAKEN_OUT.search(plain):
        return "followup"
    if _STOPS_IF.search(plain):
        return "treatment"
    if _FORBIDDEN.match(plain) or _KEEPS_ON.match(plain) or _LIFELINE.search(plain):
        return "education"
    if _TREATS_BARE.match(plain) or opens_with_medicine(plain):
        return "treatment"
    if _RETURN.search(plain) and not re.match(r"if\b", plain) and not _CHECKED_AGAIN.search(plain):
        return "followup"
    if _CHECKED_AGAIN.search(plain):
        return "testing"
    referred = _REFERRED.search(plain)
    if referred and not _TESTS.search(plain[: referred.start()]):
        return "treatment"
    if _TESTS.search(plain) and (_ORDERS.search(plain) or _TODAY.search(plain)):
        return "testing"
    if (_CARE.search(plain) and _ORDERS.search(plain)) or _ALLOWANCE.search(plain):
        return "treatment"
    return ""


_BARE_TEST = re.compile(
    r"^(?:(?:and|also|then|plus|,) )*(?:an? |the |some |your |his |her )?(?:chest |hand |foot |knee )?(?:x-?rays?|"
    r"mri|ct|"
    r"ultrasound|bloods|labs|cbc|bmp|cmp|tsh|a1c|lipids|kidney function|(?:basic|comprehensive) metabolic panel|"
    r"(?:full |complete )?blood count|urine (?:acr|culture|sample|dip)|ecg|ekg|echo|swabs?|scan)\b"
    r"(?!.*\b(?:(?<!that )is|are|was|were|has|had|show\w*|looks?|came|no|not|normal|fine|clear|negative|positive|\d)\b)"
)
"""A test without a verb behind an order: "and x-ray of both hands"."""


def is_bare_test(text: str) -> bool:
    """Whether words only name a test, with nothing that it showed."""
    return bool(_BARE_TEST.match(text))


_DECIDES = re.compile(
    r"^(?:(?:okay|and|so|then|well|but|all right|right|for (?:that|this|now)|today|first|also),? )*"
    r"(?:let us|(?:i am|we are) going to|(?:i|we) will|i (?:also )?want (?:you )?to|"
    r"i am (?:also )?(?:referring|sending|prescribing|starting|stopping|ordering|putting) (?:you|him|her|in)|"
    r"i would (?:also )?like (?:you )?to|what (?:i would like(?: you)? to|we will) do is|what i would "
    r"(?:suggest|recommend) is|i (?:would )?(?:suggest|recommend))\b"
)
_ABOUT_TO_ASK = re.compile(
    r"\b(?:ask|talk|look|examine|listen|see what|go over|review|discuss|check (?:on|in|with|if))\b"
)


def is_decided(text: str) -> bool:
    """Whether a clinician settles a medicine, a test or a referral, however early in the visit: "let us go up on…"."""
    if not _DECIDES.match(text) or _ABOUT_TO_ASK.search(text) or re.search(r"\bif\b", text):
        return False
    return bool(find_drugs(text) or _TESTS.search(text) or _REFERRED.search(text) or _RETURN.search(as_written(text)))


@lru_cache(maxsize=4096)
def as_written(text: str) -> str:
    """Text with its numbers in figures and its units short, as the patterns here read it."""
    return written(text).lower()
