"""What somebody may come for that a stretch of speech names: each as a complaint is called, with its place and side.

Read by `reasons_given` and `agenda`. Symptoms and conditions stand by their clinical names, a part of the body with
what is wrong there, and visits, checks, papers and treatments by themselves; never a sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from attending.scribe.sections.review_of_systems import LOOSE_WORDS
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.icd10cm_named import find_conditions
from attending.terms.lexicon import Mention
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import SymptomMention, find_symptoms


class Kind(StrEnum):
    """What is named."""

    SYMPTOM = "symptom"
    CONDITION = "condition"
    PART = "part"
    """A part of the body with what is wrong there."""
    THING = "thing"
    """A faculty, a value, a treatment, a paper."""
    EVENT = "event"
    """What happened: a fall, a bite."""
    VISIT = "visit"
    """A visit that is a reason by itself: an annual exam, a medication review."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What may bring somebody, named at `text[start:end]`; two with a key in common are one."""

    name: str
    kind: Kind
    start: int
    end: int
    keys: frozenset[str]

    @property
    def bare(self) -> bool:
        """Whether it says no more than which part of the body it is."""
        return self.kind is Kind.PART and self.name.endswith(" problem")


PAINFUL = re.compile(
    r"\b(?:pain|painful|hurt\w*|ach\w+|sore|killing|bother\w*|shooting|stabbing|throbbing|tender|agony|burning|kills)\b"
)
VAGUE = frozenset(
    {"pain", "weakness", "malaise", "swelling", "stress", "bleeding", "trauma", "warmth", "stiffness", "feeling unwell"}
)
"""Symptoms that say little without their place."""
GENERAL = VAGUE | {"fatigue", "insomnia", "sleep disturbance", "daytime sleepiness", "chills", "fever", "anxiety"}
"""Symptoms that go with many illnesses."""
_PLACED = {
    **{
        name: name
        for name in (
            "pain",
            "weakness",
            "swelling",
            "bleeding",
            "warmth",
            "stiffness",
            "numbness",
            "tingling",
            "rash",
            "lump",
            "sores",
            "bruising",
            "itching",
            "blisters",
        )
    },
    **{name: name for name in ("skin lesion", "skin redness", "tremor")},
    "trauma": "injury",
    **{"joint stiffness": "stiffness", "joint swelling": "swelling", "body aches": "pain", "joint pain": "pain"},
    **{"burning sensation": "burning", "radiating pain": "pain"},
}
"""Symptoms that stand with the part of the body they are in, and their names there."""
_SHOWN = re.compile(
    r"\b(?:lump|bump|rash|mole|ulcer|boil|spots?|bruise|wart|cyst|sore|wound|bite|burn|cut|scald|blister)$"
)
"""What is called by the patient's word for it."""
_SHOWN_WORD = re.compile(
    r"\b(?:an?|my|his|her|your|this|these|in|some|found|that|which|the) (?:(?!part\b)[a-z]+ ){0,2}?"
    r"(?P<what>lump|bump|rash|mole|ulcer|boil|spots?|wart|cyst|sore|wound|burn|scald)\b"
)
_AT = re.compile(
    r"(?:[a-z ]{0,12}?) ?\b(?P<on>in|on|under|behind|below|beneath|across|over) (?:my|his|her|your|the|both|this) "
    r"(?P<part>(?:(?:left|right|upper|lower|big|middle|inner|outer) ){0,2}[a-z]+)"
)
_BESIDE = 32
"""Characters between a symptom and the part of the body that it is in."""
_ASLEEP = re.compile(r" (?:asleep|behind|pregnant|in love)\b")
"""Behind "fell", which then is no fall."""
_COMPARED = re.compile(r"\blike (?:a |an |my |the )?(?:\w+ )?$")
_INJURED = re.compile(
    r"\b(?:hurt|injured|twisted|sprained|broke|banged|burnt|burned|scalded|cut|sliced|gashed|landed (?:\w+ )?on|"
    r"rolled(?: right)?(?: over)?|jammed|tore|hit|jarred|"
    r"happened (?:to|with)|fell on|went over on) (?:(?:in|on) )?(?:my|his|her|their|your|the) (?:\w+ )?$"
)
_OF_PART = re.compile(
    r"(?:(?:'s)? (?:and [a-z]+ )?)(?P<what>pain|injury|ulcer|wound|sore|lump|rash|fracture|surgery|operation|"
    r"replacement|"
    r"repair|infection|stiffness|swelling|twitch\w*|cramps?|problems?|sprain|disease|transplant|bypass|mass|"
    r"screening|tear)\b"
)
"""What a part of the body is told to have, by its name: "the left foot ulcer"."""

