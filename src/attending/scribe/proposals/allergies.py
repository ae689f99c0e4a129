"""Allergies and intolerances told in a visit, with their reactions, as AllergyIntolerance.

Read by `propose`. "No allergies" is a fact too, where the clinician asked and the answer was a plain no.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attending.record.chart import Chart
from attending.record.summary import allergies as charted
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import Fact, Visitor, capitalised, concept, status
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.reactions import INTOLERANCES, REACTIONS, SUBSTANCE, SUBSTANCES, reactions_named
from attending.scribe.proposals.whose import of_another
from attending.terms.allergy import cross_reacts, order_behind_allergy
from attending.terms.coding import SNOMED, Coding
from attending.terms.drugs import classes, find_drugs, ingredients_of, is_brand
from attending.terms.negation import Status, assertion_of

_ALLERGIC = re.compile(r"\ballerg(?:y|ies|ic)\b|\banaphyla\w+|\bintoleran\w+", re.IGNORECASE)
_CAUSED = re.compile(
    r"\bupsets? my\b|\b(?:ulcer|bleed\w*|rash|hives|swelling|sick|ill) (?:with|from|on)\b(?! and off)|"
    r"\b(?:gave|gives|give|made|"
    r"makes|make|caused|causes)\b|\b(?:reaction|reacted) to\b|\bbroke out\b|"
        r"\b(?:when|after|from|because|if) .{0,25}(?:took|take|had|have|got|get|eat|ate|of)\b|"
    r"\bswel\w* (?:up )?(?:with|from|when|if)\b|\bcan['’]?n?o?t (?:have|take|tolerate|eat|do|be given)\b|"
    r"\b(?:comes?|came) out in\b|\bbr(?:ings?|ought) (?:me|him|her) (?:out|up) in\b|\bbreaks? (?:me |him |her )?out\b|"
    r"\b(?:i|he|she) (?:get|got|gets|had|have) (?:a |an |some |really |bad |terrible )*"
    r"(?:rash|hives|welts|swelling|reaction)\b",
    re.IGNORECASE,
)  # fmt: skip
_BLAMED = re.compile(
    r"\b(?:it was|that was|it's|it is|turned out to be|because of|blamed?|down to) (?:the|some|from|my)\b",
    re.IGNORECASE,
)
"""What was the cause: "it was the penicillin, i think"."""
_ASKED = re.compile(r"\ballerg(?:y|ies|ic)\b|\breact(?:ed|ions?)? to\b|\breactions?\b", re.IGNORECASE)
_ASKED_ALL = re.compile(
    r"\bany\b.{0,40}\ballerg|\ballerg\w+ to (?:any|medic|drugs|anything)|^\W*(?:and )?(?:any )?(?:drug |"
    r"medication )?allergies\b",
    re.IGNORECASE,
)
_MEDICINES_TOO = re.compile(
    r"\b(?:medicines?|medications?|meds|tablets|pills)(?:,| or| and)\W+(?:(?:any|or|and|known) )*allerg", re.IGNORECASE
)
"""A question after both, to which a medicine named alone is one that is taken."""
_HOW = re.compile(r"\bhow (?:are|is|have|has|were)\b", re.IGNORECASE)
_NONE = re.compile(r"\b(?:no|none|not that i know|nothing|nope|nah|don't have any|not allergic)\b", re.IGNORECASE)
_MEDICINES_ONLY = re.compile(r"\b(?:medic\w+|drugs?)\b", re.IGNORECASE)
_OF_ONE_KIND = re.compile(
    r"\b(?:antibiotics?|foods?|latex|pollen|pets|animals|contrast|an?esthetics?|plasters?)\b", re.IGNORECASE
)
"""A question after allergies of one kind, whose "no" says nothing of the others."""
_NOT_ONES_OWN = re.compile(
    r"\b(?:if|might|may|could|can cause|would|side effects?|checked?|test(?:ed|ing)?|medications? for|"
    r"specialist|shots?|out because|people|doctor|"
    r"for (?:\w+ ){0,2}allerg(?:y|ies)|wonder\w*|think it might|is it|could it|seasonal|season|react to the)\b",
    re.IGNORECASE,
)
_TOLD_PLAINLY = re.compile(
    r"\b(?:i|he|she)(?:['’]m| am|['’]s| is| was)? (?:also |really |very |severely |deathly |a bit |apparently )*"
    r"allergic to\b|\b(?:i|he|she) (?:came|broke) out in\b",
    re.IGNORECASE,
)
"""Who says so of themselves is allergic, though a doctor or a test is named beside."""
_REFUTED = re.compile(
    r"\b(?:(?:not|n['’]t|never|no longer) (?:actually |really |in fact )*(?:been )?allergic|(?:test|challenge) (?:was|"
    r"came back|is) (?:negative|clear|fine)|(?:taken|took|take) (?:it|that) off (?:my|the) (?:list|chart|record))\b",
    re.IGNORECASE,
)
"""How an allergy is told to be none: "I was tested, and they told me I'm not allergic"."""
_ON_RECORD = re.compile(
    r"\b(?:charts?|records?|list|label\w*|says?|used to|thought|test\w*|told|any ?more|no longer|outgr\w+|after all|"
    r"challenge)\b",
    re.IGNORECASE,
)
"""Words by which somebody was held to be allergic before: a bare "I'm not allergic to latex" refutes nothing."""
_TREATED = re.compile(
    r"\b(?:carr(?:y|ies)|giv(?:e|en|ing) (?:me|him|her)|needed|takes?|taking|uses?|using|on|have|got|need|given|"
    r"gave me|with|keep|for that|prescribed) (?:(?:a|an|my|the|some|two|daily) )*$",
    re.IGNORECASE,
)
_TAKEN_INSTEAD = re.compile(
    r"\b(?:chang|switch|swapp|mov)ed\b[^.;]{0,20}\b(?:to|onto|for) (?:the |some )?$|\b(?:put|started) (?:me|him|her) "
    r"on (?:to )?(?:the |some )?$",
    re.IGNORECASE,
)
"""Before what is taken in place of what did harm: "it gave me a cough so you changed it to candesartan"."""
_TREATMENTS = frozenset({"vasopressors", "antihistamines", "corticosteroids", "h1 antihistamines"})
_BORNE_BEFORE = re.compile(
    r"\b(?:can (?:take|have|eat|tolerate)|tolerates?|tolerated|"
    r"(?:fine|ok|okay|good|no (?:problems?|trouble|issues?)) with|have (?:had|taken))\b[^,.;]*$",
    re.IGNORECASE,
)
_BORNE_AFTER = re.compile(
    r"^(?:,? (?:is|was|are|were|has been))? ?(?:just |perfectly |totally |all )*(?:fine|okay|ok|no problems?|"
    r"without (?:any )?(?:problems?|trouble|issues?))\b|"
    r"^[^.;]{0,40}\b(?:was|were|been|am|is) (?:just |perfectly |totally |absolutely )*(?:fine|okay|ok)\b|"
    r"^[^.;]{0,40}\b(?:no|without (?:a|any)) (?:problems?|reactions?|trouble)\b",
    re.IGNORECASE,
)
_LOOKS_AHEAD, _NEAR = 2, 90
NO_KNOWN_ALLERGY = Coding(system=SNOMED, code="716186003", display="No known allergy")
NO_KNOWN_DRUG_ALLERGY = Coding(system=SNOMED, code="409137002", display="No known drug allergy")


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that somebody reacts to, as one sentence tells of it."""

    substance: str
    category: str
    reactions: tuple[str, ...]
    sources: tuple[Source, ...]
    allergic: bool
    refuted: bool = False
    """Whether it is told that there is no such allergy after all."""


