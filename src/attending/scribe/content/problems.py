"""Which problem a clinician speaks of: announced ("for your second problem, your hypertension") or diagnosed.

Read by `plan`, `history` and `complaint`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs
from attending.terms.icd10cm_named import find_conditions
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_PROBLEM = (
    r"(?P<problem>(?:(?!\b(?:i|you|we|it|that|is|was|are|he|she|let|what|do|does|going|want|"
    r"think|so|because|like|goes|looks|there|which|have|has|would|and i|take|use|go|start|try|keep|give|"
    r"continue)\b)[a-z0-9'-]+ ?){1,6}?)"
)
_ENDED_BY = (
    r"$|,| (?:take|use|go|start|try|keep|continue)\b| i\b| you\b| we\b| it\b| let\b| so\b| that\b| and (?:i|we)\b"
)
"""What a problem that is announced ends before: the clause that follows."""
_ANNOUNCED = (
    r"\b(?:your|the|his|her) (?:first|second|third|fourth|next|last) "
    r"(?:problem|issue|diagnosis|condition|concern) of (?:your |the |his |her )*"
    rf"{_PROBLEM}(?={_ENDED_BY}| is\b| first\b)",
    rf"\b(?:for|from|with) (?:your?|the|his|her) (?:first|second|third|fourth|next|last|other|main|final|1st|2nd|"
    rf"3rd) (?:problem|issue|thing|one|diagnosis|concern|condition)?(?: here\b| today\b| of| is|,)* ?(?:is |of |being |"
    rf"the |your |his |her |this |that )*{_PROBLEM}"
    rf"(?={_ENDED_BY}| is\b| there\b| your\b| the\b| this\b| she\b| he\b| my\b)",
    r"^(?:and |so |then |now |also )*(?:as far as|in terms of|with regards? to|regarding|as for|with respect to|"
    rf"when it comes to|in regards to|concerning|going to) (?:the |your |his |her )?{_PROBLEM}(?: goes| is concerned)?"
    rf"(?={_ENDED_BY}| is\b| there\b| goes\b)",
    rf"^(?:and |so |then |now |also |again |lastly,? |finally,? |, )*for (?:the |your |his |her ){_PROBLEM}"
    rf"(?={_ENDED_BY}|:| there\b| your\b| the\b| this\b| she\b| he\b| my\b)",
    rf"^under (?:your |the |her |his ){_PROBLEM}(?=,)",
    rf"\bfrom (?:a |the |an |your )?{_PROBLEM} (?:standpoint|perspective|point of view|aspect)",
    rf"^(?:your|the) (?:first|second|third|next|last|other) (?:problem|issue|diagnosis) (?:is |of |, )*(?:your |"
    rf"the )*{_PROBLEM}(?=$|,| i\b| you\b| we\b)",
)  # fmt: skip
_ASKED_ABOUT = (
    rf"^(?:and |so |then |now |okay |, )*(?:what|how) about (?:the |your |his |her |that ){_PROBLEM}(?=$|,| i\b| you\b|"
    rf" we\b| is\b| did\b| have\b| are\b| how\b)",
    rf"^(?:and |so |then |now |okay |, )*(?:the|your|his|her|that) {_PROBLEM} (?:that )?(?:you|she|"
    rf"he) (?:\w+ )?(?:mentioned|told|talked|asked|wrote|brought up|put down|were (?:talking|asking))\b",
)
"""A problem to which the clinician turns with a question: "the headaches you mentioned, what's that about?"."""
_DIAGNOSING = (
    r"\bwhat (?:i am seeing|i see|we see|we are seeing|i have found|i found|you are describing|you describe|you have"
    r"(?: got)?)(?: here)?(?: on [a-z ]{3,30})? is",
    r"\bconsistent with",
    r"\bdiagnosis (?:here |today )?(?:of|is|would be)",
    r"\bindicative of",
    r"\b(?:most )?likely (?:due to|from)",
    r"\b(?:i think|i believe|looks like|sounds like|means)\b(?: \w+){0,3}? (?:you|he|she) (?:do |may |might |"
    r"could )?(?:have|has)(?: had| got)?",
    r"\b(?:i think|i believe)\b(?: \w+){0,3}? (?:this|it|that|these|those|they) (?:is|are|could be|might be|may be)",
    r"\b(?:i|we) suspect",
    r"\b(?:he|she|[a-z]+) has(?= an? (?:acute|chronic|viral|bacterial|mild|severe|early|small|simple)\b)",
    r"\bthinking (?:about|of)",
    r"\b(?:this|that|it) (?:is|looks) (?:most |very |quite )?(?:likely|probably)",
    r"\b(?:something|condition|infection|problem|disorder|reaction|what is) (?:is |we |that is |that we )?(?:called|"
    r"call|known as)",
    r"\bwhat we (?:would )?call",
    r"\bsigns of",
    r"\b(?:that|this|which) means",
    r"\b(?:x-?rays?|scans?|ct|mri|ultrasound|films?|biopsy|culture|swab|smear|e[ck]g|echo|tests?) (?:do |does )?"
    r"(?:shows?|showed|confirms?|confirmed|came back (?:as|with|showing))",
    r"\b(?:concerned|concerning|worried) (?:about|for|with)",
    r"\byou (?:do )?(?:have|are having)",
    r"\b(?:this|that|it) is (?:an?|your)",
    r"\bwonder(?:ing)? (?:if|whether) (?:this|it|that|you|he|she)(?: is| could be| might be| may be| have| has|"
    r" may have| might have)",
    r"\b(?:seems?|sounds?|looks?|appears?) (?:to me |very much |a lot |a bit |more |most )*(?:like|to be)(?: it is|"
    r" it could be| you (?:may |might |probably )?(?:have|have got))?",
    r"\b(?:likely to be|suggestive of|suggests?|suffering (?:with|from)|a case of|symptoms of)",
    r"\byou (?:may|might|probably|could) (?:well |also )?(?:have|be having)",
    r"\b(?:could|may|might) (?:well |just |also |possibly |potentially )*be",
    r"\btreat(?:ing)? (?:you|him|her|it|this)(?: \w+)? (?:for|as)",
)
_ARTICLES = (
    "an? |the |some |it is |that |this |your |likely |probably |just |called |going to be |maybe |beginning to have |"
    "got |"
)
_DIAGNOSIS_ENDS = (
    r"$|,|\.| which| that| because| and (?:i|you|we|that|it)| in (?:your|the|that)\b| of your| so\b| from| based|"
    r" right here| due|"
    r" since| here| but| with| usually| i\b| you\b| we\b| more specifically| or\b| at\b| on\b| again| this"
)
_WORSENING = (
    r"\b(?P<problem>(?:flare(?:-up| up)?|exacerbation|worsening|recurrence|relapse) of (?:your |the |his |her )?"
    r"[a-z][a-z' -]{2,40}?)(?=$|,|\.| which| that| because| and| i\b| you\b| from| with| again)"
)
_DIAGNOSED = (
    _WORSENING,
    *(
        rf"{lead} (?:{_ARTICLES.rstrip('|')})*(?P<problem>[a-z][a-z' -]{{2,45}}?)(?={_DIAGNOSIS_ENDS})"
        for lead in _DIAGNOSING
    ),
)
_NOT_PROBLEM = re.compile(
    r"^(?:trying\b.*|lack of .*|(?:worthwhile|worth|important|possible to|best|useful|sensible|necessary|better)\b.*|"
    r"family history\b.*|(?:side )?effects?|strong .*|something\b.*|anything\b.*|what|when|how|had\b.*|been\b.*|"
    r"not\b.*|any\b.*|to\b.*|mentioned|certainly.*|visit|medicine|type of.*|.*\b(?:there|here|as well|too)|"
    r".*\bprognosis\b.*|surgery$|(?:good|bad|favorable|nervous system) .*|plan|condition|finding|assessment|"
    r"now|today|pain|treatment|next|follow up|results?|labs?|(?:\w+ ){0,2}exam(?:ination)?|medications?|"
    r"history|you|it|this|that|time being|most part|physical exam.*|future|questions?|rest|first|second|"
    r"third|problem|one|issue|thing|other|last|while|day|week|month|lot|good|doing|little|.*\b(?:days?|weeks?|"
    r"months?|years?|minutes|milligrams?|moment|meantime|record|doctor|nurse|you|test|x-ray|blood test|mri)|"
    r"(?!.*\b(?:vomiting|swelling|bleeding|itching|tingling|wheezing|twitching|bruising|snoring)$).*ing|"
    r"ongoing.*|able.*|going.*|very.*|well.*|taking.*|due.*|.*\b(?:to|for|of|a|the))$"
)


_TOPIC = (
    rf"^(?:and |so |then |now |also |, )*(?:the |your |his |her )?{_PROBLEM}, (?=(?:i|you|we|it|he|she|that|this|your|"
    rf"his|her|the|my|let)\b)",
    rf"^(?:and |so |then |now |also |, )*(?:the |your |his |her ){_PROBLEM}$",
)
_STANDS = re.compile(
    rf"^(?:and |so |then |now |also |, )*(?:(?:it )?(?:sounds|looks|seems) like )?your {_PROBLEM}(?:(?<=\w)'s| is) "
    r"(?:(?:a (?:bit|little|lot)|still|also|not|well|slightly|partly|much|getting|too|doing|very|pretty|really) )*"
    r"(?:better|worse|good|great|improv\w+|high|low|up|elevated|controlled|raised|above|at goal|out of control|stable|"
    r"under (?:good )?control)\b"
)
"""How another problem stands: "your blood pressure is a bit high today, but…"."""
"""A problem set before what is done for it: "and the cholesterol, I'd like…", "now the smoking."."""
_BARE = re.compile(
    r"^(?:(?:so|and|it is|this is|that is),? )*(?:most |more |very )?(?:probably|likely|possibly|perhaps|"
    r"maybe) (?:just )?(?:an? |your |the |some )?(?P<problem>[a-z][a-z' -]{2,45}?)(?=$|,)"
)
"""A diagnosis that is only named, with a doubt: "probably tension headaches."."""
_OF_BODY = re.compile(r"^(?:the )?thyroid$")
_NO_HEADING = re.compile(r"'s |^(?:after|before|during|with|without|until|in|at|to)\b| to ")
_ALWAYS_THERE = re.compile(
    r"^(?:(?:pain|fever|discomfort|symptoms?|nausea|itching|soreness|fever and pain|pain and (?:fever|swelling)))$"
)
"""What a named illness brings with it: no problem of its own beside it."""


def comes_along(name: str) -> bool:
    """Whether a heading only names what another problem brings with it: "for the pain and fever, …"."""
    return bool(_ALWAYS_THERE.match(name))


_ILLNESS = re.compile(
    r"\b\w+(?:itis|osis|emia|aemia|oma|pathy)\b|\b(?:fracture|sprain|strain|tear|infection|disease|disorder|syndrome|"
    r"failure|hernia|detachment|toxicity|anaphylaxis|"
    r"stones?|reflux|virus|bug|deficiency|cysts?|abscess|contusion|rupture|impingement|tendon\w+|"
    r"migraine|copd|uti|burns?|scalds?|separation|dislocation|concussion|laceration)\b|"
    r"^(?:\w+ )?(?:torn|ruptured|broken|fractured|cracked|dislocated|sprained|pulled|strained|bruised|twisted|slipped|"
    r"trapped|pinched|perforated|burst|blocked|inflamed|infected|swollen|"
    r"enlarged) (?!(?:over|two|three|four|an?|the|your|his|her|some)\b)\w+"
)


def is_diagnosis(name: str) -> bool:
    """Whether a heading names an illness or injury, not only what is felt or where."""
    return bool(_is_known(name) or _ILLNESS.search(name))


def _is_known(name: str) -> bool:
    """Whether a heading is the name of a condition, with no more than a word or two beside it."""
    named = [one for one in find_conditions(name) if len(name) <= ROOM * len(one.text)]
    return bool(find_diagnoses(name) or named)


ROOM = 2
"""How much longer than the condition's name a heading may be."""


