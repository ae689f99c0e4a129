"""What a clinician's question, and so its answer, is about: past illness, family, home, medicines, worries.

Read by `note` and `history`. An answer such as "an inhaler, when I run" tells by itself not that it names a medicine of
long standing: the question does.
"""

import re
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.persons import BLOOD, words_for
from attending.terms.problems import find_diagnoses
from attending.terms.vital_signs import VITAL_SIGN

PAST, FAMILY, SOCIAL, MEDICINES, ALLERGIES, IDEAS, DESK = (
    "past", "family", "social", "medicines", "allergies", "ideas", "desk"
)  # fmt: skip
BOTH = f"{MEDICINES} {ALLERGIES}"
"""What "any medicines, any allergies?" asks for: each sentence of the answer belongs to one of them."""
FURTHEST = 1
"""Turns after a question in which its answer may still go on."""
LONGEST = 40
EARLY = 0.85
"""Share of the visit after which worries are asked for as a farewell."""

_RELATIVE = words_for(*BLOOD)
PROCEDURES = (
    r"\b(?:colonoscop(?:y|ies)|endoscop(?:y|ies)|gastroscopy|mammograms?|smears?|pap (?:smears?|tests?)|bone density|"
    r"dexa|stress test|angiograms?|biops(?:y|ies)|operations?|procedures?|stents?|pacemaker|joint replacements?|"
    r"transfusions?)\b"
)
"""What was once done to a patient."""
VACCINES = "flu|pneumonia|shingles|tetanus|covid"
"""Against what a shot is said to be: a pattern."""
_ASKED = (
    (DESK, r"\byour (?:full |first |last |sur)?name\b|\bdate of birth\b|\byour (?:address|postcode|post code|gender|"
           r"sex)\b|\bhow old are you\b|"
           r"\byour age\b|\b(?:have|their|got) names\b|\bconfirm (?:your|a few) (?:details|identity)"),
    (SOCIAL, r"\b(?:recreational|street|illicit|iv|party|illegal) (?:drugs?|substances?)"),
    (FAMILY, r"\b(?:in|of) (?:the|your) family\b|\bfamily history\b"),
    (ALLERGIES, r"\ballerg(?<!with all the allerg)(?<!with all your allerg)(?<!with the allerg)(?<!with your allerg)"
                r"(?<!from the allerg)(?<!of the allerg)"),
    (FAMILY, rf"\b(?:{_RELATIVE})\b(?: \w+)? (?:alive|living|well|healthy|still with us)\b|"
             rf"\bfamily (?:history|members?)|\b(?:in|of) (?:the|your) family\b|\brun in\b|\banyone in (?:the|"
             rf"your) family|"
             rf"\b(?:what|how) about your (?:{_RELATIVE})\b|\byour (?:{_RELATIVE})\b.*\b(?:have|had|has|suffer|"
             rf"any)\b|\bfamily\b.*\b(?:illness|condition|disease|"
             rf"cancer|problem)"),
    (IDEAS, r"\b(?:any|some|particular) (?:ideas?|concerns?(?! (?:for|with|regarding|about (?!this|that|it|your|what|"
            r"how|why|the)))|worries|thoughts?(?! like (?:that|this))(?! (?:of|about) (?:harm|hurt|end|kill|"
            r"suicid|tak)))\b|"
            r"\b(?:do|did) you (?:have any idea|think)\b(?!.*\b(?:worse|better|bigger|larger|smaller|grow\w*|grown|"
            r"spread\w*|chang\w+)\b).*\b(?:caus\w+|going on|might be|could be|is it|this is)|"
            r"\bwhat (?:do|did) you think\b|\b(?:most )?(?:worried|"
            r"concerned) about|"
            r"\bworr(?:y|ies|ied|ying) you\b|\b(?:were|are) you (?:hoping|expecting|worried)|\bhoping (?:that )?(?:i|"
            r"we) (?:can|could|would|might)|"
            r"\bwas there anything (?:in particular|specific)|\b(?:gone|going|goes) through your (?:mind|head)|"
            r"\byour (?:main |biggest |greatest )?(?:worry|fear|concern) (?:about|here|today)"),
    (PAST, rf"\b(?:{VACCINES})\b.{{0,20}} (?:shots?|jabs?|boosters?)\b|\bjabs\b|"
           rf"\bhad (?:[a-z]+ ){{0,3}}?{PROCEDURES}|"
           r"\b(?:lung|heart|kidney|liver|autoimm+une|thyroid)(?: or [a-z]+)? (?:conditions?|diseases?)|"
           r"\b(?:medical|health) (?:conditions?|problems?|history|issues?|background|stuff)|"
           r"^(?:and |so )?any (?:past|previous) (?:problems|illnesses)\b|\bpast (?:medical |"
           r"surgical )?history|(?<!from the )(?<!at the )(?<!to the )\bsurger(?:y|ies)\b|"
           r"\boperations?\b|\bhospitali[sz]\w+|\b(?:been|admitted) (?:in|to) (?:the )?hospital|\bdiagnosed with|"
           r"\bchronic (?:illness\w*|condition\w*|"
           r"disease\w*)|\blong.?term (?:illness\w*|condition\w*|problem\w*)|\bimmuni[sz]ation\w*|\bvaccin\w+|"
           r"\b(?:normally|usually|otherwise|"
           r"generally|general) (?:fit|well|healthy|health)|\bfit and well|\bsuffer(?:ed)? (?:with|from)|"
           r"\bother (?:medical |health )?(?:conditions|"
           r"illness\w*|problems|diagnos\w+)\b(?! with)|\bany (?:illness\w*|diseases?)\b|\bbeen diagnosed"),
    (MEDICINES, r"\b(?:any|other|regular|your|which|what|take|taking|on) (?:\w+ )?(?:medications?|medicines?|tablets|"
                r"meds|pills|drugs|inhalers?|creams?|eye drops)\b(?! like)|"
                r"\bwhat (?:do|does|are|is) (?:you|he|she|they) (?:still |currently |usually |normally |now )*"
                r"(?:take|taking)\b|"
                r"\bwhat (?:are|is) (?:you|he|she) (?:still |currently |now )*on(?: for (?:it|that))?\W*$|"
                r"\bover the counter|\bherbal|\bsupplements?\b|\bprescri(?:bed|ption) (?:any|medic\w+)"),
    (SOCIAL, r"\bsmok\w+|\bcigarettes?|\btobacco|\bvap(?:e|ing)\b|\balcohol|\bdo you drink|\bdrink (?:much|any)|"
             r"\b(?:the|your|you) drinking\b(?! (?:plenty|enough|okay|well|water|fluids|and))|^(?:and |so )?any "
             r"(?:kids|"
             r"children|drugs)\b|\bhelp at home\b|\bback (?:at|to) work\b|\b(?:day ?care|nursery|preschool|"
             r"kindergarten)\b|"
             r"\b(?:kind|sort) of work\b|\bcaffeine\b|\bgets? around\b|"
             r"\brecreational|\b(?:street|illicit|iv|"
             r"party) drugs?|\bmarijuana|\bcannabis|\bcocaine|\bwho (?:do )?you live with|\blive (?:with|alone|"
             r"by yourself)|\bwho(?:'s| is| lives| else is)? "
             r"(?:at home|with you|in the house|supporting you|helping you|around to help|looking after you)|"
             r"\b(?:home|living|work|social|housing) (?:situation|circumstances|life|"
             r"arrangement\w*)|\bfor (?:work|a living)\b|"
             r"\b(?:currently|are you|do you) (?:working|work|employed)|\boccupation|\bretired\b|\bexercise\b|"
             r"\bdiet\b|\bsexually active|"
             r"\bsupport yourself|\bwhat do you do\b|\bjob\b|\bpets?\b|(?<!pain )(?<!it )\btravel\w*\b"
             r"(?!.{0,25}\b(?:parts?|body|arms?|legs?|back|neck|jaw|shoulders?)\b)|\bhobbies"),
)  # fmt: skip
_ASKED_OF = tuple((topic, re.compile(pattern)) for topic, pattern in _ASKED)
_TOLD = (
    (FAMILY, re.compile(rf"\b(?:my|your|^his|^her) (?:\w+ )?(?:{_RELATIVE})\b.*\b(?:has|had|have|died|got|suffers?|"
                        rf"suffered|diagnosed|was|did|does|is (?:an? )?\w*(?:ic|ar))\b|"
                        r"\bfamily history\b|\bruns in (?:my|the) family")),
    (SOCIAL, re.compile(r"\bi (?:do not |never |used to |quit |stopped |only |occasionally )*(?:smok\w+|"
                        r"drink(?:ing)? (?:alcohol|wine|beer|socially|"
                        r"occasionally|at weekends|on weekends)|vape)\b|\bi (?:live|work) (?:with|alone|by|as|in|at|"
                        r"for|from)\b|\bi am retired\b|"
                        r"\bi am an? (?:accountant|teacher|nurse|student|engineer|driver|lawyer|manager|secretary|"
                        r"cook|chef|builder)\b")),
    (PAST, re.compile(r"\bi (?:had|have had) (?:my|an?|the) (?:\w+ )?(?:appendix|tonsils|gall ?bladder|\w+ectomy|"
                      r"c section|surgery|operation|"
                      r"hernia repair|bypass|snip)\b|\bi (?:was|have been|got|am) diagnosed (?:with|as)\b|\bi (?:am|"
                      r"have been) (?:usually|normally|otherwise|"
                      r"generally) (?:fit|well|healthy)|\b(?:my|a) history of\b|\bvaccin\w+|\bimmuni[sz]\w+")),
)  # fmt: skip
_WITH_THEM = re.compile(rf"\b(?:see|saw|seeing|visit\w*|with|told|call\w*) my (?:{_RELATIVE})\b")
_CAUGHT = re.compile(
    rf"\b(?:{_RELATIVE})(?:'s)? (?:(?:has|had|have|got|is|been|also|just) )+(?:it|the same(?: thing)?|this|that|"
    rf"an? (?:bad )?(?:cold|cough|bug|"
    r"fever|sore throat|rash|flu)|(?:the )?flu|sick|ill|something similar)\b"
)
"""A relative who is ill with it too: what went round, no family history."""
AT_HOME = re.compile(
    r"\b(?:liv(?:e|es|ing) (?:with|at|in|near|next|alone|by|round)|stay(?:s|ed|ing) with|cooks?|the (?:cooking|"
    r"shopping|cleaning)|looks? after|"
    r"(?:does|smokes|is|lives),? outside|round the corner|next door|helps? (?:me|him|her|out)\b)"
)
"""What is told of those around a patient, ill or not."""
_NO_KIN = re.compile(
    rf"\b(?:my|your|his|her) (?:\w+ )?(?:{_RELATIVE}) in law\b|"
    rf"^(?:\w+ )?(?:my|your|his|her) (?:\w+ )?(?:{_RELATIVE}) (?:\w+ )?(?:says?|said|told|thinks?|thought|saw)\b"
)
ILL = re.compile(
    r"\b(?:died|dead|passed|cancers?|heart|strokes?|diabet\w*|sugar|pressure|alcoholic|had (?:it|one|that|the same)|"
    r"same (?:thing|problem)|healthy|well|alive|hospital\w*|surgery|operat\w+|replaced|transplant|thyroid|blind|"
    r"dementia|funny|memory|nerves|breakdown|suicide|killed|early|young)\b"
)
"""How the illness of a relative is told."""
_SMOKES = re.compile(r"\b(?:smokes?|smoked|vapes?|drinks?)\b")
RELATIVES = re.compile(rf"\b(?:{_RELATIVE})\b")
_NAMES_ALLERGY = re.compile(r"\ballerg\w+")
_OF_ALLERGY = re.compile(
    r"\ballerg\w+|\breact\w*|\brash|\bhives|\bintoleran\w+|\banaphyla\w+|\bnone\b|\bno\b|\bhay ?fever"
)
_OF_NOW = re.compile(
    r"\b(?:today|yesterday|last night|this morning|started|since|worse|pain|hurts?|\d+ (?:hours?|days?) ago)\b"
)


