"""A medicine that a sentence points back to: "let's halve it", "okay, let's do that, 150 in the morning".

Read by `medicines`. Which medicine is spoken of is told by `in_focus`: the one that was named last, if it was alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.choices import is_unwilling, picks
from attending.scribe.content.order_kinds import AGREES, THE_MEDICINE
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.ordered import ordered
from attending.scribe.proposals.passages import Passage, clause_at, is_willing, offers
from attending.scribe.proposals.taken import OUT, combined
from attending.scribe.proposals.uses import RELEASES
from attending.terms.directions import read_directions
from attending.terms.drug_kinds import KindMention, find_kinds
from attending.terms.drugs import DrugMention, find_drugs

NAMED_FIRST = re.compile(
    r"^\W*(?:(?:so|and|then|right|okay|ok|now|for|as|with|on|the|your|a|new|medicine|medication|tablet|pain|drug|"
    r"is)\b\W*)*$",
    re.IGNORECASE,
)
"""What may stand before a medicine that opens a sentence."""
_NOT_DONE = re.compile(
    r"\b(?:they|(?:your|his|her|the) (?:gp|own doctor|doctor|surgery|practice|pcp|specialist|clinic|consultant))"
    r"(?:['’]ll| will| can| may| might) $|(?:\b(?:not|never|without|if|when|unless|before|after|until|can|could|may|"
    r"might|would|should|normally|usually|"
    r"ordinarily|typically)|n['’]t)\b[^,.;]*$|^\W*(?:(?:and|but|so)\W+)*(?:any|at the first)\b[^.;]*$",
    re.IGNORECASE,
)
"""Before "stop it": nothing that is done now."""
ANSWERED = 6
"""Sentences back in which what is agreed to was chosen or offered."""
NAMED_BEFORE = 2
"""Sentences of a turn that "it" may look back for its medicine."""
REACH = 12
"""Sentences back in which a dose without a name may have its medicine."""
TURNS = 6
"""Turns back in which it may."""
NEAR = 4
"""Turns back in which the medicine named last is meant, whatever was named before it."""
LIGHT = 24
"""Words that may stand between a medicine and an "it" of a later turn."""


def with_its_medicine(passages: Sequence[Passage], place: int) -> Passage:
    """ "Let's halve it, so 2.5 mg" with the medicine named just before in place of "it"; else the sentence as is.

    Args:
        passages: the sentences, those before `place` with their medicines in place already.
        place: which one.
    """
    passage = _kinds_named(passages, place)
    if combined(passage.text):
        return _named_in_sentence(passages, place, passage)
    if passage.patient:
        return passage if passage.asks else _told_of(passages, place)
    if passage.clinician and passage.asks:
        return _asked_of(passages, place)
    if passage.clinician and _DOSE_FIRST.match(passage.text) and (name := _begun_before(passages, place)):
        return replace(passage, text=f"I'd start {name} {passage.text}")
    named = _named_in_sentence(passages, place, passage)
    return named if named.text != passage.text or not passage.clinician else _asked_of(passages, place)


def _kinds_named(passages: Sequence[Passage], place: int) -> Passage:
    """A sentence with the name of the one medicine that it calls by its kind: "carry on with your water tablet"."""
    passage = passages[place]
    text = passage.text
    for kind in reversed(find_kinds(text)):
        if kind.definite and not _says_which(text[kind.end :]) and (name := _of_kind(passages[:place], kind)):
            lead = text[: kind.start]
            text = f"{lead}the {name}{text[kind.end :]}"
    return replace(passage, text=text) if text != passage.text else passage


def _of_kind(passages: Sequence[Passage], kind: KindMention) -> str:
    """The one medicine named so far that is of a kind; nothing where there are several or none."""
    if not kind.means:
        form = kind.noun.rstrip("s")
        called = {d.ingredients: d.name for p in passages for d in combined(p.text) if _is_form(p.text[d.end :], form)}
        return next(iter(called.values())) if len(called) == 1 else ""
    spoken = {drug.ingredients: drug.name for p in passages for drug in combined(p.text)}
    wholly = [name for parts, name in spoken.items() if all(map(kind.fits, parts))]
    fitting = wholly or [name for parts, name in spoken.items() if any(map(kind.fits, parts))]
    return fitting[0] if len(fitting) == 1 else ""


def _is_form(behind: str, form: str) -> bool:
    return behind.lower().lstrip().startswith(form)


def _says_which(behind: str) -> bool:
    """Whether the medicine's name follows its kind: "the water tablet, furosemide"."""
    drugs = find_drugs(behind)
    return bool(drugs) and bool(
        re.fullmatch(r"\W*(?:that['’]s |it['’]s |called |the |um |uh )*", behind[: drugs[0].start])
    )