def names_with_doubt(text: str) -> bool:
    """Whether a sentence does nothing but name a diagnosis, with a doubt."""
    found = _BARE.match(text)
    return found is not None and bool(find_diagnoses(_named(found["problem"])))


def stands_alone(statement: Statement) -> bool:
    """Whether a statement only names its problem: "now the smoking."."""
    return bool(re.match(_TOPIC[1], joined(statement.words)))


def is_aside(statement: Statement) -> bool:
    """Whether a problem is only set before a sentence ("and the alcohol, it makes…"), not announced."""
    return announced_problem(statement) is None


def problem_asked(statement: Statement) -> str | None:
    """The problem to which a clinician turns with a question: "for the diabetes, when was your last A1c?"."""
    text = joined(statement.words)
    for pattern in _ASKED_ABOUT:
        found = re.search(pattern, text)
        name = _named(found.group("problem")) if found else ""
        if name and not find_drugs(name):
            return name
    return announced_problem(statement)


def problem_named(statement: Statement) -> str | None:
    """The heading that a statement of the plan opens: the diagnosis it gives, else the problem it announces."""
    named = announced_problem(statement) or _topic(joined(statement.words))
    if not named:
        return None
    found = diagnosed_problem([statement])
    return found[0] if found and find_diagnoses(found[0]) else named