@lru_cache(maxsize=REMEMBERED)
def topics(visit: Visit) -> dict[int, str]:
    """The topic of every statement of the patient, or joined of question and answer, that has one."""
    found: dict[int, str] = {}
    asked = _asked_by_turn(visit)
    for index, statement in enumerate(visit.statements):
        empty = statement.kind == "said" and is_empty_talk(statement)
        if statement.asks or empty or len(statement.words) > LONGEST:
            continue
        if statement.kind == "said" and statement.role is Role.CLINICIAN:
            continue
        topic = topic_of(statement, asked)
        if (
            topic == ALLERGIES
            and not _OF_ALLERGY.search(joined(statement.words))
            and not find_drugs(joined(statement.words))
        ):
            continue
        if topic and not (topic == IDEAS and statement.at > EARLY * len(visit.utterances)):
            found[index] = topic
    return found


def topic_of(statement: Statement, asked: dict[int, str]) -> str:
    """By what the statement says, else by what was asked."""
    text = joined(statement.words)
    if _NAMES_ALLERGY.search(text):
        return ALLERGIES
    if len(statement.sources) > 1 and statement.kind == "said" and _SMOKES.search(text):
        return SOCIAL
    if _CAUGHT.search(text):
        return FAMILY if asked.get(statement.sources[-1].turn) == FAMILY else ""
    told = next((topic for topic, pattern in _TOLD if pattern.search(text) and not _WITH_THEM.search(text)), "")
    if told == FAMILY and (_FEARED.match(text) or not (ILL.search(text) or _of_illness(text))):
        told = IDEAS if _FEARED.match(text) else asked.get(statement.sources[-1].turn, "")
    if told == FAMILY and (AT_HOME.search(text) or _NO_KIN.search(text)):
        return SOCIAL if AT_HOME.search(text) else ""
    if told:
        return told
    if text.startswith("medicines:"):
        return MEDICINES
    if text.startswith("lives with:"):
        return SOCIAL
    if statement.kind != "said":
        own, asked_of = asked_about(text), asked.get(statement.sources[0].turn + 1, "")
        found = asked_of if asked_of == FAMILY and own == PAST else own or asked_of
        if found == MEDICINES and find_diagnoses(text) and not find_drugs(text):
            return PAST
        return ALLERGIES if found == BOTH else found
    topic = asked.get(statement.sources[-1].turn, "")
    if topic == BOTH:
        return ALLERGIES if _OF_ALLERGY.search(text) else MEDICINES
    if topic == MEDICINES and find_diagnoses(text) and not find_drugs(text):
        return PAST
    if (topic == FAMILY and AT_HOME.search(text)) or (topic == MEDICINES and _MEASURED.search(text)):
        return ""
    if topic in {PAST, FAMILY} and _OF_NOW.search(text) and not find_diagnoses(text):
        return ""
    return topic