def in_focus(passages: Sequence[Passage], place: int, *, dosed: bool, several: bool = False) -> str:
    """The medicine that is spoken of at a place where none is named; nothing where several may be meant.

    Args:
        passages: the sentences.
        place: where it is asked for.
        dosed: whether a dose is named there, which nothing but a medicine has; an "it" may be many things, so that its
            medicine must have been named just before.
        several: whether more than one may be meant: "those", "both".
    """
    turn, between = passages[place].turn, 0
    named = {drug.ingredients for drug in combined(passages[place].text)}  # "stop both, start losartan"
    found: DrugMention | None = None
    for before in reversed(passages[max(0, place - REACH) : place]):
        if before.turn < turn - TURNS or (not dosed and between > LIGHT):
            break
        drugs = combined(before.text)
        meant = [drug.name for drug in drugs if drug.ingredients not in named]
        if several and len(meant) > 1 and not before.conditional:
            return " and ".join(dict.fromkeys(meant))
        if len({drug.ingredients for drug in drugs}) > 1 or (find_kinds(before.text) and not drugs):
            return ""
        if drugs and found is None:
            if OUT.search(before.text) or (not dosed and before.turn != turn and _ELSE.search(before.text)):
                return ""
            found = drugs[-1]
            if before.turn >= turn - NEAR:
                return found.name
        elif drugs and found is not None and drugs[-1].ingredients != found.ingredients:
            return ""
        if not drugs:
            if not dosed and _ELSE.search(before.text):
                return ""
            between += len(before.text.split())
    return found.name if found is not None else ""


_ELSE = re.compile(
    r"\b(?:smok\w+|drink\w*|alcohol|cpap|physio\w*|exercis\w+|diet|scan|test|bloods|brace|sling|splint|boot|dressing|"
    r"work|driv\w+|lift\w*|gym|therapy|counsel\w+|x-?ray|mri|surgery|operation)\b",
    re.IGNORECASE,
)
"""What "it" may mean besides a medicine."""
_RHYTHM = (
    r"(?=\W*(?:$|[,.;])|\W+(?:once|twice|daily|every|each|a day|\d+ times|in the|at|of (?:them|those)|now|for now|with|"
    r"on|before|for (?:a|\d+) )\b)"
)
_AMOUNT = (
    r"(?:\d[\d.,]*(?:/\d+)? ?(?:mg|mcg|g|ml|mL|units?|tablets?|pills?|capsules?|puffs?|sprays?|drops?|patch(?:es)?)\b|"
    rf"\d+(?:\.\d+)?{_RHYTHM}|\d+/\d+\b)"
)
_I_AM_ON = re.compile(
    r"\b(?:i|he|she)(?:['’](?:m|s|ve been)| am| is| have been| has been)?(?: still| only| just| usually| currently)* "
    r"(?:on|taking|takes?|uses?|using|having|get|gets)(?: about| the| just| only| up to)* (?="
    rf"{_AMOUNT})",
    re.IGNORECASE,
)
_ON_IT = re.compile(
    r"\b(?:i|he|she)(?:['’](?:m|s)| am| is)?(?: still| also| only| just)+ (?:on|taking|takes?|uses?|using) "
    r"(?P<it>it|that(?: one)?|those|them)\b",
    re.IGNORECASE,
)


def _told_of(passages: Sequence[Passage], place: int) -> Passage:
    """What a patient says of a medicine without its name: "I'm on 150", "I'm still on that"."""
    passage = passages[place]
    dosed, pointed = _I_AM_ON.search(passage.text), _ON_IT.search(passage.text)
    if dosed and (name := in_focus(passages, place, dosed=True)):
        return replace(passage, text=f"{passage.text[: dosed.end()]}{name} {passage.text[dosed.end() :]}")
    if pointed and (name := in_focus(passages, place, dosed=False)):
        return _naming(passage, pointed, name)
    return passage


