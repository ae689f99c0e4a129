"""What a clinician concludes and advises at the end of a consultation without examination: by words, not by score.

Read by `plan`. The learned score knows plans that are dictated by problem after an examination; over a telephone or a
video line clinicians say "it sounds like a tummy bug" and "if it is no better by Friday, give us a ring".
"""

import re

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence
from attending.scribe.content.conditions import with_conditions
from attending.scribe.content.examination import LATE, exam_heard
from attending.scribe.content.order_kinds import DOSE, is_decided
from attending.scribe.content.problems import is_diagnosis
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written
from attending.terms.symptoms import find_symptoms

LONGEST = 60
"""Words of a piece of advice; a longer one is a talk."""
_NO_PLAN = re.compile(
    r"^(?:you (?:mentioned|said|told|have (?:had|been|noticed)|had|were|did)|so you|have you|do you|did you|are you|"
    r"is (?:that|it)|you (?:might|may) have had|(?:so )?at this stage,? i would|i do not have (?:much|any) information|"
    r"i (?:am|was) (?:sorry|afraid|dr|doctor)|(?:normally|usually|ideally) (?:at this stage|i would (?:like to )?"
    r"examine)|(?:that|it|this) (?:must|sounds) (?:be )?(?:difficult|hard|good|great|fine|perfect))\b|"
    r"\b(?:i would like to|i like to|i am going to|let me|i will|i want to|i need to|can i|i have to|i should) "
    r"(?:just |quickly )?(?:ask|examine|clarify|check (?:a few|something|with you|i|that i|we)|summari[sz]e|recap|"
    r"go through|explain|double check|understand|think|know|find out|start)\b|\b(?:questions?|important to ask|"
    r"stressful (?:job|time)|forgot|moving on|sound quality|hear me|video|camera|your (?:full )?name|date of birth)\b|"
    r"\bany (?:further|other) (?:questions|concerns|things)\b|\bsympathi[sz]e|\bthank you\b|\bmy plan\b.{0,20}$"
)
_RETURNS = re.compile(
    r"\b(?:come back|see (?:each other|you|us|me|him|her|a doctor|a gp|your gp|someone|somebody|the doctor|one of us)|"
    r"book (?:another|an|in|back|yourself|you)|(?:give|ring|call|phone|contact|speak (?:to|with)|"
    r"get (?:back )?in touch with|let(?= \w+ know)) (?:us|me|nine nine nine|999|111|back|one of|"
    r"the (?:surgery|practice|clinic|support)|an ambulance|your (?:gp|doctor))|get in touch|go (?:straight |directly |"
    r"back )?(?:to|into) (?:a ?& ?e|a and e|hospital|the hospital|the (?:emergency|nearest)|accident|casualty)|"
    r"seek (?:\w+ )?(?:help|advice|attention|care|review)|follow.?up|review (?:you|this|it|things|again|in)|touch base|"
    r"(?:another|further|follow up) (?:appointment|consultation)|safety net|(?:need|have|want|should|must|go|going|"
    r"straight|best|better|take|attend)\b.{0,40}\b(?:a ?(?:and|&) ?e|emergency|hospital|999|nine nine nine|111))\b"
)
_AMBULANCE = re.compile(
    r"\b(?:call(?:ing)?|send(?:ing)?|get(?:ting)?|order(?:ing)?|arrang(?:e|ing)) (?:you |for )*(?:an|the) ambulance\b|"
    r"\b(?:send|get|take|admit|bring)(?:ing)? you (?:straight |directly )?(?:in)?to (?:the |a )?(?:hospital|"
    r"a ?(?:and|&) ?e|emergency)\b|\bgo (?:straight |directly )to (?:the |a )?(?:hospital|a ?(?:and|&) ?e|emergency)\b"
)
"""What is done at once, with no "if" and at any time of the call."""
_IF_OR_WHEN = re.compile(
    r"\b(?:if|unless|should (?:you|it|things|your)|in (?:about |a |the |two |three |four |\d|an )|"
    r"next|within|after|until|once|when|any|tomorrow|again|another|earlier|sooner)\b"
)
_TESTS = re.compile(
    r"\b(?:blood (?:tests?|count|sugar|pressure check)|bloods|urine (?:test|sample|dip)|(?:stool|sputum|urine|blood|"
    r"wee) sample|samples?|dipstick|swabs?|x-?rays?|scans?|mri|ct|ultrasound|ecg|ekg|tracing|echo\w*|spirometry|"
    r"peak flow|thyroid function|tests?|screen(?:ing)?|(?:physical )?examin(?:e|ation)|face.to.face|in person|"
    r"biopsy|endoscopy|camera test|smear|hearing test|refer\w*|specialist|clinic appointment|investigations?)\b"
)
_TREATS = re.compile(
    r"\b(?:antibiotics?|pain ?killers?|pain relief|tablets?|creams?|ointment|inhalers?|steroids?|prescri\w+|"
    r"course of|medications?|medicines?|anti-?histamines?|emollients?|moistur\w+|treat(?:ment|ing)?|"
    r"rehydration|sachets?|dioralyte|sprays?|drops|gels?|lozenges|laxatives?|fluids|hydrated|pharmac(?:y|ist)|"
    r"over the counter|conservative|therapy|counselling|counseling|physio\w*|patch(?:es)?|dose)\b"
)
_ADVISES = re.compile(
    r"\b(?:would|can|could|should|need|must|going to|will|happy to|worth|recommend\w*|suggest\w*|advis\w+|take|taking|"
    r"use|using|try|trying|start|stop|continue|give|get|send|make sure|making sure|have|drink|keep|avoid|want|like you|"
    r"important|best|helps?|helpful|do not need|entail\w*|involv\w+|plan|let us|arrange|organi[sz]e|book|due)\b"
)
_TEACHES = re.compile(
    r"\b(?:make sure|making sure|try (?:to|and|not)|avoid\w*|plenty of|stay (?:at home|hydrated|off|in)|"
    r"keep (?:a |an eye|yourself|off|it|the)|time off|off work|look(?:ing)? out for|watch out for|"
    r"red flags?|should (?:get|help|start|settle|improve|clear|go|be (?:better|fine|okay))|i (?:would|do) "
    r"(?:also |definitely |strongly |just )*(?:recommend|suggest|advise|encourage|like you to|want you to)|"
    r"i (?:\w+ly |always |just |also )?(?:recommend|suggest|advise)|(?:we|i) (?:can|could|would) (?:recommend|suggest|"
    r"advise)|you (?:should|need to|must|ought to|can try|could try|want to)|(?:(?:good|better|ideal|recommended) "
    r"(?:to|if you)|recommended that you) (?!(?:see|meet|hear|know|talk|speak|be)\b)|hold(?:ing)? off|"
    r"if you (?:could|can) .*\b(?:good|great|helpful|ideal|best)$|worth (?:\w+ )?\w+ing|important (?:to|that|you)|"
    r"best (?:to|thing)|rest\b|diary|leaflet|website|information|sick note|fit note|self.?certif\w+|"
    r"(?:think about|back to|return to) work|(?:maybe|perhaps) you (?:could|can|should|want)|you (?:can|could|should) "
    r"(?:go|return|come) (?:back )?(?:in)?to work|(?:can|could|should) not (?:go|return|drive|fly|swim|work|play)|"
    r"stay(?:ing)? on the line|link|lifestyle|reduce|cut down|give up|stop smoking|diet|exercise)\b"
)
_CONCLUDES = re.compile(
    r"\b(?:i (?:think|suspect|wonder|believe|feel|do not think|would say|am (?:a bit |quite |slightly )?"
    r"(?:worried|concerned))|my (?:impression|feeling|concern|worry|thoughts?)|(?:it|this|that|they|these|which|"
    r"everything|symptoms|story)(?: \w+){0,3} (?:seems?|sounds?|looks?|appears?|could|may|might|is likely|are likely|"
    r"suggests?|points?|fits?|is consistent|is probably|is most)|(?:sounds|seems|looks|feels)(?: \w+){0,3} like|"
    r"most likely|likely (?:to be|that|caused|due|from)|likelihood|consistent with|suggestive of|something called|"
    r"what we call|known as|caused by|(?:could|may|might) (?:well |just |also |possibly )*(?:be|have)|possibilit\w+|"
    r"rule out|exclude|(?:can|could) (?:also |just |sometimes |often )*be (?:just )?(?:an? |due |caused |the )*"
    r"(?:symptoms?|signs?|due|caused|from)\b|(?:concern|worry|chance|risk) (?:is )?(?:that|of)|reassur\w+|"
    r"(?:concerned|worried) about|worries me|makes? me|diagnos\w+|differential|flare|exacerbation|"
    r"you (?:may|might|probably|do|have got|have) (?:have )?(?:an?|some|the|what)|combination of)\b"
)
_COURSE = re.compile(
    r"\b(?:this|it|that|they|these|things|symptoms|infection|pain|rash|cough|fever)"
    r"(?: (?:all|usually|normally|just|often))* (?:will|should|may|might|can|tends? to|ought to)"
    r"(?: (?:all|usually|normally|just|hopefully|probably|take|be|start|begin|to|gradually|slowly|then|last|last for))*"
    r"(?: (?:settl\w+|clear\w*|get(?:ting)? better|improv\w+|pass|resolve|go(?:ing)? away|"
    r"wear off|heal|(?:a |about |up to |\w+ )?(?:few |couple of )?(?:days|weeks|months)))\b"
)
"""How the illness is expected to go: "this will just settle down in the next few days"."""
_NAMED = re.compile(r"\b(?:something called|what we (?:would )?call|diagnosis|known as)\b")
_MATTER = re.compile(
    r"\b(?:infections?|virus\w*|viral|bug|bacteri\w+|inflammation|condition|disease|syndrome|allerg\w+|attack|"
    r"stress|pregnan\w+|cancer|serious|urgent|emergency|migraine|\w+itis|\w+oma|injury|strain|blockage|clot|angina|"
    r"heart|lung|stomach|bowel|kidney|ear|skin|nerve|mood|depress\w+|anxi\w+|thyroid|hormon\w+|side effects?|"
    r"reactions?|anaphyla\w+|sepsis|stroke|meningitis|dehydrat\w+|complications?|sclerosis|tumou?r|pneumonia)\b"
)