_FEARED = re.compile(
    r"^(?:(?:well|just|so|really|i guess) )*i (?:am|was|have been) (?:\w+ )?(?:worried|scared|afraid|terrified)\b"
)


_MEASURED = re.compile(rf"\b(?:sugars?|weight|{VITAL_SIGN}) (?:was|were|is|has been|went|dropped)\b")


def _of_illness(text: str) -> bool:
    return any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))


def asked_about(question: str) -> str:
    """The topic of a question, `BOTH` of one that names two; empty where it is about the complaint itself."""
    if _ALLERGIES_TOO.search(question):
        return BOTH
    return next((topic for topic, pattern in _ASKED_OF if pattern.search(question)), "")


_ALLERGIES_TOO = re.compile(
    r"\b(?:medicines?|medications?|meds|tablets|pills)\b.*,? ?\b(?:or|and|,) ?(?:any |known )*allerg(?:y|ies)\b|"
    r"\ballergies\b,? ?(?:or|and|,) (?:any |regular )*(?:medicines|medications|meds)\b(?! allerg)"
)


def _asked_by_turn(visit: Visit) -> dict[int, str]:
    """What each turn of somebody else than the clinician answers: the last thing asked before it."""
    found: dict[int, str] = {}
    topic, since = "", 0
    for utterance in visit.utterances:
        if utterance.role is Role.CLINICIAN:
            text = joined(utterance.words)
            named = asked_about(text) if utterance.asks or len(utterance.words) <= SHORT_PROMPT else ""
            goes_on = topic and utterance.turn - since <= GOES_ON and _GOES_ON.search(text)
            familys = goes_on or (utterance.turn - since <= GOES_ON and _FAMILYS.match(text))
            if familys and topic == FAMILY and named in {PAST, ""} and not _OF_YOU.search(text):
                named = FAMILY  # "what kind of autoimmune conditions are there?" goes on with the family's
            if named or (utterance.asks and utterance.turn != since):
                topic, since = named or (topic if goes_on else ""), utterance.turn
        elif topic and utterance.turn - since <= FURTHEST:
            found.setdefault(utterance.turn, topic)
    return found


