"""What a clinician's sentence orders of a medicine: begun, changed, refilled, gone on with, held, stopped, avoided.

Read by `medicines`. What is only thought of, set side by side, told of the past or waits for something is no order.
"""

import re
from itertools import pairwise
from typing import Literal

from attending.scribe.proposals.dose_words import SKIPS
from attending.scribe.proposals.ended import Ending, changes_dose, ending, is_for_a_while, without_other
from attending.scribe.proposals.passages import OF_NEED, ONLY_AGREED, Passage, clause_at
from attending.scribe.proposals.taken import OUT, TOOK, combined
from attending.scribe.proposals.uses import ENDS, Kind
from attending.terms.allergy import order_behind_allergy
from attending.terms.directions import read_directions
from attending.terms.drugs import DrugMention, find_drugs
from attending.terms.negation import Status, assertion_of

_STARTS = re.compile(
    r"\b(?:start\w*|begin\w*|prescrib\w+|prescription|put(?:ting)? (?:you|him|her) (?:back )?on|give (?:you|him|her)|"
    r"giving (?:you|him|her)|add(?:ing)?|order\w*|suggest\w*|swap\w*|replac\w+|send(?:ing)? (?:in|over|you)|"
    r"call(?:ing)? in|switch\w*|chang\w+ (?:you|it|that)?|have (?:you|him|her) (?:take|on|use|start)|(?:you|him|"
    r"her) (?:to )?(?:take|try|use|start)|(?:go|get|going) back on|recommend\w*|writ(?:e|ing)|restart\w*|try\w*|"
    r"benefit from|better (?:off )?(?:on|with)|go(?:ing)? (?:ahead )?(?:with|for)|treat\w* (?:\w+ ){0,4}with|do|use|"
    r"take|like|want|need|get (?:you|him|her))\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:i(?:'m| am| will|'ll|'d| would| want| think| recommend| suggest| prescribe)|we(?:'re| are| will|'ll|'d| can|"
    r" should| need| could)|let'?s|let us|please|going to|gonna|gon na|you (?:can|should|need|will)|you'll|need to|"
    r"start|take|use|restart|so)\b",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(
    r"\b(?:(?:i|we|they|he|she|who|dr\.? \w+) (?:had |have |'ve )?(?:started|put|prescribed|gave|given|increased|"
    r"switched|changed|placed|tried|did)|you(?:['’]ve| have) (?:had|been on|been taking)|you (?:were|had been|had|got|"
    r"tried|took|used|started) (?:\w+ ){0,2}?|last (?:time|visit|year|month|week)|\bago\b|used to|previously|"
    r"when you (?:were|had)|in the past|already|had (?:you|him|her) on)\b",
    re.IGNORECASE,
)
_STARTS_NOW = re.compile(
    r"\b(?:gon ?na|going to|will|'ll|let's|let us|wan ?na|want(?:ed)? to|want you to|like (?:you )?to|should|need to|"
    r"can|i'm|i am|we're)\b.{0,60}?\b(?:re)?(?:start|begin|put|give|add|prescrib\w+|order|send|call in|switch|chang\w+|"
    r"try|recommend|write|go|take|use|treat|starting|putting|giving|adding|have)\b|"
    r"\b(?:going|go|sending you|send you) home (?:on|with)\b|\bdragon\b.{0,20}\border\b",
    re.IGNORECASE,
)
_PUT_ON_NOW = re.compile(
    r"\W*(?:and )?put (?:you|him|her) (?:back )?on (?:(?:the|an?) )?(?:(?:\w+ ){0,3}\w+, )?$", re.IGNORECASE
)
"""What goes on from a decision: "I'd like to stop the Clenil and put you on"."""
_STARTED_BEHIND = re.compile(
    r"\W*(?:(?:which|that) )?(?:(?:you|he|she)(?:['’](?:ve|s)| have| has) been (?:started|put|kept|taking|on)|(?:we|"
    r"they)(?:['’]ve| have) (?:started|put|kept) (?:you|him|her))\b",
    re.IGNORECASE,
)
"""Behind a medicine that is taken since a stay in hospital: "ramipril, you've been started on 2.5"."""
_GIVEN = re.compile(
    r"\b(?:(?:we|they|i)(?:['’]ve| have)|you(?:['’]ve| have) (?:had|been)) (?:already |just |now )*(?:given|"
    r"had)\b[^.;]*$",
    re.IGNORECASE,
)
"""What was given in the visit already: "we've given you three nebs and some ipratropium"."""
_LATER = re.compile(
    r"^\W*(?:and |so |then )*later\b|\blike (?:when |if )?(?:you|someone|people) (?:have|had|has|get|got)\b.*\bgive\b|"
    r"^\W*(?:(?:and|so|then)\W+)*once (?:the|this|that|your|his|her|it|things)\b[^,;]{0,30}?(?:has|have|is|are|"
    r"['’]s) (?:settled|gone|better|healed|cleared|calmed|over)\b|"
    r"\b(?:when|once) you(?:'re| are)\b.*,|^\W*(?:(?:and|so|then)\W+)*after (?:the|your|his|her) (?:\w+ ){1,4}?(?:we|"
    r"you|i)(?: can|['’]ll| will| could)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"\b(?:continu\w+|keep\w*|stay\w* on|remain\w* on|carry on|stick with|same dose|not chang\w+|"
    r"no change\w*|go on with|leave (?:you|the|your))\b",
    re.IGNORECASE,
)
_STAYS = re.compile(
    r"\W*(?:dose )?(?:can |should |will |just )?(?:stays?|remains?|carr(?:y|ies) on|continues)\b(?! (?:off|away|"
    r"out)\b)|"
    r"[^.;]{0,30}?\b(?:same (?:as before|dose)|(?:just )?as (?:before|you are|now|you were)|no change|unchanged)\b",
    re.IGNORECASE,
)
"""Behind a medicine that goes on: "digoxin stays the same"."""
_LEFT_OFF = re.compile(r"\W*(?:\w+ ){0,2}(?:off|out)\b", re.IGNORECASE)
"""Behind "leave the tramadol": it is not given."""
_IF_NEEDED = re.compile(
    r"\b(?:if|when(?:ever)?) (?:you|he|she|they) (?:still |really )?needs?\b|"
    r"\bto (?:take|use|have) (?:only )?if (?:you|he|she) (?:gets?|ha(?:ve|s)|feels?)\b",
    re.IGNORECASE,
)
"""As needed: no doubt that it is ordered."""
REFILLS = re.compile(r"\b(?:refill\w*|renew\w*)\b", re.IGNORECASE)
_MAYBE = re.compile(
    r"\b(?:might|may|maybe|(?:i|we)['’]d (?:normally|usually|ordinarily)|would (?:normally|usually|ordinarily)|"
    r"could (?:also )?(?:consider|try|think|add|start|do|use)|consider\w*|think about|thinking about|possibly|perhaps|"
    r"would you (?:like|be)|option\w*|eventually|down the (?:road|line)|in the future|later on|some people|patients|"
    r"if (?:that|this|it|you|we|your|the|he|she)|unless|depending|before we|until|next step|wish|side effects?|risk|"
    r"works?|work by|class|similar to|like an?|compared|interact\w*|thought about|talk(?:ed)? about|mentioned|"
    r"discuss\w*)\b",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(
    r"(?: (?:any ?more|any longer|again|at all|now|please|either|with (?:your|the|those|that) (?:kidneys?|heart|"
    r"stomach|liver|asthma|ulcers?)|for (?:your|the) \w+))*\W*(?:$|[.,;]|(?:so|because|since|as|it)\b)",
    re.IGNORECASE,
)
"""Behind what is not to be taken at all, and not only with something, or until then."""
_PRAISES = re.compile(
    r",? (?:and |but )?(?:it|that|which|this|they) (?:might|may|can|could|should|will|would|also)\b[^.;]*?"
    r"(?=, (?:and|so|then)\b|[.;]|$)",
    re.IGNORECASE,
)
"""What a medicine may do beside, behind its order: "… ten milligrams at night, it might help the sleep too"."""
_TOLD_TAKING = re.compile(
    r"\b(?:you(?:'re| are| were|'ve been| have been)(?: still| currently| also| now)? (?:on|taking|using)|you(?: still|"
    r" currently| also)? (?:take|use)|(?:he|she|patient)(?:'s| is)? (?:on|takes|taking)|currently on|managed (?:with|"
    r"on)|which (?:you|he|she) takes?|controlled (?:with|on)|(?:put|started) (?:you|him|her) on)\b",
    re.IGNORECASE,
)


def ordered(passage: Passage, drug: DrugMention) -> Kind | Literal["avoids"] | None:
    """What a clinician's sentence makes of one medicine in it; None where it makes nothing of it."""
    start, end = clause_at(passage.text, drug.start)
    clause = _blanked(_WHILE_ILL, _blanked(_IF_NEEDED, _blanked(_RAISED_LATER, passage.text[start:end])))
    clause = _blanked_after(_LATER_IF, clause, drug.end - start)
    clause = without_other(clause[: drug.start - start]) + clause[drug.start - start :]
    status = assertion_of(clause, drug.start - start, drug.end - start).status
    ordered_from = order_behind_allergy(passage.text)
    if ordered_from > drug.start or _is_one_of_two(passage, drug) or _is_only_spoken_of(passage, drug):
        return None
    start = max(start, ordered_from)
    clause = _blanked(_RAISED_LATER, passage.text[start:end])
    before, clause = passage.text[start : drug.start], _blanked_after(_LATER_IF, clause, drug.end - start)
    because = _BECAUSE.search(clause)
    if because and because.start() <= drug.start - start < because.end():
        return None
    if OUT.search(_BECAUSE.sub("", clause)) or (status is Status.ASKED and not _DOES_FOR.search(before)):
        return None
    refused = _REFUSED.search(before)
    if refused and ending(refused["what"], "") in ENDS:
        return None  # "don't stop the prednisone suddenly"
    if ended := ending(before, passage.text[drug.end : end]):
        return _ended(passage, drug, before, ended)
    if refused or _is_open(passage, drug, clause, before, status):
        return None
    return _begun(passage, drug, start, end)


def _ended(passage: Passage, drug: DrugMention, before: str, ended: Ending) -> Kind | Literal["avoids"] | None:
    """What becomes of words that end a medicine: nothing where they tell of the past, or of a day to come."""
    lead, behind = passage.text[: drug.start], passage.text[drug.end :]
    if ended == "spared":
        return "avoids" if _FOR_GOOD.match(behind) else None
    if _DONE_BEFORE.search(before) or _LATER.search(passage.text) or _waits(lead):
        return None
    held: Kind = "holds" if is_for_a_while(behind) else ended
    return None if _ON_A_DAY.match(behind) else held


def _is_open(passage: Passage, drug: DrugMention, clause: str, before: str, status: Status) -> bool:
    """Whether an order is only thought of, doubted, or waits for something."""
    lead = passage.text[: drug.start]
    thought = _MAYBE.search(ONLY_AGREED.sub("", _IF_NEEDED.sub("", _PRAISES.sub("", clause))))
    return bool(
        status in (Status.NEGATED, Status.HYPOTHETICAL)
        or (thought and not _sure(_PRAISES.sub("", clause)))
        or (_waits(lead) and not _as_needed(lead))
        or (status is Status.UNCERTAIN and not _ADVISED.search(before))
        or re.search(r"n['’]?t think\b|\bnot think\b", before)
        or _LATER.search(passage.text)
        or _OTHERS_MIGHT.search(before)
        or _ASKED_FIRST.search(passage.text[drug.end :])
    )


_OTHERS_MIGHT = re.compile(
    r"\b(?:they|the (?:doctors?|consultants?|specialists?|team|\w+ team))"
    r"(?:['’]d| would| might| may| could| (?:will|['’]ll) (?:probably|likely|maybe))\b",
    re.IGNORECASE,
)
"""What others may do, which is ordered by nobody yet: "they'd use nifedipine"."""
_ASKED_FIRST = re.compile(
    r"\b(?:let me|i(?:['’]ll| will| need to| want to|['’]d like to)) (?:just )?(?:check|ask|speak|talk|run|discuss|"
    r"see)\b[^.;]*\bfirst\b",
    re.IGNORECASE,
)
"""Behind what waits for somebody's advice: "… but let me check that with the renal team first"."""


def _begun(passage: Passage, drug: DrugMention, start: int, end: int) -> Kind | None:
    """What an order does with a medicine: it begins, goes on, is moved, left out for a while."""
    clause = _blanked_after(_LATER_IF, _blanked(_RAISED_LATER, passage.text[start:end]), drug.end - start)
    before, after = passage.text[start : drug.start], passage.text[drug.end : end]
    if SKIPS.search(_of_pair(passage.text[: drug.start])):
        if _ON_A_DAY.match(passage.text[drug.end :]):
            return None
        return "starts" if read_directions(passage.text[drug.end :]).dose is not None else "holds"
    if _STARTED_BEHIND.match(passage.text[drug.end :]):
        return "takes"
    if REFILLS.search(clause):
        return "refills"
    if _STAYS.match(after):
        return "continues"
    if _CONTINUES.search(before):
        return None if _LEFT_OFF.match(after) else "continues"
    if _STARTS_NOW.search(before) and not changes_dose(before, after):
        return "starts"
    if _PUT_ON_NOW.match(before) and _STARTS_NOW.search(f"{passage.text[:start]} put"):
        return "starts"
    if _GIVEN.search(passage.text[: drug.start]):
        return None
    if _DONE_BEFORE.search(clause) or _TOLD_TAKING.search(before):
        return None if TOOK.search(clause) and not _TOLD_TAKING.search(before) else "takes"
    if changes_dose(before, after):
        return "changes"
    directions = read_directions(passage.text[drug.start :])
    dosed = directions.dose is not None or directions.repeat is not None
    if _STARTS.search(before) and (_ORDERS.search(before) or dosed):
        return "starts"
    return "starts" if _is_noted(passage, drug, before) else None


def _is_only_spoken_of(passage: Passage, drug: DrugMention) -> bool:
    """Whether a medicine names a day, is what a letter is about, or is asked after in the same breath."""
    lead, behind = passage.text[: drug.start], passage.text[drug.end :]
    asked = _STILL_ASKED.match(behind if behind.strip(" .,;?") else passage.after)
    return bool(asked or _OPTION.search(lead) or _ONLY_WHEN.search(lead) or _ABOUT.search(lead))


_OPTION = re.compile(
    r"\b(?:can|could|may|might) (?:have|take|use|try) (?:\w+ ){1,3}(?:instead of|rather than)\b", re.IGNORECASE
)
"""What may be taken in another's place, which ends nothing: "you can have that instead of the paracetamol"."""
_STILL_ASKED = re.compile(
    r"^\W*(?:do|are|did|have) (?:you|he|she) (?:still |ever |really |actually )*(?:need|take|taking|use|using|"
    r"want|on)\b",
    re.IGNORECASE,
)
"""Behind a medicine that is only asked after, where nobody put a stop: "and the propranolol do you still need that"."""


def _is_noted(passage: Passage, drug: DrugMention, before: str) -> bool:
    """Whether a medicine is ordered in note style, without a verb: "ibuprofen, 600 every eight hours"."""
    following = next((d.start for d in find_drugs(passage.text) if d.start >= drug.end), None)
    directions = read_directions(passage.text[drug.end : following])
    behind = passage.text[drug.end :]
    begins = re.search(
        r"\bstart(?:ing)? (?:it |them )?(?:today|tonight|tomorrow|now|straight away|on \w+day)\b", behind
    )
    bare = _NAMED_BARE.match(before) or _goes_on(passage, drug, before) or _INSTEAD_THEN.match(f"{before}|{behind}")
    named = bare and (directions.dose_words or directions.route or directions.days is not None or begins)
    dosed = directions.dose is not None or named or _AT_HOME.match(before)
    short = len(re.split(r",|\band\b", before)[-1].split()) <= BRIEF
    when = directions.repeat is not None or directions.as_needed or _FOR_WHAT.search(passage.text[drug.end : following])
    return bool(short and dosed and when)


_INSTEAD_THEN = re.compile(
    r"\W*(?:(?:okay|ok|right|alright|all right|well|so|good)\b\W*)*\|,? (?:then|instead)\b", re.IGNORECASE
)
"""What is chosen in another's place: "okay, nitrofurantoin then, 100 twice a day"."""
_FOR_WHAT = re.compile(
    r"\bfor (?:the |your |his |her )(?:nausea|sickness|vomiting|pain|fever|itch\w*|spasms?|reflux|cough|cramps?)\b",
    re.I,
)
"""What says when a dose is taken as well as a time does: "ondansetron 4 for the nausea"."""


def _goes_on(passage: Passage, drug: DrugMention, before: str) -> bool:
    """Whether a medicine stands behind one that is ordered: "prednisolone 30 a day and amoxicillin 500 …"."""
    first = [one for one in combined(passage.text) if one.end <= drug.start]
    if not first or not re.search(r"\band (?:also |some )?$", before):
        return False
    how = read_directions(passage.text[first[-1].end : drug.start])
    return bool(how.repeat) and ordered(passage, first[-1]) in ("starts", "changes")


BRIEF = 4
"""Words that may stand before a medicine that is ordered without a verb."""
_ONLY_WHEN = re.compile(
    r"\b(?:after|before|since|until|than) (?:(?:your|the|his|her|last|first|next|final|previous|old) )+$",
    re.IGNORECASE,
)
"""Before a medicine by which only a day is named: "start it the day after your last Yaz pill"."""
_ABOUT = re.compile(
    r"(?<!how )(?<!what )\b(?:about|regarding|concerning) (?:(?:the|your|his|her|that|any|stopping|starting|taking|"
    r"changing) )*$",
    re.IGNORECASE,
)
"""Before what is only spoken or written of: "I'll write to your GP about the doxazosin"."""
_SET_SIDE_BY_SIDE = re.compile(
    r"(?:\b(?:could|can|might|may|would|options?|choices?|between|either)\b|['’]d\b)[^.;]{0,40}\b(?:use|try|start|"
    r"go (?:with|for)|do|offer|give|are|is|choose|pick|between)\b[^.;]*$|\beither\b[^.;]*$",
    re.IGNORECASE,
)
_OR = re.compile(
    r"\W*(?:(?:\d\S*|mg|once|twice|a|day) )*or (?:(?:else|maybe|the|a|an|some|perhaps) )*$",
    re.IGNORECASE,
)


def _is_one_of_two(passage: Passage, drug: DrugMention) -> bool:
    """Whether a medicine is set beside another to choose from: "we can use rivaroxaban or apixaban"."""
    drugs = combined(passage.text)
    number = next((i for i, one in enumerate(drugs) if one.start == drug.start), -1)
    for first, second in pairwise(drugs):
        if drugs[number] in (first, second) and _OR.match(passage.text[first.end : second.start]):
            return bool(_SET_SIDE_BY_SIDE.search(passage.text[: first.start]))
    return False


_NAMED_BARE = re.compile(
    r"^\W*(?:(?:and |so )?(?:for|because of|given|as) (?:the|your|his|her) (?:\w+ ){0,4}\w+,? )?"
    r"(?:(?:and|so|then|also|plus|the|some|okay|ok|right|well)\b\W*)*$|^[^.;?]*\b(?:low|high|up|down), so $",
    re.IGNORECASE,
)
"""Before an order in note style: "Ibuprofen, 600 every eight hours"."""
_AT_HOME = re.compile(
    r"^\W*(?:(?:and|so|then|okay)\W+)*(?:at|when (?:you|he|she)(?:['’]s|['’]re| are| is) (?:back )?at) home\W*$", re.I
)
_WAITS = re.compile(
    r"^\W*(?:(?:and|but|so|then|now)\W+)*(?:if|unless|should|in case|any|at the first)\b|"
    r"\b(?:on|for|during) (?:any |your )?sick[- ]days?\b|\bsick[- ]day rules?\b|"
    r"\b(?:when(?:ever)?|any ?time) (?:you|he|she)(?:['’](?:re|s)| are| is| get| gets| feel| feels) (?:\w+ )?"
    r"(?:ill|sick|unwell|poorly|dehydrated|vomiting)\b",
    re.I,
)
_ON_A_DAY = re.compile(
    r"[^.;]*?\b(?:(?:on )?the (?:day|night|morning|evening|week) (?:of|before)|\d+ (?:days?|hours?) before|"
    r"before (?:the|your|any) (?:\w+ )?(?:scan|op|operation|surgery|procedure|test|colonoscopy|endoscopy|ct))\b",
    re.I,
)
"""Behind what is left out on a day that is still to come."""


def _waits(before: str) -> bool:
    """Whether an order waits for something: "if the cough is not gone by Friday, then start…"."""
    before = ONLY_AGREED.sub("", before)
    if _WAITS.search(before):
        return True
    inner = _INNER_IF.search(before)
    return inner is not None and not _as_needed(inner["what"])


_INNER_IF = re.compile(
    r"(?:[,;.]|\b(?:and|but|so|then))\s*(?:then )?(?:only )?(?:if|unless|in case)\b(?P<what>[^.;]*)$", re.IGNORECASE
)
"""A condition in the middle of a sentence: "bloods in a week, and if the potassium is back under 5 then…"."""


_BECAUSE = re.compile(
    r"\bbecause of (?:the |your |his |her )?[\w ]+?(?= (?:i|we|let)\b|['’])|"
    r"\b(?:since|as) (?:the|your|that|his|her) (?:rash|reaction|allergy|hives)\b[^.;]*$",
    re.IGNORECASE,
)
"""Why it is this medicine and no other: "because of the hives I'm going to use cefdinir"."""
_REFUSED = re.compile(
    r"(?:\b(?:not(?! only| just)|never|no (?:need|reason|point)|without|against)|(?<!why do)n['’]t)\b(?! (?:we|i|"
    r"you)\b)(?: [\w']+){0,4}? (?P<what>(?:put|start|giv|prescrib|add|us|have|tak|tr(?:y|ied)|switch|chang|increas|"
    r"rais|doubl|go|recommend|suggest|stop|hold|halv|reduc|lower|drop|cut|quit|com)\w*\b[^,.;]*)$",
    re.IGNORECASE,
)
"""What a clinician decides against: "I don't want to put you on warfarin"."""
_DOES_FOR = re.compile(r"\b(?:i|we)['’]?(?:ll| will| can| could)? do (?:you|him|her|them)\b", re.IGNORECASE)
"""No question: "I'll do you a prescription"."""
_ADVISED = re.compile(r"\b(?:i|we)(?:['’]d| would| do)? (?:suggest|recommend|advise)\w*\b", re.IGNORECASE)
"""No doubt: "what I'd suggest is…"."""
_OTHERWISE = re.compile(r"\b(?:not|still|better|worse|improv\w+|gone|by|after)\b|n['’]t\b", re.IGNORECASE)


def _as_needed(condition: str) -> bool:
    """Whether a condition only says when a medicine is needed: "if you have pain, take…"."""
    return bool(OF_NEED.search(condition)) and not _OTHERWISE.search(condition)


def _sure(clause: str) -> bool:
    """ "I'd like to start…" with "if" only as needed: an order all the same, once a dose is in it."""
    directions = read_directions(clause)
    return bool(
        directions.dose_words
        and (directions.repeat is not None or directions.as_needed)
        and not re.search(r"\b(?:might|maybe|consider)\b", clause)
    )


_WHILE_ILL = re.compile(r"^\W*(?:(?:and|so|but)\W+)*while (?:you|he|she)(?:['’]re|['’]s| are| is) [^,.;]*,", re.I)
"""For how long, before what is done: "while she's poorly and not eating, leave out…"."""


def _of_pair(before: str) -> str:
    """The words before the second of two medicines as they stand before the first: "leave out the A and the"."""
    drugs = find_drugs(before)
    paired = drugs and re.fullmatch(r" and (?:(?:the|your|his|her) )?", before[drugs[-1].end :])
    return before[: drugs[-1].start] if paired else before


_RAISED_LATER = re.compile(
    r",? and (?:then )?(?:(?:we|you)(?:['’]ll| will| can) )?(?:put|go|take|increase|bring|move) (?:it |"
    r"that )?up\b.*?\bif\b.*$",
    re.IGNORECASE,
)
"""What is done with the dose later on, which leaves no doubt about its start: "and put it up to 2.5 if…"."""


_LATER_IF = re.compile(
    r",? (?:and|but) (?:then )?if (?!you need|needed|that['’]s ok).*$|"
    r",? until (?:we|you|he|she|it|they|your|the|that|this|things)\b.*$",
    re.I,
)
"""What is done later, if something comes true; the order before it stands: "… and if she's calm we'll stop it"."""


def _blanked_after(pattern: re.Pattern[str], text: str, start: int) -> str:
    found = pattern.search(text, start)
    return f"{text[: found.start()]}{' ' * len(found.group())}" if found else text


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda m: " " * len(m.group()), text)