def _begun_before(passages: Sequence[Passage], place: int) -> str:
    """The medicine that the clinician ordered or offered and the patient agreed to, whose dose opens this turn."""
    turn = passages[place].turn
    reply = [p for p in passages[:place] if p.turn == turn - 1 and p.patient]
    near = [p for p in passages[:place] if turn - NEAR <= p.turn < turn and p.clinician and combined(p.text)]
    if not reply or not near or any(is_unwilling(p.text) for p in reply):
        return ""
    drug = combined(near[-1].text)[-1]
    thought = offers(near[-1].text) if near[-1].asks else _COULD.search(near[-1].text)
    offered = thought and any(is_willing(p.text) for p in reply)
    begun = not (near[-1].asks or near[-1].conditional) and ordered(near[-1], drug) == "starts"
    return drug.name if offered or begun else ""


_COULD = re.compile(
    r"\b(?:could|might|can) (?:also |just )?(?:add|try|start|use|give)\b|\btablet called\b", re.IGNORECASE
)
"""How a medicine is thought of aloud, before the patient says yes: "I think we could add in finasteride"."""
_DOSE_FIRST = re.compile(
    rf"\W*(?:(?:okay|ok|good|great|lovely|right|perfect|brilliant|fine|alright|all right|so|then|well|yes|yeah|no|"
    rf"sorry|actually|oh|i mean|make that|thanks|thank you|let['’]s (?:do|say))\b\W*)*{_AMOUNT}",
    re.IGNORECASE,
)
"""A dose without a name at the beginning: "good, ten milligrams a day"."""
CORRECTS = re.compile(r"\b(?:actually|sorry|i mean|make that)\b", re.IGNORECASE)
"""With which a clinician puts a dose right: "two capsules for the last fourteen days, actually"."""
_ASKS_DOSE = re.compile(
    r"\b(?:(?:what|which) (?:dose|strength)|what(?:['’]s| is| was) (?:your|the|his|her|their) (?:current )?dose|"
    r"how (?:much|many|often)\b(?: of)?(?: (?:is|are|was|do|does|did|have|has|"
    r"that|it|those|them|you|he|she|a|day|been|take|taking|taken|use|using|having|to|each|time|on))*\W*$)",
    re.IGNORECASE,
)
_ASKS_ON = re.compile(
    rf"\b(?:(?:you|he|she)(?:['’](?:re|s)| are| is)?(?: still| currently)* (?:on|taking|take)|that['’]s) (?:the )?"
    rf"(?={_AMOUNT})",
    re.IGNORECASE,
)


def _asked_of(passages: Sequence[Passage], place: int) -> Passage:
    """A question on a dose with its medicine: "what dose are you on?", "you're on 800 at night?"."""
    passage = passages[place]
    asked, put = passage.asks and _ASKS_DOSE.search(passage.text), _ASKS_ON.search(passage.text)
    if not (asked or put) or find_drugs(passage.answer):
        return passage
    name = in_focus(passages, place, dosed=put is not None)
    if name and put:
        return replace(passage, text=f"{passage.text[: put.end()]}{name} {passage.text[put.end() :]}")
    return replace(passage, text=f"{passage.text.rstrip(' ?.')}, {name}?") if name else passage


def _named_in_sentence(passages: Sequence[Passage], place: int, passage: Passage) -> Passage:
    """A clinician's sentence that decides on "it", or on a dose alone."""
    settled = _SETTLES.search(passage.text)
    if settled and passage.clinician and not passage.asks and not passage.conditional:
        named = _last_named(passages, place, settled)
        if named:
            lead, rest = passage.text[: settled.start()], passage.text[settled.end() :]
            return replace(passage, text=f"{lead}I'd start {named}{rest}")
    agreed = AGREES.search(passage.text)
    if agreed and passage.clinician and not passage.asks and not passage.conditional:
        return _agreed(passages, place, agreed)
    wanted = _WANTS_STOPPED.search(passage.text)
    if wanted and passage.clinician and not passage.asks:
        return _with_stop(passages, place, wanted)
    passage = _with_it(passage)
    form = _OTHER_FORM.search(passage.text)
    if form and passage.clinician and (name := in_focus(passages, place, dosed=True)):
        return replace(passage, text=f"I'd start {name} {form['form']}{passage.text[form.end() :]}")
    if not passage.clinician or passage.asks:
        return passage
    decided = (
        m for p in (THE_MEDICINE, _DONE_WITH, _DOES_SO, _KEEPS_AT, _CHANGES_TO) for m in p.finditer(passage.text)
    )
    found = next((m for m in decided if not _NOT_DONE.search(passage.text[: _begins(m)])), None)
    if found is None or _ONLY_IF.match(passage.text[found.end() :]):
        return passage
    ahead = combined(passage.text[: found.start()])
    if ahead and found.re is _DOES_SO:
        lead = passage.text[: found.start("it")]
        return replace(passage, text=f"{lead}{ahead[-1].name}{passage.text[found.end('it') :]}")
    if ahead and not _BEGINS_HERE.search(passage.text[ahead[0].end : found.start()]):
        lead = passage.text[: ahead[0].start]
        fronted = len(ahead) == 1 and (NAMED_FIRST.match(lead) or (found.re is _CHANGES_TO and _WAS_ON.search(lead)))
        return _naming(passage, found, ahead[0].name, since=ahead[0].end) if fronted else passage
    if ahead:
        return passage
    dosed = bool(re.search(r"\d", passage.text[found.end() :]))
    near = [p for p in passages[max(0, place - NAMED_BEFORE) : place] if p.turn == passage.turn and combined(p.text)]
    several = found[_pointer(found)].lower() in ("those", "them", "these", "both", "all of those", "all of them")
    name = "" if near and near[-1].conditional else in_focus(passages, place, dosed=dosed, several=several)
    return replace(_naming(passage, found, name), before=near[-1].text if near else passage.before) if name else passage


