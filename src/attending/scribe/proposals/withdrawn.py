"""Orders that a later sentence takes back, leaves undone or lets wait, by the clinician or by the patient's word.

Read by `medicines`. Each becomes an event of its medicine, `left`, that stands behind the order.
"""

import re
from collections.abc import Iterable, Sequence

from attending.scribe.content.choices import held_off, is_unwilling, takes_back
from attending.scribe.proposals.passages import Passage
from attending.scribe.proposals.pointed import CORRECTS
from attending.scribe.proposals.taken import combined
from attending.scribe.proposals.uses import ENDS, PLANS, Use
from attending.terms.directions import Directions
from attending.terms.drugs import classes, find_drugs

NAMED_BEFORE = 2
"""Sentences before the patient's word in which an order that it refuses was spoken."""


def withdraw(uses: list[Use], passages: Sequence[Passage], place: int) -> None:
    """Add that the orders are left which a sentence takes back, refuses, holds off or makes wait for something."""
    passage = passages[place]
    if passage.clinician and takes_back(passage.text):
        _take_back(uses, passages, place)
    if (
        passage.clinician
        and not passage.conditional
        and not passage.asks
        and (_INSTEAD.search(passage.text) or _RATHER.search(passage.text))
    ):
        _replace(uses, passages, place)
    if passage.patient and is_unwilling(passage.text) and _answers(passages, place):
        asked = [p for p in passages[:place] if p.turn == passage.turn - 1 and p.clinician][-NAMED_BEFORE:]
        last = {s for p in asked for s in p.sources}
        orders = _standing(uses, "starts", since=passage.turn - OFFERED)
        meant = [use for use in orders if last & set(use.sources)]
        _leave(uses, meant or ([] if any(find_drugs(p.text) for p in asked) else orders[-1:]), passage)
    if passage.clinician and _LATER.match(passage.text):
        _leave(uses, _standing(uses, "starts", since=passage.turn)[-1:], passage)
    if passage.patient and _GIVES_IN.match(passage.text):
        refused = [
            u for u in uses if u.kind == "left" and not u.clinician and u.sources[-1].turn >= passage.turn - OFFERED
        ]
        uses[:] = [use for use in uses if use not in refused]
    if passage.clinician and not passage.conditional and (what := held_off(passage.text)):
        talked = " ".join(p.text for p in passages[:place] if p.turn >= passage.turn - 1)
        if not _BARE_IT.match(what) or find_drugs(talked) or _OF_MEDICINE.search(talked):
            _hold_off(uses, what, passage)
    if passage.clinician and not passage.asks:
        _put_right(uses, passage)
    if passage.clinician and _ONLY_THEN.search(passage.text):
        _leave(uses, _standing(uses, "starts", since=passage.turn)[-1:], passage)


def _standing(uses: Sequence[Use], *kinds: str, since: int) -> list[Use]:
    """The clinician's orders from a turn on that were not left yet."""
    left = [(use.ingredients, number) for number, use in enumerate(uses) if use.kind == "left"]
    return [
        use
        for number, use in enumerate(uses)
        if use.kind in kinds
        and use.clinician
        and use.sources[-1].turn >= since
        and not any(of == use.ingredients and later > number for of, later in left)
    ]


def _leave(uses: list[Use], meant: Iterable[Use], passage: Passage) -> None:
    """Add that orders are left."""
    for name, ingredients in {use.ingredients: (use.name, use.ingredients) for use in meant}.values():
        uses.append(Use(name, ingredients, "left", (Directions(),), passage.sources, passage.clinician))


_LATER = re.compile(r"^\W*(?:but )?not (?:right )?(?:now|yet|today|straight away)\b[^.;]*[.;]?$", re.IGNORECASE)
"""What is put off as soon as it is told: "… Trelegy, one puff a day. Not now, at the six-week check"."""
_GIVES_IN = re.compile(
    r"^\W*(?:(?:oh|well|okay|ok|fine|all right|alright)\W+)*(?:go on(?: then)?|(?:fine|okay|ok|all right|"
    r"alright)(?: then)?|if you (?:think so|say so|think it(?:['’]ll| will) help|really think)|i(?:['’]ll|"
    r" will) (?:try|give) (?:it|them|that)(?: a (?:go|try))?|i suppose so)\b[^.?!]{0,12}[.!]?$",
    re.IGNORECASE,
)
"""How a patient who did not want it agrees after all: "go on then"."""