def _topic(text: str) -> str:
    bare = (_BARE.pattern,) if names_with_doubt(text) else ()
    for pattern in (*_TOPIC, _STANDS.pattern, *bare):
        found = re.search(pattern, text)
        name = _named(found.group("problem")) if found else ""
        if (
            name
            and not _NO_HEADING.search(name)
            and not find_drugs(name)
            and (find_diagnoses(name) or _DISORDER.search(name) or _OF_BODY.match(name))
        ):
            return name
    return ""


def announced_problem(statement: Statement) -> str | None:
    """The problem named by "for your second problem, your hypertension, …"."""
    text = joined(statement.words)
    for pattern in _ANNOUNCED:
        found = re.search(pattern, text)
        name = _named(found.group("problem")) if found else ""
        if name and not (_PUT_ON.search(text) and _is_part(name)):
            return name
    return None


_PUT_ON = re.compile(
    r"\b(?:creams?|ointments?|gels?|lotions?|foams?|shampoos?|emollients?|moisturi[sz]ers?|soap|drops|patch(?:es)?|"
    r"dressings?|topical|steroid|\d+ ?(?:%|percent|per cent))\b"
)
"""What is put on a part of the body: "for the scalp, the gel at night" announces no problem."""


def _is_part(name: str) -> bool:
    return bool(find_parts(name)) and not (find_diagnoses(name) or find_symptoms(name) or _DISORDER.search(name))