_WE = (
    r"\b(?:let['’]?s|let us|(?:i|we)(?:['’]ll| will|['’]d| would)(?: like (?:you )?to| (?:just|probably|also))*|we can|"
    r"i want (?:you )?to|(?:i['’]m|i am|we['’]re|we are) going to|you can|you(?:['’]ll| will)|please)"
)
_GOES_TO = re.compile(
    rf"(?:{_WE} |,(?: and)?(?: then)? |^\W*(?:(?:and|so|then|just|okay|right)\W+)*)(?P<does>go|move|step|come)"
    rf" (?:back )?(?:(?P<way>up|down) )?"
    r"(?=to (?:half|\d[\d.]*(?! (?:o['’]?clock|am|pm|days?|weeks?|months?)\b)))",
    re.IGNORECASE,
)
_AT_A_DOSE = re.compile(
    rf"(?:{_WE}|^\W*(?:(?:and|so|then|but|okay|ok|just|now|yes|no)\b\W*)*|,\s*(?:and |then )*)"
    r"\s*(?:(?P<again>restart|start (?:again|back)|resume|go back on|get going again)|(?P<anew>start(?: you| him|"
    r" her)?(?: off)?)|(?P<stays>stay|carry on|continue|keep(?: going)?|stick))(?: on \w+day| tomorrow|"
    r" tonight)? (?:at|on|with)(?: the)?(?= \d)(?! \d+ (?:days?|weeks?|months?)\b)",
    re.IGNORECASE,
)
"""A dose that is gone on with: "restart on Saturday at 4 mg", "stay on 5 for now"."""
_DOES_AT = {"again": "restart it at", "anew": "start it at", "stays": "continue it at"}


def _with_it(passage: Passage) -> Passage:
    """ "Let's go up to 10 mg" as "let's increase it to 10 mg": of the medicine that was just named."""
    found = _GOES_TO.search(passage.text)
    if found and passage.clinician and not combined(passage.text[slice(found.start(), _clause_end(passage, found))]):
        does = {"up": "increase", "down": "reduce"}.get((found["way"] or "").lower(), "move")
        lead, rest = passage.text[: found.start("does")], passage.text[found.end() :]
        return replace(passage, text=f"{lead}{does} it {rest}")
    found = _AT_A_DOSE.search(passage.text)
    if found and passage.clinician and not combined(passage.text[: _clause_end(passage, found)]):
        way = next(name for name in _DOES_AT if found[name])
        place, does = found.start(way), _DOES_AT[way]
        return replace(passage, text=f"{passage.text[:place]}{does}{passage.text[found.end() :]}")
    return passage


def _clause_end(passage: Passage, found: re.Match[str]) -> int:
    return clause_at(passage.text, found.start("does") if "does" in found.re.groupindex else found.end())[1]