def _put_right(uses: list[Use], passage: Passage) -> None:
    """Leave the dose that a sentence puts right, and a medicine that it refuses by a bare no."""
    named = combined(passage.text)
    if CORRECTS.search(passage.text):
        again = {i for drug in named for i in drug.ingredients}
        orders = _standing(uses, "starts", since=passage.turn - OFFERED)
        _leave(uses, [use for use in orders if again & set(use.ingredients)], passage)
    known = {i for use in uses if use.kind not in PLANS for i in use.ingredients}
    for drug in named:
        if _NOT_THIS.search(passage.text[: drug.start]) and not known & set(drug.ingredients):
            uses.append(Use(drug.name, drug.ingredients, "left", (Directions(),), passage.sources, clinician=True))


_NOT_THIS = re.compile(r"(?:^|\b(?:no|then|so|ah|oh|okay|well)\b)\W*not (?:the |that )?$", re.IGNORECASE)
"""Before a medicine that is refused by a bare no: "ah, then no, not labetalol"."""
_ONLY_THEN = re.compile(
    r"^\W*(?:(?:and|so|but|then)\W+)*(?:if|once|when|as soon as|provided|as long as|assuming)\b(?! (?:you|"
    r"that)(?:['’]re| are| is|['’]s)? (?:ok|okay|happy|fine|all right|alright|ready|willing|need)\b)[^.;]*?\b(?:(?:i|"
    r"we)(?:['’]ll| will| can| would|['’]d)|you(?:['’]ll| will| can)|let['’]?s|let us) (?:then |just )*(?:start|begin|"
    r"try|add|use|go ahead with|do|give you) (?:it|that|this|them|the (?:tablet|medic|inj)\w+)\b",
    re.IGNORECASE,
)
"""What an order waits for that was told before it: "if they're happy, we'll start it"."""


_INSTEAD = re.compile(
    r"\b(?:instead|alternatively|in that case|a different one)\b(?! of\b)|\bthen\W*$|\bgo for \w+ then\b|"
    r"^\W*(?:(?:oh|okay|ok|right|all right|alright|well|so|no)\W+)*then (?:let['’]?s|let us|we(?:['’]ll| will)|"
    r"i(?:['’]ll| will|['’]d))\b",
    re.IGNORECASE,
)
_RATHER = re.compile(
    r"\b(?:let['’]?s|let us|we(?:['’]ll| will)|i(?:['’]d| would) rather)\b[^.;]*\b(?:go with|use|try|start(?: with)?) "
    r"[a-z-]+(?: \w+){0,2} (?:instead(?! of)|from the start)\b",
    re.IGNORECASE,
)
"""What is begun in the place of the last order: "then let's actually go with lamotrigine from the start"."""
TALKED_OVER = 8
"""Turns within which an order is followed by another in its place."""
_OBJECTS = re.compile(
    r"\b(?:allerg\w+|made me|makes me|gave me|gives me|rash|hives|threw up|can['’]?t (?:take|have|tolerate|swallow|"
    r"afford)|rather not|did nothing|no good|useless|hate|needles?|(?:will not|won['’]t|does(?:n['’]t| not)) work|"
    r"fridge|did(?:n['’]t| not) (?:work|help|agree)|react\w+|sick|upsets?|scared|worried|expensive|cost|"
    r"breast-?feeding|pregnant|don['’]?t (?:want|like)|not keen|interact\w*)\b",
    re.IGNORECASE,
)
"""How a patient speaks against what was just ordered."""