def propose_allergies(passages: Sequence[Passage], visitor: Visitor, chart: Chart | None) -> Iterator[Fact]:
    """Each substance once, with every reaction told of it; what the chart holds is left out."""
    known = [allergy for allergy in charted(chart) if allergy.active] if chart else []
    told: dict[str, Told] = {}
    for one in allergies_told(passages):
        key = "/".join(ingredients_of(one.substance)) or one.substance.lower().rstrip("s")
        before = told.get(key)
        told[key] = one if before is None else _both(before, one)
    for one in told.values():
        if one.refuted:
            yield _refuted(one, visitor)
            continue
        recorded = next((a for a in known if _same(one.substance, a.text)), None)
        if recorded is not None and (recorded.reactions or not one.reactions):
            continue
        yield _fact(one, visitor)
    if not told and not known:
        yield from _none(passages, visitor)


def allergies_told(passages: Sequence[Passage]) -> Iterator[Told]:
    """Every sentence that tells of an allergy or a reaction of the patient's, in order."""
    for place, spoken in enumerate(passages):
        passage = _with_its_cause(passages, place, spoken)
        about_allergy = bool(_ALLERGIC.search(passage.text))
        answers = bool(_ASKED.search(passage.question)) and not passage.asks and not _HOW.search(passage.question)
        answers = answers and not (_MEDICINES_TOO.search(passage.question) and not reactions_named(passage.text))
        caused = bool(_CAUSED.search(passage.text)) and bool(reactions_named(passage.text))
        blamed = bool(_BLAMED.search(passage.text)) and passage.patient and _reacted_beside(passages, place)
        if not (about_allergy or answers or caused or blamed):
            continue
        refuted = passage.patient and is_refuted(passage)
        if _NOT_ONES_OWN.search(passage.text) and not (refuted or _TOLD_PLAINLY.search(passage.text)):
            continue
        reminded = not passage.clinician or _reminded(spoken)
        ordered_from = order_behind_allergy(passage.text) or len(passage.text)
        substances = [one for one in _substances(passage.text) if one[0] < ordered_from]
        for start, end, category in substances:
            if not reminded and not _is_own(passage.text, start, end):
                continue
            if _is_treatment(passage.text, start, end) or _is_borne(passage.text, start, end):
                continue
            if refuted and _before_but(passage.text, start) and not of_another(passage, start, end):
                after = passages[place + 1].sources if not _REFUTED.search(passage.text) else ()
                yield Told(passage.text[start:end], category, (), (*passage.sources, *after), True, refuted=True)
                continue
            assertion = assertion_of(passage.text, start, end)
            sure_enough = (Status.PRESENT, Status.ASKED, *((Status.UNCERTAIN,) if blamed else ()))
            status_of = Status.PRESENT if _CAN_NOT.search(passage.text[:start]) else assertion.status
            if assertion.other_person or of_another(passage, start, end) or status_of not in sure_enough:
                continue
            if not (about_allergy or answers or blamed) and (
                not _near(passage.text, start) or _is_listed_apart(passage.text, start, substances)
            ):
                continue
            reactions, sources = _with_reactions(passages, place, _told_of(passage.text, start, substances))
            yield Told(passage.text[start:end], category, reactions, sources, about_allergy or answers)