_WAS_ON = re.compile(r"\b(?:you|he|she) (?:were|was) (?:taking|on) (?:(?:the|your|his|her) )?$", re.IGNORECASE)
_BEGINS_HERE = re.compile(r"\b(?:start|begin)(?:ing)?\b", re.IGNORECASE)
_OTHER_FORM = re.compile(
    r"\b(?:chang|switch|swap)\w* (?:you|it|that|them|him|her) (?:over )?(?:to|for|onto) (?:the |an? )?"
    rf"(?P<form>{'|'.join(RELEASES.values())})",
    re.IGNORECASE,
)
"""The same medicine in another form of release: "swap it for the modified release"."""
_CHANGES_TO = re.compile(
    r"\b(?:(?:chang|switch|swap)\w*|move) (?P<it>it|that|them|those) (?:over )?(?:to|for)\b|"
    r"\b(?:step|taper|wean|turn|get|take|put|bring) (?P<that>it|that|them|this) (?:down|up|back) to\b",
    re.IGNORECASE,
)
_DONE_WITH = re.compile(
    r"\b(?:(?:stop|quit)(?:ping)?(?: taking| using)?|come off(?: of)?|leave out|bin|leave(?= (?:it|that|those|"
    r"them) (?:off|out|alone)\b)|"
    r"(?:drop(?:ping)?|get(?:ting)? rid of|ditch|scrap)(?= (?:it|that|those|them)\b(?! (?:off|to|by|down|in|a)\b))|"
    r"(?:you|him|her) off(?: of)?|(?:rather|prefer) (?:you|he|she) (?:did ?n['’]t|did not|were ?n['’]t|stopped)"
    r"(?: take| taking| use| using| have| on)*|(?:point|sense|use) (?:in|to)(?: you)? (?:taking|continuing|using)|"
    r"(?:take|cross|strike)(?= (?:it|that|those) off\b)|(?:stay|remain|stick)(?:ing)? (?:on|with)|(?:go|get|going) "
    r"back on|mak(?:e|ing)(?= (?:it|that) \d)|carry(?:ing)? on(?: with| taking| using)?|"
    r"(?:re-?)?fills? (?:on |of |for )?|renew|(?:script|prescription) for) ?"
    r"(?P<it>it|that one|that|those|them|these|both)\b(?! \w+ing\b)(?! (?:early|dose|amount|strength|side)\b)",
    re.IGNORECASE,
)
"""What is done with one or more medicines that were just spoken of: "I'd like to get you off of that"."""
_DOES_SO = re.compile(
    r"(?:^|[,;] |\b(?:and|so|but|then) )(?:(?:and|so|but|then|no|yes|yeah|okay|right|well)\W+)*(?P<it>it|that one|that|"
    r"those|they)(?=(?:['’]s| is| are|['’]re| has| have| will|['’]ll| can| should| needs?| wants)?(?: (?:just|all|"
    r"really|definitely|to|be|going))* (?:stopped|come (?:off|down|up)|carr(?:y|ies) on|continues?|stays? (?:as|the|on|"
    r"at)|go (?:up|down) to|go(?:es)? (?:up|down) to|(?:been )?(?:increased|reduced|halved|doubled)|up to \d))",
    re.IGNORECASE,
)
"""What a medicine that was just spoken of does: "so it needs to go up to a hundred", "that carries on"."""
_ONLY_IF = re.compile(
    r"(?: [\w']+){0,3}[, ]+(?:if|when|once(?! (?:a|daily|per|every|in)\b)|unless|should)\b(?! needed)", re.IGNORECASE
)
"""Behind "stop it" by which nothing is done now: "… early if it gets raw"."""
_KEEPS_AT = re.compile(
    r"\b(?:keep(?:ing)?|leav(?:e|ing)|hold(?:ing)?) (?P<it>it|that) (?=(?:at|on) \d)|"
    r"\b(?:keep|continue|carry on|go on)(?: on)? (?:with|using|taking|giving) (?P<that>it|that|them|"
    r"those)\b(?! (?:in|for) mind)",
    re.IGNORECASE,
)
"""A dose that stays: "I'd rather keep it at fifteen"."""
_SETTLES = re.compile(
    r"\b(?:(?:i|we)(?:['’]d| would|['’]ll| will)(?: (?:probably|rather|just))? (?:suggest|recommend|advise|choose|pick|"
    r"favou?r|prefer|go (?:for|with)|start (?:you )?(?:on|with)|try|use)|i (?:suggest|recommend|advise|prefer)|"
    r"(?:let['’]?s|let us) (?:go (?:for|with)|start (?:you )?(?:on|with)|try|use)) (?P<it>(?:that|this)(?: one)?|"
    r"it)(?=\s*(?:$|[,.;]|for you\b|first\b|then\b|instead\b))",
    re.IGNORECASE,
)
"""How a clinician settles on the medicine named last: "sertraline has low levels in milk, so I'd suggest that"."""
_CHOICE = re.compile(r"\b(?:or|versus|nor)\b", re.IGNORECASE)