def _replace(uses: list[Use], passages: Sequence[Passage], place: int) -> None:
    """Leave the last order before the patient's objection where another medicine is named in its place."""
    turn = passages[place].turn
    near = [p for p in passages[:place] if turn - OFFERED < p.turn < turn and p.patient]
    said = " ".join(p.text for p in near)
    new = {one for drug in find_drugs(passages[place].text) for one in drug.ingredients}
    if new and _RATHER.search(passages[place].text):
        others = (use for use in _standing(uses, "starts", since=turn - TALKED_OVER) if not new & set(use.ingredients))
        _leave(uses, [*others][-1:], passages[place])
        return
    if not new or not _OBJECTS.search(said):
        return
    named = {one for drug in find_drugs(said) for one in drug.ingredients}
    orders = _standing(uses, "starts", since=turn - OFFERED)
    before = [u for u in orders if any(p.turn > u.sources[-1].turn and _OBJECTS.search(p.text) for p in near)]
    meant = [use for use in before if named & set(use.ingredients)] or before[-1:]
    _leave(uses, (use for use in meant if not new & set(use.ingredients)), passages[place])


def _take_back(uses: list[Use], passages: Sequence[Passage], place: int) -> None:
    """Leave the order that is taken back: of the medicine that was objected to, else the last one."""
    turn = passages[place].turn
    objected = {one for drug in find_drugs(passages[place].text) for one in drug.ingredients} or {
        one
        for passage in passages[:place]
        if passage.turn == turn - 1
        for drug in find_drugs(passage.text)
        for one in drug.ingredients
    }
    plans = _standing(uses, *PLANS, since=turn - OFFERED)
    recent = [use for use in plans if use.sources[0].turn >= turn - 2]
    _leave(uses, [use for use in plans if objected & set(use.ingredients)] or recent[-1:], passages[place])


def _answers(passages: Sequence[Passage], place: int) -> bool:
    """Whether a sentence begins its turn, or follows a "no" that does."""
    first = [p for p in passages[:place] if p.turn == passages[place].turn]
    brief = len(first) == 1 and len(first[0].text.split()) <= BRIEF
    return not first or brief or (len(first) <= NAMED_BEFORE and not any(find_drugs(p.text) for p in first))


BRIEF = 4


def _hold_off(uses: list[Use], what: str, passage: Passage) -> None:
    """Leave the order of a medicine that is not begun after all, called by its name, its class or "it"."""
    orders = _standing(uses, "starts", since=passage.turn - OFFERED)
    named = combined(what)
    known = {i for use in uses if use.kind not in PLANS or use.kind in ENDS for i in use.ingredients}
    for drug in named:
        if not known & set(drug.ingredients):
            uses.append(Use(drug.name, drug.ingredients, "left", (Directions(),), passage.sources, clinician=True))
    meant = []
    if not named:
        kinds = {
            kind.lower().removesuffix("s") for use in orders[-1:] for one in use.ingredients for kind in classes(one)
        }
        called = any(re.search(rf"\b{re.escape(kind)}s?\b", what) for kind in kinds)
        last = next((use for use in reversed(uses) if use.kind in PLANS), None)
        ended = last is not None and last.kind in ENDS  # "stop that altogether" … "so leave it off"
        meant = orders[-1:] if called or (_IT.match(what) and not ended) else []
    _leave(uses, meant, passage)


OFFERED = 4
"""Turns within which a medicine is talked over before it is left."""
_IT = re.compile(
    r"(?:it|that|this|(?:the|that|any|those|these|another) (?:new )?(?:medic\w+|pills?|tablets?|drugs?|antibiotics?|"
    r"prescription|steroids?|pain ?killers?))\b"
)
_BARE_IT = re.compile(r"(?:it|that|this)\b(?! \w*(?:medic|pill|tablet|drug|antibiotic|prescription|steroid|pain))")
_OF_MEDICINE = re.compile(
    r"\b(?:medic\w+|pills?|tablets?|drugs?|tak(?:e|ing)|start\w*|rather not|it|that one)\b",
    re.I,
)
"""Words of the turn before by which "let's skip it" means a medicine."""