_DISORDER = re.compile(
    r"\b\w+(?:itis|osis|emia|aemia|oma|pathy|algia|uria|plegia|phobia|ectomy|plasty|cancer)\b|\b(?:fracture|sprain|"
    r"strain|tear|infection|disease|disorder|syndrome|failure|injury|pain|ache|mass|lesion|mole|rash|ulcer|wound|"
    r"allerg\w+|pressure|sugar|cholesterol|lipids|mood|sleep|smoking|alcohol|weight|pregnancy|episode|attack|flare|"
    r"exacerbation|stones?|hernia|murmur|deficiency|surgery|transplant|virus|reflux|use|abuse|dependence|health|"
    r"maintenance|vaccin\w+|screening|hyper\w+|hypo\w+|dys\w+|bunions?|copd|afib|gout|tia|chf|cad|ibs|uti|acl|mcl|"
    r"palsy|bug|flu|cold|wax|spasms?|migraine|cysts?|abscess|shingles|scabies|eczema|psoriasis|asthma|anxiety|"
    r"depression|panic|vertigo|tinnitus|gallstones|sciatica|hives|urticaria|thrush|mono|covid|sepsis|stroke|angina|"
    r"insomnia|dysfunction|regurgitation|stenosis|addiction|blockage|contusions?|concussion|laceration|impingement|"
    r"palpitations|clots?|nodules?|polyps?|obesity|prediabetes|burns?|scalds?|bites?|cuts?|separation|dislocation|"
    r"forms?|certificate|paperwork|periods?|(?:fit|sick) note)\b"
)
"""Words that make a heading a problem where no table knows it."""


_SPOKEN_OF = re.compile(r"(?:an? |the )?(?:early |first |good |bad )?(?:sign|marker|step|reason|chance)s?\b")
"""What only tells of a problem: "an early sign the kidneys feel it"."""


def is_problem(name: str) -> bool:
    """Whether a heading names a diagnosis, a symptom, a part of the body, or another thing that is treated."""
    if _SPOKEN_OF.match(name):
        return False
    known = _is_known(name) or find_symptoms(name) or find_parts(name) or find_drugs(name)
    return bool(known or _DISORDER.search(name))