def _last_named(passages: Sequence[Passage], place: int, settled: re.Match[str]) -> str:
    """The medicine that a clinician named last before settling on it; nothing where several were set side by side."""
    passage = passages[place]
    near = [p for p in reversed(passages[max(0, place - NAMED_BEFORE) : place]) if p.turn == passage.turn]
    for text, closed in ((passage.text[: settled.start()], False), *((p.text, p.conditional or p.asks) for p in near)):
        drugs = combined(text)
        if drugs:
            between = text[drugs[-2].end : drugs[-1].start] if len(drugs) > 1 else ""
            open_yet = closed or _CHOICE.search(between) or _NOT_WANTED.search(text[drugs[-1].end :])
            return "" if open_yet else drugs[-1].name
    return ""


_NOT_WANTED = re.compile(
    r"\b(?:not|never|stop\w*|avoid|instead|rather|physio\w*|surgery|test|scan|allerg\w+)\b|n['’]t\b", re.IGNORECASE
)
"""Behind a medicine: something else, or nothing, is chosen."""
_WANTS_STOPPED = re.compile(
    r"\b(?:i|we)(?:['’]d| would)? (?:want|need|like|prefer) (?:it|that|them|that one) (?:stopped|off|discontinued)\b|"
    r"(?<!not )(?<!n['’]t )\b(?:take|taking|get|getting) (?:you|him|her) off (?:it|that|this|them|those|that one)\b",
    re.IGNORECASE,
)


def _with_stop(passages: Sequence[Passage], place: int, wanted: re.Match[str]) -> Passage:
    """ "That makes gout worse so I want that stopped" as the stop of the one medicine named in it or just before."""
    passage = passages[place]
    ahead = combined(passage.text[: wanted.start()])
    named = ahead[-1].name if ahead else in_focus(passages, place, dosed=False)
    return replace(passage, text=f"stop {named}{passage.text[wanted.end() :]}") if named else passage


def _agreed(passages: Sequence[Passage], place: int, agreed: re.Match[str]) -> Passage:
    """ "Okay, let's do that, 150 in the morning" with the medicine that the patient has just chosen or agreed to."""
    passage = passages[place]
    if find_drugs(passage.text):
        return passage
    reply = [p for p in passages[max(0, place - ANSWERED) : place] if p.turn == passage.turn - 1 and p.patient]
    chosen = [
        drug for p in reply if picks(p.text) or (p.asks and _ASKS_FOR.search(p.text)) for drug in combined(p.text)
    ]
    if not chosen and read_directions(passage.text[agreed.end() :]).dose_words:
        offered = [p for p in passages[max(0, place - ANSWERED) : place] if p.turn == passage.turn - 2 and p.clinician]
        chosen = [drug for p in offered[-1:] for drug in combined(p.text)] if reply else []
    return _naming(passage, agreed, chosen[0].name) if len(chosen) == 1 else passage


_ASKS_FOR = re.compile(r"\b(?:what|how) about\b|\b(?:can|could) i (?:\w+ )?(?:have|try|get|go)\b", re.IGNORECASE)
"""A patient's question after one medicine, which "we can do that" grants."""


def named_at(passages: Sequence[Passage], place: int, drug: DrugMention) -> tuple[Source, ...]:
    """Where the medicine was named that a sentence calls "it"; nothing where the sentence names it."""
    if drug.name.lower() in passages[place].text.lower():
        return ()
    named = (p for p in reversed(passages[max(0, place - REACH) : place]) if drug.name in p.text)
    return next((p.sources for p in named), ())


def _begins(found: re.Match[str]) -> int:
    """Where what is decided begins: what stood before "so that's stopped" is said already."""
    return found.start("it") if found.re is _DOES_SO else found.start()


def _pointer(found: re.Match[str]) -> str:
    """The group of a match that holds its "it"."""
    return next(name for name in ("it", "that") if found.groupdict().get(name))


def _naming(passage: Passage, found: re.Match[str], name: str, since: int = 0) -> Passage:
    lead = passage.text[since : found.start(_pointer(found))].lstrip(" ,")
    return replace(passage, text=f"{lead}{name}{passage.text[found.end(_pointer(found)) :]}")
