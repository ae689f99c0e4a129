"""Facts that must stand in the note whatever the learned score says: what was ordered, measured, and found.

Read by the builders of `sections`. The learned model picks these up where the notes of its
training did; here words decide, so that a dose spoken in half a sentence still stands in the plan.
"""

import re
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from attending.drafts import Role
from attending.scribe.content.choices import picks
from attending.scribe.content.conditions import is_safety_net
from attending.scribe.content.exam_systems import system_of
from attending.scribe.content.verbless import opens_with_medicine
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source, Statement, answers_patient
from attending.scribe.vocabulary import joined, parted
from attending.terms.dates import LAST_TIME
from attending.terms.drug_kinds import find_kinds
from attending.terms.drugs import find_drugs
from attending.terms.numerals import TEENS, TENS, UNITS
from attending.terms.spoken import written

LATE = 0.5
"""Share of the visit after which orders are looked for where no examination is heard."""
DOSE_REACH = 2
"""Statements that a dose without a name may look back for its medicine."""
PAST_REPLY = 2
"""Turns that "stop it" may look back for its medicine: past the patient's "okay"."""
LONGEST_ORDER = 45

_EXAMINING = re.compile(
    r"\b(?:(?:want to|need to|going to) (?:just |quickly )?examine (?:you|him|her|your|his)|let me (?:just "
    r")?(?:examine|"
    r"have a (?:quick )?(?:look|listen|feel)|press (?:on )?(?:your|his|her)|feel (?:of )?(?:your|his|her)|take a "
    r"(?:quick )?(?:look|listen)|listen|"
    r"check|do a)|let us,? (?:just )?(?:examine|(?:have|take) a (?:quick |good )?look(?: at (?:you|him|her|it|"
    r"that|this|the "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image)\w+|your "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image)\w+)|$))|i will (?:just "
    r")?(?:do (?:a|an|your|my|the|some)|examine|have a (?:quick )?look|check)|let me (?:just )?(?:look|see) at "
    r"(?:it|you|him|them)\b|let me (?:just )?(?:look|peek) (?:in|into|inside|at) (?:your|his|her|that|the) "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image|record|note|file)\w+|(?:do|"
    r"doing) (?:an?|your|my|the) "
    r"(?:\w+ ){0,2}(?:exam(?:ination)?|check)\b|physical exam|^(?:and |so |okay )*on exam(?:ination)?\b|\bon "
    r"(?:your|this|the|his|"
    r"her) (?:\w+ ){0,2}exam(?:ination)?\b|\bexamination is\b|"
    r"\b(?:focused|my) exam(?:ination)?\b|\byou (?:do )?look (?:pale|well|unwell|tired|flushed|jaundiced|"
    r"comfortable)\b|\bthe (?:left|right) (?:canal|drum|eardrum|ear canal) (?:is|has)\b|"
    r"blood pressure (?:today )?(?:is|was) (?:\d|one|two|1))"
)
_EXAMINED_LATER = re.compile(
    r"\b(?:(?:we|you|i) (?:would|could) (?:need|have|want|still|normally|usually)|we would|could|might|need|needs|"
    r"history first|normally|usually|confirmed|someone|clinic|appointment|in person|face.to.face|prescription|"
    r"referral|warrant\w*|depends|book|arrange|organi[sz]e|blood test)\b"
)
"""An examination that is spoken of and not done: over a telephone it stands for later."""
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
    r"hold(?:ing)?|pause|continue|restart|refill|renew|"
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
    r"\b(?:mri|x-?rays?|ct|cat scan|ultrasound|echo(?:cardiogram)?|ekg|ecg|bloods|blood (?:tests?|count|work)|labs?|"
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
_ADVICE = re.compile(
    r"\b(?:no more|please (?:do not|stop|avoid|take|use)|(?:you can|better) (?:take|use)|is fine for|"
    r"(?:would|had) (?:rather|prefer(?: it)?(?: if)?) (?:that )?you (?:did not|do not|not|stopped|"
    r"avoided|stayed off)|"
    r"you (?:should|must|can) ?not (?:be )?(?:take|taking|use|using|have)|stay (?:off|away from)|"
    r"steer clear of|avoid)\b"
)
"""Words with which a clinician orders or forbids a medicine already while the history is taken."""
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
_NO_ORDER = re.compile(
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
_MEASURES = (
    ("vitals", r"\b(?:weigh(?:t(?! (?:loss|gain))|s|ed|ing)?\b|(?<!fundal )height|bmi|body mass index|"
               r"temperature|temp|fever|pulse|"
               r"heart rate|"
               r"resp(?:iratory)? rate|resps?|breathing rate|respirations?|oxygen|o2|saturation|sats?|"
               r"blood pressure|bp|"
               r"spo2|head circumference|(?:^|(?<=his )|(?<=her )|(?<=body ))length|centiles?|percentiles?)\b"),
    ("results", r"\b(?:a1c|glucose|blood sugar|finger ?stick|hemoglobin|haemoglobin|creatinine|potassium|sodium|"
                r"cholesterol|ldl|hdl|tsh|ferritin|crp|bnp|troponin|white (?:blood cell )?count|platelets?|inr|egfr|"
                r"vitamin d|psa|ejection fraction|phq(?: ?-?(?:9|2)\b)?|gad(?: ?-?(?:7|2)\b)?)\b"),
)  # fmt: skip
VITAL_VALUE = (
    r"(?! checks?\b| tests?\b)[^.;]{0,40}?(?<!in )(?:\d{2}|\d\.\d|\d ?(?:kg|kilo\w*|pounds?|lbs?|stone)\b|"
    r"\b\d(?:st|nd|rd|th)\b)"
)
"""A value as a vital sign has it: no "2+" of a pulse, no "score is 5" behind a pressure, no "in 10 days"."""
_NO_MEASURE = re.compile(
    r"\b(?:if|until|below|under|target|goal|lose|want|would like|should|aim|when you get|medicines?|protects?|may|"
    r"might)\b"
)


_DO_THIS = re.compile(
    r"^(?:(?:okay|now|and|so|right|then|just|good|great|please|can you|could you|i want you to|"
    r"i would like you to)\b,? ?)*"
    r"(?:smile (?:for me|please)|close your eyes|open (?:wide|your mouth)|say a+h+|(?:take )?(?:a )?(?:nice |big |"
    r"few )*deep "
    r"breaths?|breathe in|follow my finger|squeeze my|push against|(?:hop|pop|jump|get|climb) (?:up |"
    r"yourself )*on(?:to)? "
    r"the (?:table|couch|bed|scales?)|lie (?:back|down|flat)|(?:shoes and socks|shirt|shoe|sock)s? off|lift (?:your|up "
    r"your) (?:shirt|arm|leg|top)|straighten (?:your|the)|bend (?:your|the)|pop your (?:top|shirt|shoes?) off|"
    r"show me (?:the|"
    r"your) (?!x|list|pill|med|tablet)\w+|stick (?:out )?your tongue|look (?:straight|up) (?:ahead|for me)|"
    r"roll (?:up )?your|"
    r"let me see (?:the|your|it|that)\b|turn (?:your|on your)|put your)\b"
)
"""What a clinician asks the patient to do who examines."""


def exam_starts(visit: Visit) -> int:
    """The utterance with which the examination begins; where none is heard, half of the visit."""
    heard = exam_heard(visit)
    return int(LATE * len(visit.utterances)) if heard is None else heard


@lru_cache(maxsize=REMEMBERED)
def exam_heard(visit: Visit) -> int | None:
    """The utterance with which the clinician begins to examine, None where nobody says so."""
    early = int(LATE * len(visit.utterances)) // 3
    for at, utterance in enumerate(visit.utterances):
        text = joined(utterance.words)
        if utterance.role is Role.CLINICIAN and _DO_THIS.match(text) and _finds(visit, at, within=SOON):
            return at
        if utterance.role is not Role.CLINICIAN or not _EXAMINING.search(text) or _EXAMINED_LATER.search(text):
            continue
        if at <= early:
            if _finds(visit, at, within=AT_ONCE):
                return at
        elif at < ANNOUNCED * len(visit.utterances) or _finds(visit, at):
            told = _findings_told_at_once(visit)
            return at if told is None else min(at, told)
    return _findings_told_at_once(visit)


def _findings_told_at_once(visit: Visit) -> int | None:
    """The first finding of a turn in which the clinician tells several: nobody announces each examination."""
    read_out = False
    for _, group in groupby(enumerate(visit.statements), key=lambda one: one[1].sources[0].turn):
        told = [(index, s) for index, s in group if s.role is Role.CLINICIAN and s.kind == "said" and not s.asks]
        if any(_SUMS_UP.search(joined(s.words)) for _, s in told):
            continue
        likely = [score for index, _ in told if (score := visit.scores.of(index, "exam")) >= FOUND]
        if len(likely) >= SEVERAL and max(likely) >= TOLD:
            return told[0][1].at
        measures = any(measured(s) == "vitals" for _, s in told)
        if measures and any(_PLAINLY_FOUND.match(joined(s.words)) for _, s in told):
            return told[0][1].at
        read_out = measures or (read_out and not told)
        named = [s for index, s in told if visit.scores.of(index, "exam") >= POSSIBLE and system_of(joined(s.words))]
        if read_out and len(named) >= SEVERAL:
            return told[0][1].at
    return None


_PLAINLY_FOUND = re.compile(
    r"^(?:(?:and|the|your|his|her|both) )*(?:tummy|belly|abdomen|chest|lungs?|heart|throat|tonsils|ears?|drums?|calves|"
    r"neck|skin|joint|reflexes|pupils)(?:['’]s| is| are) (?:a (?:bit|little) |slightly |very |not )?(?:soft|clear|"
    r"normal|tender|red|swollen|regular|irregular|dull|distended|enlarged|fine)\b"
)
"""One finding that needs no announcement where vital signs are read out beside it: "tummy's soft"."""
_SUMS_UP = re.compile(r"^you (?:also )?(?:mentioned|said|told me)\b|, (?:yes|is that right|is that correct)$")
"""What the patient told, said back to be confirmed: "no fits, yeah?"."""
TOLD, SEVERAL = 0.4, 2
"""The score that one finding of a turn must reach where no examination was announced, and how many make one."""
POSSIBLE = 0.1
"""The score from which a sentence that names a part is a finding, in a turn in which vital signs are read out."""
AT_ONCE = 2
"""Utterances within which an examination near the beginning must find something: few words were said before it."""
SOON = 8
"""Utterances within which what the patient is told to do must have shown something."""
ANNOUNCED = 0.8
"""Share of the visit after which an examination is announced for later, unless something is found yet."""
FOUND = 0.2
"""The score from which a clinician's sentence is a finding."""


def _finds(visit: Visit, at: int, within: int | None = None) -> bool:
    """Whether the clinician tells a finding after an utterance, or within so many."""
    last = len(visit.utterances) if within is None else at + within
    return any(
        at < statement.at <= last
        and statement.role is Role.CLINICIAN
        and not statement.asks
        and visit.scores.of(index, "exam") >= FOUND
        for index, statement in enumerate(visit.statements)
    )


def order_kind(text: str) -> str:
    """`treatment`, `testing` or `followup` where a clinician's words order something; empty where they do not."""
    plain = _as_written(text)
    if len(plain.split()) > LONGEST_ORDER or _NO_ORDER.search(plain):
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
            forbids = _ADVICE.search(text) and find_drugs(text) and not _NO_ORDER.search(text)
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
    return bool(find_drugs(text) or _TESTS.search(text) or _REFERRED.search(text) or _RETURN.search(_as_written(text)))


def medicine_before(visit: Visit, index: int) -> tuple[str, Source] | None:
    """The medicine that a dose without a name belongs to: "sertraline helps. Fifty milligrams once a day."."""
    statement = visit.statements[index]
    text = _as_written(joined(statement.words))
    if len(statement.words) > 12 or not re.match(r"(?:and |so |approximately |about )*(?:an? )?\d", text):
        return None
    if not DOSE.search(text) or find_drugs(text) or not re.search(r"\d ?(?:mg|mcg|g|ml|units?|puffs?)\b", text):
        return None
    for before in reversed(visit.statements[max(0, index - DOSE_REACH) : index]):
        drugs = find_drugs(joined(before.words))
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
        dosed = before.role is Role.CLINICIAN and bool(DOSE.search(_as_written(said)))
        asked = (
            before.role is Role.PATIENT and before.sources[-1].turn == turn - 1 and len(before.words) <= BRIEF_QUESTION
        )
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


def measured(statement: Statement) -> str:
    """`vitals` or `results` where a clinician reads out a measured value with its number; empty otherwise."""
    if statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
        return ""
    text = _as_written(joined(statement.words))
    if not re.search(r"\d", text) or order_kind(text):
        return ""
    if is_reading(text):
        return "vitals"
    for key, pattern in _MEASURES:
        found = re.search(rf"{pattern}{VITAL_VALUE if key == 'vitals' else r'[^.]{0,40}?[0-9]'}", text)
        before = text[max(0, found.start() - NEAR) : found.start()].rpartition(", ")[2] if found else ""
        if found and not _NO_MEASURE.search(before + text[found.start() : found.end() + NEAR]):
            return key
    return ""


_READING = re.compile(
    r"\b(?:[7-9]\d|1\d\d|2[0-5]\d)/(?:[3-9]\d|1[0-4]\d)\b|\b(?:you are|he is|she is|you weigh\w*) (?:now |at |"
    r"about )?\d[\d.]* "
    r"?(?:pounds?|lbs?|kg|kilos?|stone)\b(?! (?:up|down|over|lighter|heavier|too))|\bhead(?:'s|"
    r" is)? (?:at )?\d[\d.]* ?(?:cm|"
    r"centimet\w+)\b|\b(?:he is|she is|you are) (?:now |back up to |up to )?(?:[89]\d|100) ?%"
)
"""A blood pressure, a weight or the round of a head, by the look of its value."""


def is_reading(text: str) -> bool:
    """Whether words with their numbers in figures hold such a value that was measured, and is no aim."""
    return bool(_READING.search(text)) and not _NO_MEASURE.search(text) and not _NOT_NOW.search(text)


_NOT_NOW = re.compile(rf"\b(?:ago|{LAST_TIME}|used to|previous\w*|at home)\b")
NEAR = 40
"""Characters about a value in which words show that it was not measured: "I want your A1c below 7"."""


@lru_cache(maxsize=4096)
def _as_written(text: str) -> str:
    """Text with its numbers in figures and its units short, as the patterns here read it."""
    return written(text).lower()