_FACULTIES = {
    "memory": "memory problem", "hearing": "hearing problem", "vision": "vision problem",
    "eyesight": "eyesight problem", "balance": "balance problem", "speech": "speech problem",
    "bowels": "bowel problem", "voice": "voice problem", "waterworks": "urinary problem",
    "periods": "menstrual problem", "sleep": "sleep problem", "skin": "skin problem",
    "breathing": "shortness of breath", "mood": "mood problem", "weight": "weight problem",
    "appetite": "appetite problem", "forgetful": "memory problem", "talking": "speech problem",
    "sleeping": "sleep problem", "walking": "walking problem", "attention": "attention problem",
    "toenail": "toenail problem", "nails": "nail problem", "drinking": "alcohol use", "smoking": "smoking",
    "vaping": "vaping",
}  # fmt: skip
"""What fails people, and what a complaint of it is called."""
_VALUES = (
    r"inr|tsh|a1c|hba1c|h[a]?emoglobin|potassium|sodium|creatinine|e?gfr|psa|ferritin|calcium|cholesterol|ldl|"
    r"platelets?|"
    r"white (?:blood )?(?:cell )?count|liver (?:tests?|enzymes|function)|(?:kidney|renal) (?:function|numbers|tests?)|"
    r"vitamin (?:d|b ?12)|b12|uric acid|crp|glucose|blood (?:sugars?|pressures?|count)|sugars|iron|thyroid|pulse|"
    r"heart rate"
)
_READS = re.compile(
    rf"\b(?P<what>{_VALUES})(?: levels?| readings?| numbers?| tests?| results?)?,? (?:(?:was|is|has|have|are|were|"
    rf"went|gone|"
    r"came|come|been|back|up|down|quite|very|still|really|running|reading|at|too|slightly|a bit|a little|out|"
    r"dropped) )+"
    r"(?P<value>\d+(?:\.\d+)?|high|low|raised|elevated|abnormal|irregular|fast|slow)\b(?! (?:over|\d))"
)
"""How a value stands: "your INR came back at 5.8", "the nurse noticed your pulse was irregular"."""
_LITTLE = (
    r"(?:an?|the|my|your|his|her|that|this|these|any|some|no|of|for|from|in|on|to|with|after|since|before|had|have|"
    r"has|get|need|"
    r"and|or|about|we|you|i|did|do|is|was|are|were|recent|recommend|want|as|by|need|without|another|per|up)\b"
)
"""Words that no name of an operation begins with."""
_THINGS = re.compile(
    rf"\b(?:{_VALUES})\b(?: (?:levels?|readings?|tests?|results?))?|"
    r"\b(?:(?:blood|lab|test|mri|ct|x-?ray|scan|biopsy|ultrasound|smear|genetic|abnormal) )*(?:bloods|labs|"
    r"blood ?work|results?|"
    r"blood tests?|biopsy|scan)\b|"
    r"\b(?:contracepti\w+|birth control|hrt|coil|iud|depo|(?:mini )?pill|inhalers?|(?:medication |"
    r"prescription )?refills?|"
    r"repeat prescription|vaccin\w+|jabs|travel\w*|immunizations|"
    r"(?:fit|sick|doctor's) ?notes?(?: for (?:work|school|college))?|(?:(?!this|my|an?|the|these|some|his|her|"
    r"got)[a-z]+ )?forms?(?: for (?:the |"
    r"my )?[a-z]+)?|certificate|paperwork|medical report|"
    r"pregnancy|detox|adhd|autism|chemo\w*|(?:first|second|third|fourth|last|\d+) cycle|radiation|radiotherapy|"
    rf"(?:(?!{_LITTLE})[a-z]+ ){{0,2}}(?:surgery|operation|procedure|transplant|bypass|replacement)|\w+ectomy|"
    rf"\w+plasty|"
    r"\w+oscopy|c-section|"
    r"stent|stroke|heart attack|stemi|concussion|fracture|accident|crash|wreck|collision|infection|screening tests?|"
    r"chronic (?:problems|issues|conditions)|medical (?:problems|issues|conditions))\b"
)
PAPERS = re.compile(r"\b(?:forms?|certificate|paperwork|medical report|(?:fit|sick|doctor's) note)\b")
_VISITS = re.compile(
    r"\b(?:(?:annual|yearly|routine|regular|medication|medicines?|meds|diabetes|diabetic|asthma|copd|blood pressure|"
    r"initial|"
    r"hypertension|one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|twelve|twenty|thirty|prenatal|"
    r"antenatal|postnatal|baby|post-?op|pre-?op|wellness|well child|school|cancer|heart|\d+|new patient|"
    r"health|blood|skin|weeks?|months?|years?|general|medicare|development\w*|hearing|eye|follow[- ]up|sports) )+"
    r"(?:visit|check-?up|check ?up|check|physical|review|exam(?:ination)?|wellness|appointment|clinic)\b|"
    r"\b(?:physical|smear|check-?up|wellness|annual|shots|consultation)\b"
)
_UNWELL = re.compile(
    r"\bnot (?:been |feeling |quite |just |really )*(?:(?:my|him|her)self|right|well)\b|\b(?:under the weather|"
    r"out of sorts|unwell|"
    r"poorly)\b"
)
_BARE_FOLLOW_UP = re.compile(
    r"\b(?:(?:my|our|your|a|just|routine|here for|in for) )+follow[- ]?up\b(?! (?:of|on|for|with|about))"
)
_QUITS = re.compile(
    r"\b(?:quit(?:ting)?|stop(?:ping)?|giv(?:e|ing) up|come off|get off|cut down(?: on)?|pack in|go back on|"
    r"start(?:ing)?|lose)"
    r" (?:the )?(?P<what>smoking|cigarettes|fags|drinking|alcohol|vaping|heroin|cannabis|weed|opioids|(?:mini )?pill|"
    r"hrt|weight)\b"
)
_EVENT = re.compile(
    r"\b(?P<who>dog|cat|spider|snake|tick|horse|rat|monkey) (?:bit|has bitten)\b|"
    r"\b(?P<by>(?:stung|bitten|scratched) by an? (?!bit\b|few\b)[a-z]+)\b|"
    r"\b(?P<tick>tick|insect|dog|cat|spider) bites?\b|"
    r"\b(?P<off>(?:came|fell|thrown|knocked) (?:off|from|down)) (?:(?:my|his|her|your|the|a|an) )?(?P<what>bike|"
    r"ladder|horse|"
    r"stairs|steps|roof|motorbike|scooter|skateboard|swing|tree|chair|bed|[a-z]+)\b|"
    r"\b(?P<fall>had an? (?:\w+ )?(?:fall|tumble)|tripped|took a tumble)\b|"
    r"\b(?P<stool>blood\b[a-z ,]{0,40}\b(?:toilet|pan|bowl|paper|poo|stools?|bottom|back passage|wipe))\b|"
    r"\b(?P<lost>los(?:t|ing) (?!weight)(?:[a-z0-9]+ ){1,3}?(?:stone|pounds|kilos?|kg))\b|"
    r"\b(?P<pulls>(?:pulling|tugging|pulls|tugs) (?:on|at)) (?:his|her|the) (?P<side>(?:left |right )?[a-z]+)\b"
)