_FAMILYS = re.compile(
    r"^(?:(?:and|so|okay|no|then|or|any|an|the|(?:how|what) about|,) ?)*(?:(?!urinary|other\b)[a-z-]+ |or |, ){0,4}"
    r"(?:conditions?|diseases?|disorders?|cancers?|strokes?|attacks?|problems|issues)(?:,? (?:at all|or [a-z ]+))?$"
)
"""What is asked behind a question about the family without saying so again: "and any lung or heart conditions?"."""
_OF_YOU = re.compile(r"\bother (?:medical|health)\b|\b(?:do|have|are) you\b")
GOES_ON = 4
"""Turns after a question in which the next may still ask about the same."""
_GOES_ON = re.compile(
    r"^(?:(?:and|so|okay|then|but|sorry) ?,? )*(?:how (?:many|much|long|often|old)\b.*|(?:and )?(?:what|which) "
    r"(?:dose|kind|type|"
    r"sort|age|one|year)\b.*|what happens?\b.*|what (?:do|did|does) (?:it|that|they|he|she) .*|when (?:did|was) "
    r"(?:you|that|it|he|she|"
    r"they)\b.{0,20}(?:stop|quit|give up|diagnosed|die|pass).*|(?:do|did) you (?:remember|know|recall) .*|(?:and "
    r")?(?:is|was|"
    r"are|does|did|has) (?:that|it|he|she|they)\b(?!.*\b(?:any|had|having|been)\b).*|any(?:thing)? (?:else|other)\b.*|"
    r"you used to .*)$"
)
"""A question that goes on with what was asked before: "and how many years was that for?"."""
SHORT_PROMPT = 9
"""Words of "and your past medical history", a question without its question mark."""