BRIEF = 5
"""Words of a clinician's question that leaves a medicine in view: "and that worked?"."""
_IT_DID = re.compile(
    r"\b(?:(?P<it>it|that|they|them|that one) (?:just |really |always )*(?:gave|gives?|made|makes?|brought|brings?) "
    r"(?:me|him|"
    r"her)\b|(?:with|from|to|on|off) (?P<that>it|that one|that|them)(?=\W*$|[,.;]| (?:last|when|before|and|once)\b))",
    re.IGNORECASE,
)
"""How what did harm is only pointed at: "I came out in a terrible rash with it"."""


_LISTED = re.compile(
    r"\b(?:put(?:ting)?|not(?:e|ing)|list(?:ing)?|add(?:ing)?|record(?:ing)?|mark(?:ing)?) (?P<it>it|that|"
    r"this)(?P<that>)"
    r" (?:down |in |on |to )?(?:as an? |your (?:list of )?|the (?:list of )?)?(?:drug )?allerg(?:y|ies)\b",
    re.IGNORECASE,
)
"""How a clinician takes down what was spoken of: "I'm putting it down as an allergy"."""
_PASSED = re.compile(
    r"\bbut (?:that|it)(?:['’]s| has| is)? (?:all )?(?:gone|settled|passed|went|stopped|better|fine)\b",
    re.IGNORECASE,
)
"""What was only at the beginning: "it made me dizzy the first week but that's gone"."""