@lru_cache(maxsize=1024)
def reasons_in(text: str) -> tuple[Reason, ...]:
    """Everything that a text in lower case names, in order, none inside another."""
    found = [*_events(text), *_conditions(text), *_symptoms(text), *_shown(text), *_things(text), *_parts(text)]
    kept: list[Reason] = []
    for one in sorted(found, key=lambda r: (r.name in _FACULTY_OF, r.start - r.end, r.start)):
        reach = _BESIDE if one.name in _FACULTY_OF else 0
        if not any(
            one.start < other.end + reach and other.start < one.end + reach for other in kept if _felt(other, reach)
        ):
            kept.append(one)
    return tuple(sorted(kept, key=lambda r: r.start))


def _felt(other: Reason, reach: int) -> bool:
    """Whether a reason leaves no room beside it for the faculty that it is of: "my skin is so itchy"."""
    return not reach or (other.kind in (Kind.SYMPTOM, Kind.CONDITION) and other.name not in _FACULTY_OF)


def reason(name: str, kind: Kind, start: int, end: int) -> Reason:
    """A reason with its keys: its concept, and where its place tells it, the part of the body."""
    concepts = [u for u in units_of(name) if u.weight == CONCEPT_WEIGHT]
    keys = {k for u in concepts for k in u.keys if k[:3] in ("sx:", "dx:") and k[3:] not in VAGUE}
    keys |= {k for d in find_diagnoses(name) for k in (f"dx:{d.diagnosis.name}",)}
    keys |= _ALSO.get(name.removeprefix("high ").removeprefix("low "), set())
    keys |= {f"part:{part.value}" for part in find_parts(_OF_ORGAN.get(name, name))}
    return Reason(name, kind, start, end, frozenset(keys or {f"word:{_FACULTY_OF.get(name, name.split()[-1])}"}))


