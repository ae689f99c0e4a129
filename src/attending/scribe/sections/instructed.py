"""What a clinician tells the patient to do or not to do, does, or fears, heard by its grammar alone.

Read by `plan` and `closing`. The lists of `order_kinds` know tests, medicines and care by name; what is ordered of
other things ("stay in the sling another four weeks", "don't put any weight on that foot") is heard by how it is said.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.measured import measured
from attending.scribe.content.order_kinds import DOSE, is_decided, reads_out
from attending.scribe.content.orders import orders
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.sections.findings import findings_told, is_own_telling
from attending.scribe.vocabulary import joined
from attending.terms.content import units_of
from attending.terms.drugs import find_drugs
from attending.terms.spoken import written

INSTRUCTED = "instructed"
"""The kind of what is heard by its grammar alone: the words of the sentence tell which kind of order it is."""
EARLIEST = 0.35
"""Share of a visit without examination behind which something may be told to be done."""
SHORTEST = 3
"""Words of what is told; fewer are talk."""
SAYS = 2
"""Units of content (`terms.content`) that a decision or advice holds at the least; a command or a refusal holds one."""


@lru_cache(maxsize=REMEMBERED)
def instructed(visit: Visit) -> frozenset[int]:
    """The statements from the examination on, or of the later two thirds, that tell what is to be done."""
    start = exam_starts(visit) if exam_heard(visit) is not None else int(EARLIEST * len(visit.utterances))
    examined = max(findings_told(visit), default=-1)
    begun = next((s.at for s in visit.statements if is_own_telling(s) and _settles(joined(s.words))), start)
    told = frozenset(_instructed(visit, min(start, begun), examined))
    turns = {visit.statements[i].sources[0].turn for i in told | frozenset(orders(visit))}
    return told | {
        index
        for index, statement in enumerate(visit.statements)
        if is_own_telling(statement)
        and statement.at >= min(start, begun)
        and statement.sources[0].turn in turns
        and _BARE_NO.match(joined(statement.words))
        and visit.scores.of(index, "exam") < visit.scores.of(index, "plan")
    }


def _settles(text: str) -> bool:
    """Whether words order a medicine with its dose: the plan has begun, examination or not."""
    return is_decided(text) and bool(find_drugs(text)) and bool(DOSE.search(written(text)))


_BARE_NO = re.compile(
    r"^(?:(?:and|so|but|also|,) ?)*no (?:more )?(?!(?:\w+ )?(?:problems?|worries|need|idea|rush|questions?|doubt|way|"
    r"signs?|evidence|pain|change|changes|tenderness|swelling|fever|murmurs?)\b)[a-z]+(?: [a-z]+){0,4}$"
)
"""What is not to be, beside what is ordered: "no breaks", "no cough syrup"."""


def _instructed(visit: Visit, start: int, examined: int) -> Iterator[int]:
    for index, statement in enumerate(visit.statements):
        text = joined(statement.words)
        if not is_own_telling(statement) or measured(statement) == "vitals":
            continue
        if statement.at < start and not any(one.match(text) for one in _ALWAYS):
            continue
        examines = index < examined and visit.scores.of(index, "exam") > visit.scores.of(index, "plan")
        if not examines and instructs(text):
            yield index


def instructs(text: str) -> bool:
    """Whether words of a clinician tell what to do, what is done or feared; lower case, without contractions."""
    held = len(units_of(text))
    if _MUST.match(text) or _REFUSES.match(text) or _SEEN_AT.search(text) or _DONE_NOW.search(text) or is_noted(text):
        return True
    if not held or len(text.split()) < SHORTEST or reads_out(text) or _EXAMINES.match(text) or _OF_NOW.search(text):
        return False
    if _HOLDS_BACK.search(text) or _TELLS.match(text) or _PUTS_OFF.match(text) or _RECOMMENDS.match(text):
        return True
    no_more = _NO_MORE.match(text)
    if no_more and (no_more["kind"] or find_drugs(text)):
        return True
    if _DECIDES.match(text) and (held >= SAYS or _A_THING.search(text)):
        return True
    return held >= SAYS and bool(_ADVISES.search(text) or _FEARS.match(text))


_MUST = re.compile(
    r"^(?:(?:and|so|but|also|now|,) ?)*(?:you|he|she|they) (?:absolutely |really )*(?:must|should) (?:never|not) "
    r"(?!be (?:surprised|worried|afraid)|have (?:been|to)|(?:feel|worry|mind|see|know)\b)\w+"
)
"""What is forbidden, whatever it is: "you mustn't get pregnant on it"."""


def is_noted(text: str) -> bool:
    """Whether words order as one notes it, without a verb; lower case."""
    return bool(_NOTED.match(text))


_SEEN_AT = re.compile(
    r"\b(?:want|need|like) (?:you|him|her|them) to (?:see (?:me|us)|come (?:in|back|over|and see)|be seen)\b.{0,30}"
    r"\b(?:at|this|today|tomorrow|tonight|on|in|next|by)\b"
)
"""When to be seen again, without a word of illness: "I want you to see me this afternoon at ten past four"."""
_DONE_NOW = re.compile(
    r"\b(?:i|we)(?: can| will|'ll| could) (?!(?:see|look|tell|have|do)\b)\w+ (?:it|that|those|them|these|this)"
    r"(?: off| out| up| down)? (?:today|now|here|for you (?:today|now))\b"
)
"""What is done to what was just seen: "we can freeze those today"."""


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_OPENS = (
    r"^(?:(?:and|so|but|then|now|okay|right|also|just|please|again|definitely|in the meantime|for now|until then|"
    r"i know|from now on|i mean|,),? ?)*"
    r"(?:(?:when|once|after|before|until|on|at|as soon as) (?!what\b)[^,]{3,50}, (?:then |just |please )*)?"
)
PATIENT_DOES = _one_of(
    "alternate apply ask attend avoid bathe book breastfeed bring buy call carry change check chew clean combine "
    "come contact continue cool cover cut dab dial double drink drive drop eat elevate exercise expect fast feed "
    "fetch fill finish flush forget gargle give go halve have hide hold ice increase keep leave lie lift limit "
    "lock make measure miss mix monitor move pat phone pick place plan practice practise pull put record reduce "
    "remove repeat rest return ring rinse rub run schedule scratch see share shout shower sit skip sleep smoke "
    "soak speak squeeze stand start stay stick stop store swallow swap swim switch take talk taper tell teach test "
    "touch track try use wait walk wash watch wean wear weigh wipe work wrap write"
)
"""What a patient is told to do or not to do."""
_CLINIC_DOES = _one_of(
    "arrange ask avoid book bring call cancel change check contact continue cut do drop fax get give hold "
    "increase inject keep leave let lower monitor move order organise organize phone plan prescribe print put "
    "recommend reduce refer refill remove repeat request restart ring schedule send set sign start stay stick "
    "stop suggest switch take taper test treat try use wait wean write"
)
_TELLS = re.compile(
    rf"{_OPENS}(?:(?:do not|never|try (?:not )?to|try and|remember to|make sure (?:that )?(?:you|to)|be sure to)"
    rf"(?: you| to)? {PATIENT_DOES}\b|{PATIENT_DOES}\b|"
    r"get (?:him|her|them|some(?:one|body)|your \w+) to\b|"
    r"(?:do not|never) let (?:him|her|them|it|any)|nothing (?:\w+er than|to (?:eat|drink)|by mouth)\b)"
)
_ADVISES = re.compile(
    r"\b(?:some(?:body|one)|an adult) (?:has|needs|will (?:need|have)|ought) to \w+|"
    r"(?<!\bif )(?<!\bwhat )(?<!\bwhether )(?<!\bwhen )\b(?:you|he|she|they) "
    r"(?:(?:can|may|should|must)(?: not)?|needs? to|ha(?:ve|s) to|will need to|ought to|had better(?: not)?|"
    r"do(?:es)? not (?:need|have) to)(?: also| just| always| only| still)* "
    rf"(?!sit\b|see (?:it|that|here|how|the|this|where)\b){PATIENT_DOES}\b|"
    r"(?<!\bwhat )\b(?:i|we) (?:also |really |just )*(?:want|need|would like|do not want|would not want) "
    r"(?:you|him|her|them) (?:not )?(?:to|on|off|in|back|\w+ing) |"
    r"\b(?:i|we) (?:also |really |just )*(?:want|need|would like) (?:that|the|those|these|all|your|our|his|her|any) "
    r"(?:\w+ ){1,4}(?:to (?:see|check|review|assess|visit|look at|talk to|speak to)|out of|off|away|"
    r"gone|locked|removed|done|checked|seen|put|kept)\b"
)
_NO_MORE = re.compile(
    rf"{_OPENS}(?:for (?:the|your|this|that|any) [a-z ]{{2,30}}, )?"
    rf"no (?:more (?!than\b|questions?\b)(?P<kind>\w+)|[a-z])"
)
_REFUSES = re.compile(
    rf"{_OPENS}no (?:more |oral |need for )?(?:antibiotics?|steroids?|opioids?|narcotics?|sedatives?|antivirals?|"
    r"antihistamines?|decongestants?|anti-?inflammator(?:y|ies)|nsaids?|pain ?killers?|inhalers?|nebs?|nebuli[sz]ers?|"
    r"insulin|cough (?:syrup|medicine)|surgery|x[- ]?rays?|scans?|imaging|blood ?work|blood tests?|stitches|cast)\b"
    r"(?! (?:use|allerg|history|in the past|before|seen|so far))|"
    rf"{_OPENS}(?:antibiotics?|steroids?|antivirals?|surgery|a scan|an x-?ray) (?:will not|would not|does? not|is not|"
    r"are not) (?:going to )?(?:help|work|needed|necessary|touch|kill|do anything|make (?:any|a) difference)\b"
)
"""A treatment or test that is not given, by its kind."""
_FORBIDS = re.compile(rf"{_OPENS}(?:do not|never|let us not) {PATIENT_DOES}\b")
"""What must stand in the plan wherever in the visit it is said."""
_WE_DO = r"(?:i|we) (?:will|am going to|are going to|would|would like to|want to)"
_DECIDES = re.compile(
    rf"{_OPENS}(?:let us not {PATIENT_DOES}|(?:let us|{_WE_DO}) (?:not |also |just |then |probably |definitely )*"
    rf"{_CLINIC_DOES})\b(?! (?:a )?(?:look|listen|peek|see|know)\b)"
)
_PUTS_OFF = re.compile(
    rf"{_OPENS}(?:let us|{_WE_DO})(?: also| just| probably)* (?:hold off|delay|postpone|put off|cancel|defer)\b|"
    rf"{_OPENS}(?:let us|we(?: will| can)?|i (?:will|would)(?: rather)?) leave (?:it|that|this|"
    r"(?:the|your) [a-z]+(?: [a-z]+)?) (?:for now|off|out|until|alone|as (?:it is|they are)|where)\b|"
    rf"{_OPENS}(?:there is )?no need (?:to|for)\b|{_OPENS}(?:go|come|cut) (?:down|up) (?:to|by|over) "
)
"""What is put off or need not be done."""
_A_THING = re.compile(r"\b(?:the|these|those|your|his|her|an?) (?!(?:little|bit|few|lot|while|next|same)\b)\w{4,}")
_HOLDS_BACK = re.compile(
    r"\b(?:i|we) (?:would not|will not|am not going to|are not going to|can not) (?:be )?"
    r"(?:giv|us|start|prescrib|offer|recommend|mak|refill|order|tak|chang|increas|operat|scan|treat)(?:e|ing)?\b|"
    r"\b(?:you|he|she|they) (?:do|does) not (?:really |actually )?need (?:an? |any |more )?(?:antibiotics?|steroids?|"
    r"x-?rays?|"
    r"scans?|stitches|surgery|blood tests?|an? mri|mri|hospital|treatment)\b|"
    r"\b(?:you|he|she|they) (?:must|should|can) not (?:ever )?be (?:put|left|given|used|moved|alone|in|on|taking|"
    r"driving|lifting)\b"
)
"""What is decided against, with its reason before it or not."""
_NOT_NEEDED = re.compile(
    rf"{_OPENS}(?:you|he|she|they) (?:do|does) not (?:really |actually )?need (?:an? |any )?(?:x[- ]?rays?|scans?|mri|"
    r"ct|antibiotics?|steroids?|surgery|stitches)\b"
)
_RECOMMENDS = re.compile(
    rf"{_OPENS}(?:i|we) (?:would |do |strongly |really )*(?:recommend|advise) (?!you (?:think|talk))|"
    r"(?:so |and |okay |first |then )*(?:i|we) (?:want|need|would like) (?:an?|the|another) [\w -]{2,40}?"
    r"(?:first|to (?:make sure|see|check|look|rule|be sure|confirm|exclude|find out))\b"
)
"""What is planned wherever in the visit it is said: "I'd recommend we take it out", "I want an MRCP first"."""
_ALWAYS = (_FORBIDS, _NOT_NEEDED, _RECOMMENDS)
_NOTED = re.compile(
    rf"{_OPENS}(?:the |your |an? |repeat |another )*(?:\w+ )?(?:surgery|operation|procedure|scan|mri|mrcp|ct|x-?ray|"
    r"ultrasound|echo|colonoscopy|endoscopy|biopsy|bloods|blood (?:tests?|work)|labs)(?: is| will be)? (?:this|next|on|"
    r"in (?:an?|\w+)|tomorrow|today|at) ?(?:the |\w+day|week|month|afternoon|morning|days|weeks|months|year)|"
    rf"{_OPENS}(?:an? |some |plenty of |lots of )*(?:(?:low|high|soft|bland|clear|light|liquid|gluten)[ -][\w-]+(?: "
    r"[\w-]+)?|(?:bed )?rest|fluids|light duties)(?: (?:diet|and .*|for .*|until .*|only))?$|"
    rf"{_OPENS}(?:an? |the |some )?(?:\w+ ){{0,2}}(?:class(?:es)?|physio\w*|(?:physical|occupational|speech) therapy|"
    rf"rehab|"
    r"dieti[ct]ian|eye doctor|podiatry|referral|swallow evaluation|diabetes education)\b"
    r"(?!.*\b(?:is|are|was|were|has|had|have|went|helps?|helped|said|says|did|do|does|can|gave|told)\b)"
)
"""What is ordered as one notes it, without a verb: "MRCP this week", "low-fat diet"."""
_FEARS = re.compile(rf"{_OPENS}(?:i am|we are) (?:really |a bit |a little |more |most |quite )*(?:worried|concerned) ")
_EXAMINES = re.compile(
    rf"{_OPENS}(?:(?:can|could|will) you )?(?:take (?:(?:a|some|another|nice|big|few|deep|slow) )+breath\w*|"
    r"(?:(?:i|we|you) will )?take (?:good )?care\b(?! of\b)|(?:look|come|go|have|sit|stand|lie|hold|keep|put|lift|"
    r"walk|squeeze|touch|move|stick|try to \w+) (?:(?:and|to|for|at|up|it|in|a|your|my|the|this|that|them|on|down|back|"
    r"still|there|here|out|over|right|left|straight) ?)*(?:seat|nose|fingers?|ceiling|hands?|arms?|eyes?|legs?|knees?|"
    r"head|tongue|shirt|chin|me|still|table|couch|bed|second|moment|minute|ahead|room|floor|here|there)$|(?:tell|show|"
    r"give) me|bear with|wait there|go ahead|have a seat|see (?:if|how|what|that|this|where)|talk (?:to me|about)|"
    r"leave (?:it|that) (?:there|at that)|(?:come|go) (?:this|that|along|on|with|over|through) |have an? (?:\w+ )?"
    r"(?:day|weekend|one|evening|night|trip)\b|(?:ask|tell|call|let) (?:them|him|her|us)(?: know)?$|do not (?:worry|"
    r"think|know|see|feel|hear|have|mind|be)\b|forget (?:it|that)\b|keep an eye|plan (?:is|for|of)\b|work ?up)"
)
"""What only goes with an examination, with talk, or tells of a finding."""
_OF_NOW = re.compile(
    r"\b(?:exam(?:in\w+)?|listen(?:ing)?|la?ying|(?:lay|lie) back|checkup|physical(?! therap)|vital signs)\b|"
    rf"\b{_WE_DO}(?: \w+)? (?:ask you|let you (?:go|get|know|think)|get (?:going|started|back to you|out of|right)|"
    r"take you through|(?:do|try) my best|give you (?:a )?(?:second|minute|moment)|"
    r"do that now|call you (?:back )?(?:in|later)|wait (?:a|for) (?:second|minute|moment))\b"
)
"""What is said of the examination and of the talk itself, wherever it stands."""