def _with_its_cause(passages: Sequence[Passage], place: int, passage: Passage) -> Passage:
    """What a patient says that "it" did, with the medicine that was alone named in the turn before, or in this one."""
    listed = _LISTED.search(passage.text) if passage.clinician else None
    found = listed or _IT_DID.search(passage.text)
    if not (found and (listed or (passage.patient and reactions_named(passage.text)))) or any(
        True for _ in _substances(passage.text)
    ):
        return passage
    if _PASSED.search(f"{passage.text} {passage.after}"):
        return passage
    turn = passage.turn
    brief = all(len(p.text.split()) <= BRIEF for p in passages[:place] if p.turn == turn - 1)
    named = [d for p in passages[:place] if p.turn >= turn - (3 if brief else 1) for d in find_drugs(p.text)]
    if len({drug.ingredients for drug in named}) != 1 or "vaccines" in classes(named[0].ingredients[0]):
        return passage
    start, end = found.span("it" if found["it"] else "that")
    return replace(passage, text=f"{passage.text[:start]}{named[-1].name}{passage.text[end:]}")


def is_refuted(passage: Passage) -> bool:
    """Whether a patient says that an allergy held to be there is none."""
    spoken = f"{passage.text} {passage.after}"
    return bool(_REFUTED.search(spoken) and _ON_RECORD.search(spoken))


def _before_but(text: str, start: int) -> bool:
    """Whether a substance stands on the side of "but" that is refuted: "I'm not allergic to penicillin, but sulfa…"."""
    said = _REFUTED.search(text)
    return said is None or start < said.start() or not re.search(r"\bbut\b", text[said.end() : start], re.IGNORECASE)


_CAN_NOT = re.compile(
    r"\b(?:can['’]?t|cannot|can not) (?:have|take|tolerate|eat|do|be given) (?:any |the )?$", re.IGNORECASE
)


def _is_own(text: str, start: int, end: int) -> bool:
    """Whether a clinician calls it the patient's: "because of your penicillin allergy"."""
    return bool(re.search(r"\b(?:your|his|her) $", text[:start]) and re.match(r" allerg(?:y|ies)\b", text[end:]))


def _is_treatment(text: str, start: int, end: int) -> bool:
    """Whether a medicine is taken against the allergy or instead: "allergic to bee stings, I carry an EpiPen"."""
    behind_harm = reactions_named(text[:start]) and _TAKEN_INSTEAD.search(text[:start])
    if behind_harm and not reactions_named(text[end:]):
        return True
    kinds = classes(text[start:end])
    return bool(_TREATMENTS & set(kinds)) and bool(_TREATED.search(text[:start]))


def _is_borne(text: str, start: int, end: int) -> bool:
    """Whether the substance is one that does no harm: "…but I can take Keflex"."""
    lead = text[clause_at(text, start)[0] : start]
    denied = re.search(r"\b(?:can['’]?t|cannot|can not|could ?n['’]t|never)\b", lead, re.IGNORECASE)
    return not denied and bool(_BORNE_BEFORE.search(lead) or _BORNE_AFTER.match(text[end:]))


_THAT_ONE = re.compile(
    r"\W*(?:just |only |yes,? |yeah,? )*(?:that|those|that one|that['’]s (?:it|right))\b", re.IGNORECASE
)
"""How somebody says yes to "still just the lisinopril?"."""