_OF_ORGAN = {
    "palpitations": "heart",
    "hearing loss": "ear",
    "hearing problem": "ear",
    "vision changes": "eye",
    "tremor": "hand",
}
"""Symptoms that are of one part of the body, which their names do not tell."""
_ALSO = {
    **{name: {"dx:hypertension"} for name in ("blood pressure", "blood pressure readings", "blood pressures")},
    **{name: {"dx:hyperlipidemia"} for name in ("cholesterol", "cholesterol levels")},
    **{name: {"dx:diabetes"} for name in ("sugars", "blood sugar", "blood sugars", "a1c", "hba1c")},
    **{name: {"word:menstrual"} for name in ("heavy periods", "painful periods", "irregular periods")},
    "sore": {"sx:sores"}, "wound": {"sx:sores"},
    "would like to stop smoking": {"dx:nicotine dependence", "word:smoking"}, "smoking": {"dx:nicotine dependence"},
    "memory problem": {"sx:memory loss"}, "sleep problem": {"sx:insomnia"},
    "shortness of breath": {"sx:shortness of breath"},
    "mood problem": {"sx:depression", "dx:depression"}, "urinary problem": {"sx:urinary frequency"},
}  # fmt: skip
"""Names of one thing that no table joins."""
_FACULTY_OF = {called: called.split()[0] for called in _FACULTIES.values()}


def _events(text: str) -> Iterator[Reason]:
    for found in _EVENT.finditer(text):
        if found["who"] or found["tick"]:
            name = f"{found['who'] or found['tick']} bite"
        elif found["fall"] or found["stool"] or found["lost"]:
            name = "fall" if found["fall"] else "blood in stool" if found["stool"] else "weight loss"
        elif found["pulls"]:
            name = f"{found['pulls']} {found['side']}"
        else:
            name = found["by"] or f"{found['off']} {found['what']}"
        if not found["pulls"] or find_parts(found["side"]):
            yield reason(name, Kind.EVENT if found["off"] else Kind.SYMPTOM, found.start(), found.end())


def _conditions(text: str) -> Iterator[Reason]:
    for found in find_conditions(text):
        if not (find_drugs(found.text) or _NO_ILLNESS.match(text[found.end :])):
            full = found.diagnosis.name
            short = len(found.text) <= _LETTERS and full[:3].lower() == found.text[:3].lower()
            yield reason(full if short else re.sub(r"'s$", "", found.text), Kind.CONDITION, found.start, found.end)


_NO_ILLNESS = re.compile(r"[- ](?:screening|clinic|team|nurse|ward|risks?|vaccin\w+|awareness)\b")
"""Behind the name of an illness that nobody is said to have: "colon cancer screening"."""
_LETTERS = 5
"""Letters of a short name that is written out: "hep c"."""


_AGAIN = re.compile(
    r"\b(?:come|came|comes|coming|go|goes|going|went|get|gets|got|getting|call|called|ring|be|been|bring|brought|send|"
    r"sent|take|taken|put|right|welcome|grow|grew|it|him|her|me|you|them) $"
)
"""Before a "back" that is no part of the body: "the pain hasn't come back"."""


def _parts_named(text: str) -> list[Mention[str]]:
    """The parts of the body that a text names."""
    return [p for p in find_parts(text) if p.value != "back" or not _AGAIN.search(text[: p.start])]