_HEDGED = re.compile(
    r"^(?:(?:that|this|it) (?:is|could be|might be) )?(?:(?:may|might|could|can) (?:well |also )?be (?:having )?|"
    r"(?:(?:most|very|quite|more|highly|fairly) )?(?:likely|probably|possibly|perhaps|maybe|potentially)\b,? ?)+"
)
"""How sure a diagnosis is said to be, before its name: "most likely a tension headache"."""
_WITH_THE_REST = re.compile(
    r",? (?:and|or|with|of) (?:all |any )?(?:these|those|your|the other|other|the rest).*$|"
    r",? (?:most |quite |very )?(?:likely|probably|possibly)$"
)


_WORSE_AGAIN = re.compile(
    r"^((?:an? )?(?:flare(?:-| )?(?:up)?|exacerbation|worsening|recurrence|relapse)) of (?:your|his|her|the) "
)


def _named(name: str) -> str:
    name = _WORSE_AGAIN.sub(r"\1 of ", name)
    name = re.sub(r"^.*\b(?:shows?|showed|confirms?|confirmed) (?=\w)", "", name)
    name = _WITH_THE_REST.sub("", _HEDGED.sub("", name.strip(" ,")))
    name = re.sub(
        r"^(?:(?:for|the|your|his|her|a|an|of|with|problem|issue|is|this|that|some|little|slight|experiencing)\b ?)+",
        "",
        name.strip(" ,"),
    ).strip(" ,'-")
    name = re.sub(r"^(?:still|another) ", "", name)
    name = re.sub(r"^(?:you|he|she|they) (?:had|have|has)(?: got)? (?:(?:an?|some|this|the) )?", "", name)
    name = re.sub(
        r"^(?:(?:primary|first|main|second|next|other) )?(?:diagnosis|problem|issue|concern) of (?:an? |the |your )?|"
        r"^(?:under|on) (?:the |your )?|^background of ", "", name,
    )  # fmt: skip
    name = re.sub(r"^(?:(?:past )?(?:medical )?history of|(?:may|might|could) have) (?:an? |the )?", "", name)
    name = re.sub(
        r" (?:measuring|located|showing|looking|based|consistent|in size|which|that|as long as|first of all|continue|"
        r"think|(?:has|have|is|are) (?:heal|settl|resolv|improv|clear)\w+|"
        r"(?:is|are) (?:stable|well|doing|still|under)|though|anyway|in the past)\b.*$",
        "",
        name,
    )
    name = re.sub(r"(?<=\w) diagnosis$", "", name)
    name = re.sub(r"\b(of|and|or) (?:your|his|her|the) ", r"\1 ", name)
    kind = re.search(r" (?:issues?|problems?)$", name)
    name = re.sub(r"\b(?:goes|itself|issue|issues|though|today|right now|now|at this time|probably)$", "", name).strip()
    if kind and _BARE_PART.match(name):
        name += kind.group()
    name = re.sub(r",? (?:and|or|but|so)(?: (?:let|i|we|you|he|she|it|here|so|then|that|and)\b.*)?$", "", name)
    name = re.sub(r"^high blood pressure$", "hypertension", name)
    name = "" if _OF_A_VALUE.match(name) else name
    return (
        ""
        if (_NOT_PROBLEM.match(name) and not (name.endswith("ing") and len(name.split()) == 1 and is_problem(name)))
        or not is_problem(name)
        or not any(len(w) > 2 and w.isalpha() for w in name.split())
        or len(name) < 3
        or _RELATIVE.search(name)
        else name
    )


_OF_A_VALUE = re.compile(r"^(?:(?:small|little|slight|big|tiny|minor) )?(?:bump|rise|drop|dip|jump|increase|decrease)$")
"""What a value does: "it's a small bump" is no lump of the patient's."""
_BARE_PART = re.compile(
    r"^(?:(?:right|left) )?(?:breast|knee|hip|shoulder|ankle|foot|elbow|wrist|hand|back|neck|eye|ear|toe|leg|arm)$"
)


_INJURIES = {
    "sprained": "sprain", "strained": "strain", "pulled": "strain", "tore": "tear", "torn": "tear", "broke": "fracture",
    "broken": "fracture", "fractured": "fracture", "ruptured": "rupture", "dislocated": "dislocation",
}  # fmt: skip
_INJURED = re.compile(
    r"\b(?:i (?:do )?(?:think|believe|suspect)|looks like|sounds like|suspicious|suspicion|likely|probably|"
    r"means)\b(?: that)? "
    rf"(?:you|he|she)(?: (?:have|has|may|might|probably|likely|just|actually))* (?P<verb>{'|'.join(_INJURIES)}) "
    r"(?:your|his|her|the|an?) (?P<part>(?:(?:left|right) )?[a-z]+(?: (?:ligament|tendon|muscle|bone))?)(?=$|,| (?:and|"
    r"but|so|when|there|here|again|which|a bit)\b)"
)
"""What was hurt and how, told with a verb: "I think you sprained your ankle"."""