def _reminded(passage: Passage) -> bool:
    """ "And you remember the doxycycline gave you a bad rash?" "Yes." is the patient's word too."""
    if passage.asks:
        told = passage.said != "no" and bool(_CAUSED.search(passage.answer) and reactions_named(passage.answer))
        return passage.said == "yes" or told or bool(_THAT_ONE.match(passage.answer))
    return bool(
        re.search(
            r"\b(?:you're|you are|he is|she is|he's|she's|you have|history of) (?:\w+ ){0,2}allerg|"
            r"\b(?:put(?:ting)?|note|write|mark|add|record|log) (?:that|this|it|you)(?: down| to\b| on\b| in\b|,|"
            r" as\b)",
            passage.text,
            re.IGNORECASE,
        )
    )


def _substances(text: str) -> Iterator[tuple[int, int, str]]:
    drugs = [(drug.start, drug.end, "medication") for drug in find_drugs(text)]
    yield from drugs
    for found in SUBSTANCE.finditer(text):
        animal = text[: found.start()].lower().endswith("as a ")  # "sick as a dog"
        if not animal and not any(start < found.end() and found.start() < end for start, end, _ in drugs):
            yield found.start(), found.end(), SUBSTANCES[found.group().lower()]


def _reacted_beside(passages: Sequence[Passage], place: int) -> bool:
    """Whether the same turn tells hives, swelling or trouble breathing right before or after."""
    turn = passages[place].turn
    beside = [p for p in passages[max(0, place - 1) : place + 2] if p.turn == turn]
    return any(set(reactions_named(p.text)) & _OF_ALLERGY for p in beside)


_OF_ALLERGY = frozenset({"Anaphylaxis", "Difficulty breathing", "Swelling of the face", "Hives", "Rash"})


def _near(text: str, start: int) -> bool:
    """Whether a reaction is told close to the substance, which then stands for its cause."""
    return any(
        abs(m.start() - start) <= _NEAR
        for p, _, _ in REACTIONS
        for m in re.finditer(rf"\b(?:{p})\b", text, re.IGNORECASE)
    )