_TAKEN = re.compile(
    r"\b\d+ (?:tablets?|pills?|capsules?|puffs?|drops?|mg|mcg|ml|sachets?|sprays?)\b.*\b(?:day|daily|night|"
    r"morning|week|hours|times)\b|"
    r"\b(?:once|twice|\d times|three times) (?:a|per) (?:day|week)\b.*\b\d+ (?:days?|weeks?)\b",
    re.IGNORECASE,
)
"""How a medicine is taken, told without a verb: "one tablet, twice a day, for three days"."""


def advised(visit: Visit) -> dict[int, str]:
    """Statements of the second half that conclude or advise, and of what kind; none where something is examined."""
    if exam_heard(visit) is not None:
        return {}
    late = LATE * len(visit.utterances)
    found: dict[int, str] = {}
    groups, likely = with_conditions(visit), set(visit.chosen("plan"))
    for index, spoken in enumerate(visit.statements):
        statement = groups[index][0] if index in groups else spoken
        own = statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks
        text = joined(statement.words)
        decided = is_decided(text) or (index in likely and bool(find_drugs(text) or find_diagnoses(text)))
        early = statement.at < late and not (is_urgent(text) or decided or _fears(text))
        says = decided or not is_empty_talk(statement)
        if own and not early and len(statement.words) <= LONGEST and says:
            kind = advice_kind(statement)
            if kind:
                found[index] = kind
    return found if len(found) > 1 or set(found.values()) - {"reasoning"} else {}