def diagnosed_problem(statements: Iterable[Statement]) -> tuple[str, Statement] | None:
    """The diagnosis the clinician speaks of, by the surest turn of phrase; None where there is none."""
    spoken = [(s, joined(s.words)) for s in statements]
    for statement, text in spoken:
        hurt = _INJURED.search(text)
        if hurt and not _NOT_MEANT.search(text[: hurt.start()]):
            return f"{hurt['part']} {_INJURIES[hurt['verb']]}", statement
    told = list(_diagnosed(spoken))
    return next((one for one in told if not _GENERIC.match(one[0])), _named_bare(spoken) or next(iter(told), None))


def _diagnosed(spoken: Sequence[tuple[Statement, str]]) -> Iterator[tuple[str, Statement]]:
    """The diagnoses that are given as such, the surest turn of phrase first."""
    for pattern in _DIAGNOSED:
        for statement, text in spoken:
            found = re.search(pattern, text)
            name = _named(found.group("problem")) if found else ""
            if not found or not name or re.search(r"\bhere (?:for|with)\b|\bcome in\b", text):
                continue
            if find_drugs(name) and not is_diagnosis(name):
                continue  # "something called trimethoprim" is what is given, not what is wrong
            if _ONLY_RISK.match(text, found.end("problem")) or _one_of_several(text, found):
                continue
            before = text[: found.start("problem")]
            if not _is_elsewhere(before):
                caused = find_conditions(before) if _FROM.search(before) else []
                yield caused[-1].diagnosis.name if caused else _clinical(name, text), statement


def _named_bare(spoken: Sequence[tuple[Statement, str]]) -> tuple[str, Statement] | None:
    """A known diagnosis without an article: "so this is croup"."""
    for statement, text in spoken:
        found = next(filter(None, (re.search(pattern, text) for pattern in _NAMED_BARE)), None)
        name = _named(found.group("problem")) if found else ""
        known = bool(name) and (_is_known(name) or name in MEASURED)
        if found and known and not _is_elsewhere(text[: found.start("problem")]):
            return _clinical(name, text), statement
    return None


def _is_elsewhere(before: str) -> bool:
    """Whether a diagnosis is denied or feared, or a relative's."""
    return bool(_NOT_MEANT.search(before) or _RELATIVE.search(before))


_FROM = re.compile(
    r"\b(?:from|due to|because of)(?: (?:the|your|his|her|an?))?$| (?:from|due to|because of)(?: \w+)? $"
)
"""Before a cause: what it causes is the problem, "anaemic, most likely from the heavy periods"."""
_RELATIVE = re.compile(rf"\b{words_for(*BLOOD, Kind.FAMILY)}\b")
_GENERIC = re.compile(
    r"^(?:(?:little|lots of|a few|some|bit of an?|simple|minor|nasty|common|bad|viral|bacterial) )*"
    r"(?:virus|infection|bug|injury|illness|inflammation|problem|cysts?)$"
)
"""What says less than any illness that is named beside it: "this is croup, it's a virus"."""


def _one_of_several(text: str, found: re.Match[str]) -> bool:
    """Whether a diagnosis is one of two that are only possible: "it could be a cyst or a fibroadenoma"."""
    doubt = _DOUBT.search(text[: found.start("problem")])
    return doubt is not None and bool(re.match(r" or (?:an? |the )?\w", text[found.end("problem") :]))


_DOUBT = re.compile(
    r"\b(?:could|might|may) (?:well |just |also |possibly |potentially )*(?:be|have|be having)\b|\bpossibl[ye]\b|"
    r"\b(?:wonder\w*|concern\w*|worr\w+|rule out|not sure)\b|\bmaybe\b"
)
"""Words before a diagnosis that only make it one that is thought of."""