def _is_listed_apart(text: str, start: int, substances: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a substance is only taken, and a later one did the harm: "I take X, and Y gave me hives"."""
    caused = _CAUSED.search(text, start)
    later = any(start < place < caused.start() for place, _, _ in substances) if caused else False
    return later and bool(_TAKEN_AT_HOME.search(text[:start]))


_TAKEN_AT_HOME = re.compile(
    r"\b(?:i|he|she)(?:['’]m| am|['’]s| is)?(?: still| also| just| only)* (?:take|takes|taking|on|use|uses|using)\b"
    r"[^.;]*$",
    re.IGNORECASE,
)


def _told_of(text: str, start: int, substances: Sequence[tuple[int, int, str]]) -> str:
    """The part of a sentence on several substances that tells of the one at `start`: up to the next."""
    places = sorted(place for place, _, _ in substances)
    if _CAUSED_BY.search(text[:start]):
        before = max((end for _, end, _ in substances if end <= start), default=0)
        if reactions_named(text[before:start]):
            return text[before:start]
    following = next((place for place in places if place > start), len(text))
    return text[0 if start == places[0] else start : following]


_CAUSED_BY = re.compile(r"\b(?:with|from|to|off|after) (?:(?:the|my|any) )?$", re.IGNORECASE)
"""Between a reaction and its cause behind it: "hives with the penicillin, vomiting with codeine"."""
_OF_ANOTHER = re.compile(
    r"\b(?:and|but) (?:the |with |then )(?=[\w-]+ (?:gives|makes|brings|causes|i get|i come)\b)", re.I
)
"""Where a sentence goes over to what another substance does: "latex, yes, and the tape gives me blisters"."""


def _with_reactions(passages: Sequence[Passage], place: int, own: str) -> tuple[tuple[str, ...], tuple[Source, ...]]:
    """The reactions of a substance's own words, or else of the next sentences and of the answer to "what happened?"."""
    passage = passages[place]
    found, sources = reactions_named(own), list(passage.sources)
    if not found and passage.asks:
        found = reactions_named(passage.answer)
    following = passages[place + 1 : place + 1 + _LOOKS_AHEAD + 1]
    for near in following if not found else ():
        if near.clinician and not near.asks:
            continue
        if any(True for _ in _substances(f"{near.text} {near.answer}")):
            break
        found = reactions_named(near.text if not near.asks else near.answer)
        if found:
            sources += near.sources
            break
    return found or reactions_named(_OF_ANOTHER.split(passage.text)[0]), tuple(sources)


def _both(one: Told, other: Told) -> Told:
    return Told(
        one.substance,
        one.category,
        tuple(dict.fromkeys((*one.reactions, *other.reactions))),
        tuple(dict.fromkeys((*one.sources, *other.sources))),
        one.allergic or other.allergic,
        one.refuted or other.refuted,
    )


def _same(one: str, other: str) -> bool:
    mine = set(ingredients_of(one))
    theirs = {i for drug in find_drugs(other) for i in drug.ingredients}
    if mine & theirs:
        return True
    plain = one.lower().rstrip("s")
    return plain in other.lower() or (
        bool(mine) and cross_reacts(other, one) is not None and plain[:6] in other.lower()
    )


def _fact(one: Told, visitor: Visitor) -> Fact:
    severe = any(high for _, name, high in REACTIONS if name in one.reactions)
    intolerance = bool(one.reactions) and set(one.reactions) <= INTOLERANCES and one.category == "medication"
    name = one.substance.lower() if not is_brand(one.substance.lower()) else capitalised(one.substance)
    kind = "intolerance" if intolerance else "allergy"
    resource: dict[str, Any] = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": status("allergyintolerance-clinical", "active"),
        "verificationStatus": status("allergyintolerance-verification", "unconfirmed"),
        "type": kind,
        "category": [one.category],
        "code": concept(name),
        "patient": visitor.subject,
        "recordedDate": visitor.moment,
        "asserter": visitor.subject,
    }
    if severe:
        resource["criticality"] = "high"
    if one.reactions:
        resource["reaction"] = [{"manifestation": [concept(reaction) for reaction in one.reactions]}]
    told = f" ({', '.join(one.reactions).lower()})" if one.reactions else ""
    lead = "Intolerance to" if intolerance else "Allergic to"
    reasons = () if one.reactions else ("Not said: what happened.",)
    return Fact(f"{lead} {name}{told}.", resource, one.sources, reasons)


def _refuted(one: Told, visitor: Visitor) -> Fact:
    name = one.substance.lower() if not is_brand(one.substance.lower()) else capitalised(one.substance)
    resource: dict[str, Any] = {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": status("allergyintolerance-clinical", "inactive"),
        "verificationStatus": status("allergyintolerance-verification", "refuted"),
        "category": [one.category],
        "code": concept(name),
        "patient": visitor.subject,
        "recordedDate": visitor.moment,
        "asserter": visitor.subject,
    }
    return Fact(
        f"Not allergic to {name}, by the patient's word.", resource, one.sources, ("Told by the patient only.",)
    )


def _none(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    for passage in passages:
        named = any(True for _ in _substances(passage.text))
        narrow = _OF_ONE_KIND.search(passage.text) and not _MEDICINES_ONLY.search(passage.text)
        plain = passage.asks and passage.clinician and not named and not narrow and _ASKED_ALL.search(passage.text)
        if (
            plain
            and passage.said == "no"
            and _NONE.search(passage.answer)
            and "but" not in passage.answer.lower().split()
        ):
            code = NO_KNOWN_DRUG_ALLERGY if _MEDICINES_ONLY.search(passage.text) else NO_KNOWN_ALLERGY
            resource = {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": status("allergyintolerance-clinical", "active"),
                "verificationStatus": status("allergyintolerance-verification", "unconfirmed"),
                "code": concept(code.display, code),
                "patient": visitor.subject,
                "recordedDate": visitor.moment,
                "asserter": visitor.subject,
            }
            yield Fact(f"{code.display}.", resource, passage.sources)
            return