_FEARS = re.compile(
    r"\bi am (?:really |a bit |quite |slightly |a little )?(?:worried|concerned) (?:that |about |it |this |you )|"
    r"\bi suspect\b"
)


def _fears(text: str) -> bool:
    """Whether a clinician fears an illness, however early: "I'm concerned this could be a melanoma"."""
    return bool(_FEARS.search(text) and (is_diagnosis(text) or _CLOT.search(text)))


_CLOT = re.compile(r"\b(?:clots?|cancer|sepsis|bleed\w*|blockage)\b")
_NOT_YET = re.compile(r"\b(?:whether|would not|do not|not need|no need|i would be|want to know|decide|could have)\b")


_DOUBTS = re.compile(
    r"\b(?:can not|cannot|could not|do not want to miss|want to|to|have to|need to) (?:completely |fully |totally )?"
    r"(?:rule out|exclude|miss)\b|\b(?:could|might|may) (?:also |just |still |well |possibly )*be\b|"
    r"\bprobably\b|\b(?:worried|concerned) (?:about|for)\b|\b(?:suspicious|suspicion) (?:that|for|of)\b"
)


def doubted(visit: Visit) -> set[int]:
    """Where the clinician, once something was examined, weighs a diagnosis: "I can't rule out pneumonia"."""
    start = exam_heard(visit)
    return {
        index
        for index, statement in enumerate(visit.statements)
        if start is not None
        and statement.role is Role.CLINICIAN
        and statement.kind == "said"
        and not statement.asks
        and statement.at > start
        and _DOUBTS.search(text := joined(statement.words))
        and is_diagnosis(text)
        and not is_empty_talk(statement)
    }


def is_urgent(text: str) -> bool:
    """Whether a sentence sends the patient to the hospital now: "we need to call an ambulance for you"."""
    sent = _AMBULANCE.search(text)
    return sent is not None and not _NOT_YET.search(text[max(0, sent.start() - NEAR) :])


NEAR = 24
"""Characters before an ambulance is sent in which it is put off or refused."""


def advice_kind(statement: Statement) -> str:
    """Its kind: `followup`, `testing`, `treatment`, `education` or `reasoning`; empty where it advises nothing."""
    text = joined(statement.words)
    if _NO_PLAN.search(text) or len(statement.words) < 4:
        return ""
    returns = bool(_RETURNS.search(text) and _IF_OR_WHEN.search(text))
    if not (is_sentence(statement.words) or find_drugs(text) or returns):
        return "treatment" if _TAKEN.search(written(text)) else ""
    if returns or is_urgent(text):
        return "followup"
    if _TESTS.search(text) and _ADVISES.search(text):
        return "treatment" if find_drugs(text) and DOSE.search(written(text)) else "testing"
    if (_TREATS.search(text) or find_drugs(text)) and _ADVISES.search(text):
        return "treatment"
    if _TEACHES.search(text):
        return "education"
    if _COURSE.search(text):
        return "education"
    about = _NAMED.search(text) or find_diagnoses(text) or find_symptoms(text) or _MATTER.search(text)
    return "reasoning" if about and _CONCLUDES.search(text) else ""