_ONLY_RISK = re.compile(r" risks?\b")
"""Behind the name of what somebody may get: "it raises your stroke risk"."""
MEASURED = frozenset({"blood pressure", "cholesterol", "blood sugar", "sugar", "weight", "thyroid", "mood"})
"""What is measured and treated, where it is said to stand badly or well: "your blood pressure is not controlled"."""
_NAMED_BARE = (
    rf"\b(?:this (?:is|was)|that (?:is|was)|these are|those are|(?:^|, )(?:so )?it is)(?: (?:an?|just|probably|"
    rf"most likely|definitely|clearly|almost certainly))* (?P<problem>[a-z][a-z' -]{{2,45}}?)(?={_DIAGNOSIS_ENDS})",
    rf"\b(?:he|she) (?:does )?ha(?:s|ve) (?:got )?(?:an?|another) (?P<problem>[a-z][a-z' -]{{2,45}}?)"
    rf"(?={_DIAGNOSIS_ENDS})",
    rf"\b(?:e[kc]g|x-?ray|ct|scan|ultrasound|mri|monitor|tracing)\b[a-z ]{{0,14}} show(?:s|ed)? (?:an? )?"
    rf"(?P<problem>[a-z][a-z' -]{{2,45}}?)(?={_DIAGNOSIS_ENDS})",
    r"\bi (?:do )?(?:think|believe|suspect) (?P<problem>[a-z][a-z' -]{2,45}?) is (?:very |most |quite )?"
    r"(?:likely|probable|possible)\b",
    r"\b(?:your|his|her|the) (?P<problem>[a-z][a-z' -]{2,45}?)(?:'s| (?:has|have|is|are)) "
    r"(?:(?:got|gotten|getting|become|becoming|not|still|well|poorly|very|quite|really|a bit|a little) )*"
    r"(?:worse|worsening|better|controlled|uncontrolled|under control|stable|active|improving|improved|"
    r"resolving|resolved|healing|settling|settled|clearing|acting up|playing up|flar(?:ed|ing)(?: up)?)\b",
)
"""A diagnosis without an article, of somebody else than "you", or how it stands: it must be one that is known."""


def without_its_verb(name: str) -> str:
    """A problem without the "is" it was named with: "your depression's starting to shift"; Crohn's keeps its own."""
    bare = re.sub(r"['’]s(?=\.?$)", "", name)
    return bare if bare != name and find_diagnoses(bare.lower()) else name


def _clinical(name: str, text: str) -> str:
    """Of two names for one diagnosis the clinical one: "an acute ear infection, an acute otitis media"."""
    lay = find_diagnoses(name)
    if not lay or lay[0].diagnosis.name in name:
        return name
    return next(
        (m.text for m in find_diagnoses(text) if m.diagnosis == lay[0].diagnosis and m.diagnosis.name in m.text), name
    )


_NOT_MEANT = re.compile(
    r"\b(?:not|no|unlikely|rule out|without|exclude|if|in case|would have|watch(?:ing)? (?:out )?for|look out for|"
    r"warn\w*|sometimes|(?:can|could|may|might) (?:cause|get|develop|have (?:something|some)|lead|happen)|"
    r"side effects?|less likely|when you)\b"
)
"""Words before a diagnosis that make it none: denied, feared for later, or told as what may happen to anybody."""


def not_meant(before: str) -> bool:
    """Whether what stands before a diagnosis makes it none of the patient's."""
    return bool(_NOT_MEANT.search(before))


def without_announcement(text: str) -> str:
    """What is said of the problem after "for your second problem, your hypertension,"; empty where that is nothing."""
    text = re.sub(r"^(?:my (?:impression|assessment)\b[^,]*, )(?=from (?:an? |the |your )|in terms)", "", text)
    for pattern in (*_ANNOUNCED, *(_TOPIC if _topic(text) else ())):
        found = re.search(pattern, text)
        if found and _PUT_ON.search(text) and _is_part(_named(found["problem"])):
            continue
        if found and (found.start() < 12 or re.search(r"\bmy (?:assessment|plan)\b", text[: found.start()])):
            rest = text[found.end() :].strip(" ,:")
            rest = re.sub(
                r"^(?:goes|is concerned|standpoint|perspective|and|so|again|,|(?:that )?we (?:have )?"
                r"(?:talked|spoke) about(?: briefly| before| earlier)?) ?",
                "",
                rest,
            ).strip(" ,")
            return rest if len(rest.split()) >= 3 else ""
    return text