def _symptoms(text: str) -> Iterator[Reason]:
    for found in find_symptoms(text):
        loose = found.text in LOOSE_WORDS and not (found.text in ("low", "down") and _FEELS.search(text[: found.start]))
        if loose or _ASLEEP.match(text, found.end) or _COMPARED.search(text[: found.start]):
            continue
        yield _placed(text, found)


_FEELS = re.compile(
    r"\b(?:feel\w*|felt|been|am|so|really|very|pretty|quite)(?: (?:really|so|very|pretty|quite|just|a bit))*,? $"
)


def _placed(text: str, found: SymptomMention) -> Reason:
    """A symptom with the part of the body it is in: "lump in left breast", "right knee swelling"."""
    shown = _SHOWN.search(found.text)
    at = _AT.match(text, found.end)
    if shown and at and find_parts(at["part"]):
        name = f"{shown.group()} {at['on']} {at['part']}"
        return reason(name, Kind.SYMPTOM, found.start, at.end())
    bare = _PLACED.get(found.symptom.name)
    name = shown.group() if shown else _told(found)
    near = sorted(_parts_named(text), key=lambda p: _gap(p, found)) if bare and not (shown and bare == "injury") else []
    if near and _gap(near[0], found) <= _BESIDE and not (shown and near[0].start > found.end):
        part = near[0]
        start, end = min(part.start, found.start), max(part.end, found.end)
        bare = "injury" if bare == "pain" and _INJURED.search(text[: part.start]) else bare
        return reason(
            at_part(text, part, name if shown else str(bare)), Kind.PART if bare == "pain" else Kind.SYMPTOM, start, end
        )
    inside = find_parts(found.symptom.name)
    if inside:
        return reason(with_side(text, inside[0].value, name, found.start), Kind.SYMPTOM, found.start, found.end)
    return reason(name, Kind.SYMPTOM, found.start, found.end)


def _gap(part: Mention[str], found: SymptomMention) -> int:
    return max(part.start - found.end, found.start - part.end, 0)


def _told(mention: SymptomMention) -> str:
    """The symptom as it was said where that is its name with more words, else by its clinical name."""
    name = mention.symptom.name
    if name in ("depression", "malaise") and not mention.text.startswith(("depress", "low mood")):
        return "feeling down" if "down" in mention.text else "low mood" if name == "depression" else "feeling unwell"
    if mention.text.startswith("short of"):
        return name
    more = name.split()[-1] in mention.text.split() or mention.text.split()[-1] in {
        "pain",
        "pains",
        "discomfort",
        "sensation",
        "mood",
    }
    return mention.text if more and not re.search(r"\b(?:my|your|is|are|has|a|his|her|me)\b|'s", mention.text) else name


_FINER = re.compile(r"(?:(?:lower|upper|middle|mid|big|great|little|index|ring|middle|inner|outer) )+(?=$)")
_ADJECTIVES = {"abdomen": "abdominal"}
_WORD_KEPT = re.compile(
    r"jaw|rib|heel|shin|thumb|finger|tooth|tongue|lip|scalp|big toe|groin|achilles|shoulder blade|belly button"
)


def at_part(text: str, part: Mention[str], what: str) -> str:
    """What is wrong with a part of the body, with side and place: "lower back pain", "left big toe swelling"."""
    said = text[part.start : part.end]
    finer = _FINER.search(text[: part.start]) if part.value in {"back", "toe", "hand"} else None
    word = said if _WORD_KEPT.fullmatch(said) else _ADJECTIVES.get(part.value, part.value)
    word = said if re.fullmatch(r"(?:big|lower|upper|great|index|middle|ring) (?:back|toe|finger)", said) else word
    name = f"{finer.group() if finer else ''}{word} {what}"
    if name == "head pain":
        return (
            with_side(text, "head", "headache", part.start)
            .replace("left ", "left-sided ")
            .replace("right ", "right-sided ")
        )
    return with_side(text, part.value, name, part.start)


_PAIRED = re.compile(
    r"\b(?:knees|hips|ankles|wrists|elbows|shoulders|feet|hands|legs|arms|ears|eyes|calves|heels|breasts)\b"
)


def with_side(text: str, part: str, name: str, near: int) -> str:
    """A name with the side of the body that the text tells of that part."""
    sides = {one.side for one in find_sides(text) if one.part == part and abs(one.start - near) <= 2 * _BESIDE}
    if re.match(r"left|right|bilateral", name) or len(sides) > 1:
        return name
    both = sides == {Side.BOTH} or (not sides and bool(_PAIRED.search(text[near : near + 10])) and part not in {"eye"})
    side = "bilateral" if both else next((one.value for one in sides), "")
    return f"{side} {name}".strip()


_GOES_BACK = re.compile(
    r"(?<!my)(?<!your)(?<!his)(?<!her)(?<!the)(?<!lower)(?<!upper)(?<!middle)(?<!me)(?<!bad)(?<!this) back$"
)
"""A "back" that is no part of the body: "it came back"."""


def _parts(text: str) -> Iterator[Reason]:
    """Parts of the body with what is wrong there."""
    denied = bool(re.search(r"\b(?:no|not)\b", text))
    hurts = bool(PAINFUL.search(text)) and not denied
    for part in _parts_named(text):
        if _GOES_BACK.search(text[: part.end]):
            continue
        told, hurt = _OF_PART.match(text, part.end), _INJURED.search(text[: part.start])
        what = told["what"] if told else _injury(hurt) if hurt else "pain" if hurts else "problem"
        yield reason(at_part(text, part, what), Kind.PART, part.start, told.end() if told else part.end)
    for side in _ON_SIDE.finditer(text):
        name = f"{side['side']}-sided {'pain' if hurts else 'problem'}"
        yield Reason(name, Kind.PART, *side.span(), frozenset({"part:side"}))


_ON_SIDE = re.compile(r"\b(?:my|his|her|the|this) (?P<side>left|right) side\b(?! of)")


def _injury(hurt: re.Match[str]) -> str:
    verb = hurt.group().split()[0]
    return (
        "burn" if verb in {"burnt", "burned", "scalded"} else "cut" if verb in {"cut", "sliced", "gashed"} else "injury"
    )


def _shown(text: str) -> Iterator[Reason]:
    """What is called by the patient's word for it: "spots", "a lump on my shin"."""
    for found in _SHOWN_WORD.finditer(text):
        at = _AT.match(text, found.end())
        named = bool(at and find_parts(at["part"]))
        name = f"{found['what']} {at['on']} {at['part']}" if at and named else found["what"]
        yield reason(name, Kind.SYMPTOM, found.start("what"), at.end() if at and named else found.end())


_AT_THE = re.compile(r"\b(?:from|to|at|in|into|ring|ringing|rang|call|calling|phone) (?:the|our|this|your) $")


def _things(text: str) -> Iterator[Reason]:
    for found in _READS.finditer(text):
        value, what = found["value"], found["what"]
        yield reason(f"{what} of {value}" if value[0].isdigit() else f"{value} {what}", Kind.THING, *found.span())
    for found in _QUITS.finditer(text):
        smokes, drinks = (
            re.search(r"smok|cigar|fags|tobacco", found["what"]),
            re.search(r"drink|alcohol", found["what"]),
        )
        wish = "stop smoking" if smokes else "stop drinking" if drinks else found.group()
        yield reason(f"would like to {wish}", Kind.THING, *found.span())
    for found in _VISITS.finditer(text):
        yield Reason(found.group(), Kind.VISIT, *found.span(), frozenset({"visit"}))
    for found in _BARE_FOLLOW_UP.finditer(text):
        yield Reason("follow-up", Kind.VISIT, *found.span(), frozenset({"visit"}))
    for found in _UNWELL.finditer(text):
        yield reason("feeling unwell", Kind.SYMPTOM, *found.span())
    for found in _THINGS.finditer(text):
        if found.group().split()[-1] == "surgery" and _AT_THE.search(text[: found.end() - len("surgery")]):
            continue  # where the doctor works
        event = found.group() in {"accident", "crash", "wreck", "collision"}
        yield reason(found.group(), Kind.EVENT if event else Kind.THING, *found.span())
    for found in re.finditer(r"(?<!to )\b(?:" + "|".join(_FACULTIES) + r")\b", text):
        yield reason(_FACULTIES[found.group()], Kind.SYMPTOM, *found.span())
    for drug in find_drugs(text):
        yield replace(
            reason(drug.name.lower(), Kind.THING, drug.start, drug.end), keys=frozenset({f"drug:{drug.name.lower()}"})
        )
