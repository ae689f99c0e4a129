"""The words of a visit that tell how a medicine is taken: around its name, in the next sentences, in an answer.

Read by `medicines`.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.passages import Passage
from attending.scribe.proposals.taken import answer_about
from attending.terms.directions import read_directions
from attending.terms.drugs import DrugMention, find_drugs

DOSE_REACH = 3
"""Sentences after a medicine in which its dose may still follow: "You take it twice a day."."""

SHORT_QUESTION = 14
"""Words of a question about a medicine whose answer tells how it is taken."""


def words_about(
    passages: Sequence[Passage], place: int, drugs: Sequence[DrugMention], number: int
) -> tuple[str, tuple[Source, ...]]:
    """The words around a medicine that speak of its dose, and where those of the next sentences stand."""
    passage, drug = passages[place], drugs[number]
    if number and _IN_PLACE_OF.search(passage.text[drugs[number - 1].end : drug.start]):
        return "", ()
    words = _own_words(passage, drugs, number)
    if number + 1 < len(drugs) and re.match(r"\W*(?:and|or|,|plus|with)\W*$", words.strip()):
        return "", ()
    more: list[Source] = []
    if passage.asks and passage.patient:
        return f"{words} {re.sub(_GRANTS, '', passage.answer)}", ()
    if passage.asks:
        brief = len(drugs) == 1 and len(passage.text.split()) <= SHORT_QUESTION
        told_how = answer_about(passage, drug) if brief and not _HOW_IT_GOES.search(passage.text) else ""
        if _is_other_dose(words, told_how):
            return told_how, ()
        return f"{words} {told_how}" if not told_how or read_directions(words).dose_words else told_how, ()
    last = number + 1 == len(drugs) or bool(_IN_PLACE_OF.search(passage.text[drug.end : drugs[number + 1].start]))
    following = passages[place + 1] if place + 1 < len(passages) else None
    if not last and following is not None and following.turn == passage.turn and _OF_BOTH.match(following.text):
        return f"{words} {following.text}", following.sources
    for following in passages[place + 1 : place + 1 + DOSE_REACH] if last else ():
        if following.turn == passage.turn and _WEIGHS.match(following.text):
            continue
        if (
            following.turn != passage.turn
            or following.asks
            or find_drugs(following.text)
            or not _only_directions(following.text)
            or _EXTRA.search(following.text)
            or (following.patient and _EARLIER.search(following.text))
        ):
            break
        words += f" {following.text}"
        more += following.sources
    return words, tuple(more)


def _own_words(passage: Passage, drugs: Sequence[DrugMention], number: int) -> str:
    """The words of its own sentence that speak of a medicine's dose: behind its name, and counts before it."""
    drug = drugs[number]
    behind = _HALF.sub(r"0.5 \1", _behind(passage.text, drugs, number))
    words = _with_count(passage.text[: drug.start], _LEADS_ON.sub("", behind))
    if skipped := SKIPS.search(passage.text[: drug.start]):
        words = f"skip {re.sub(r'^(?:the|your) ', '', skipped['dose'])}{words}"
    lead = re.search(
        r"\b(?:\d[\d.,]* ?(?:mg|mcg|g|ml|units?)|(?:\d+|half an?|an?|one|two) (?:puffs?|tablets?|capsules?|g|grams?|"
        r"sachets?|drops?)) (?:of )?(?:the |your )?$",
        passage.text[: drug.start],
        re.IGNORECASE,
    )
    if lead:
        words = f"{lead.group()} {words}"
    changed = (
        re.search(r"\bfrom \d[^,]*? to \d[\d.]* ?(?:mg|mcg|units?|g)\b", passage.text[: drug.start])
        if len(drugs) == 1
        else None
    )
    if changed:
        words = f"{changed.group()} {words}"
    words = _STARTED_ON.sub(" ", words)
    words = _TO_NUMBER.sub(r" \g<dose>", words)
    words = re.split(r"\b(?:so )?no more\b|\binstead of\b", _SUPPLIED.sub("", words))[0]
    words = _MAKE_IT.sub(r"\g<new>\g<rest>", words)
    words = _THEN_ELSE.split(re.sub(r"^,? but (?=\d)", " ", words))[0]
    if re.search(r"\bincreas\w+", passage.text[: drug.start], re.IGNORECASE):
        words = re.sub(r"\bup to\b", "to", words)
    return words


def _behind(text: str, drugs: Sequence[DrugMention], number: int) -> str:
    """What is said behind a medicine: over what it replaces too, "losartan instead of the lisinopril, 100 a day"."""
    ends = [*(drug.start for drug in drugs[number + 1 :]), len(text)]
    own = text[drugs[number].end : ends[0]]
    if len(ends) > 1 and _EXCEPT.search(own):
        following = drugs[number + 1].end
        return text[drugs[number].end : following + len(" days") * text[following:].startswith(" days")]
    replaces = len(ends) > 1 and _IN_PLACE_OF.search(own)
    return f"{own[: replaces.start()]}{text[drugs[number + 1].end : ends[1]]}" if replaces else own


_SUPPLIED = re.compile(r", (?:[1-9]\d+) (?:tablets|pills|capsules|sachets|patches)\W*$", re.IGNORECASE)
"""How many are given in all, behind how they are taken: "one every eight hours, thirty tablets"."""
_HALF = re.compile(r"\bhalf an? (milligram|mg)\b", re.IGNORECASE)
_EXCEPT = re.compile(r"\b(?:except|apart from|but not)\b[^.;,]{0,30}$", re.IGNORECASE)
"""Before a medicine on whose day this one is left out: "every day except the day you take methotrexate"."""
_EXTRA = re.compile(r"\b(?:an|one) extra\b", re.IGNORECASE)
"""What is taken beside the dose: "and you take an extra puff when you need it"."""
_MAKE_IT = re.compile(
    r"\b(?:\d+|an?|one)(?P<rest> (?:sachet|tablet|capsule|puff|spray|drop)s?\b[^.;]*?),? (?:actually|no|sorry),? "
    r"make (?:it|that) (?P<new>\d+|two|three|four)\b",
    re.IGNORECASE,
)
"""A count that is put right in the same breath: "one sachet a day, actually make it two"."""
_HOW_IT_GOES = re.compile(
    r"\bhow(?:['’]s| is| are| has| have)\b[^?]*\b(?:been|going|doing|getting on)\b", re.IGNORECASE
)
"""A question whose answer tells how the patient is, and nothing of how a medicine is taken."""
_IN_PLACE_OF = re.compile(r"\b(?:instead of|rather than|in place of) (?:(?:the|your|his|her) )?$", re.IGNORECASE)
"""Between a medicine, whose dose may follow, and the one that it stands in for."""


def _is_other_dose(asked: str, answer: str) -> bool:
    """Whether an answer gives another dose than was asked after: "You're on 100?" "150." """
    if _TIMES.match(answer):
        return False
    put, said = read_directions(asked).dose_words, read_directions(answer).dose_words
    return bool(put and said) and put.split()[0] != said.split()[0] and not _SAYS_YES.match(answer)


_TIMES = re.compile(r"\W*(?:at )?\d{1,2}(?::\d\d)?(?:(?:,| and|, and) \d{1,2}(?::\d\d)?){2,}\W*$")
"""Hours at which it is taken: "seven, eleven, three and seven"."""
_SAYS_YES = re.compile(r"\W*(?:yes|yeah|yep|right|correct|that['’]?s (?:it|right)|exactly|still)\b", re.IGNORECASE)


def said_when_named(passages: Sequence[Passage], heard: Sequence[Passage], drug: DrugMention) -> str:
    """How a medicine that a sentence calls "it" is taken, as the sentence says that named it in the same turn."""
    place = len(heard) - 1
    if drug.name.lower() in passages[place].text.lower():
        return ""
    near = [p for p in heard[max(0, place - DOSE_REACH) : place] if p.turn == heard[place].turn]
    texts = [p.text for p in near if not p.asks and not p.conditional]
    found = next((i for i in range(len(texts) - 1, -1, -1) if drug.name in texts[i]), None)
    return " ".join((texts[found].split(drug.name)[-1], *texts[found + 1 :])) if found is not None else ""


_STARTED_ON = re.compile(
    r"^\W*(?:(?:you|he|she)(?:['’](?:ve|s)| have| has) been|(?:we|they)(?:['’]ve| have)) (?:started|put|"
    r"kept) (?:(?:you|him|her) )?on (?=\d)",
    re.IGNORECASE,
)
"""Between a medicine and the dose on which somebody was started: "ramipril, you've been started on 2.5"."""
_TO_NUMBER = re.compile(
    r"^\W*(?:(?:i|we)(?:['’](?:d|ll)| do| would| will)* (?:\w+ ){0,3}?(?:go|move|come) (?:up|down) (?:on|"
    r"with)\b\W*)?(?:dose )?(?:(?:needs?|has|should|can|will|to|is|going|just|go|come|now) )*(?:(?:back|up|"
    r"down) )*to (?P<dose>\d+(?:\.\d+)?)(?: on (?:that|it|this)(?: one)?)?(?: too| as well)?(?=\W*$|[,.;] |,? (?:and|"
    r"until|for now|from|today|a day|once|twice|every|at|in the)\b)",
    re.IGNORECASE,
)
"""The number to which a dose is moved: "cut the amlodipine to 5"."""
_LEADS_ON = re.compile(
    r",?\s*\b(?:and|plus|with|then)?\s*(?:an?|one|another|\d[\d.,]*) ?(?:doses?|courses?|mg|mcg|g|ml|units?|puffs?|"
    r"tablets?) of (?:the |your )?$",
    re.IGNORECASE,
)
"""What belongs to the next medicine: "… and a dose of"."""
_COUNT = re.compile(r"\b(?P<count>\d+|an?|one) $", re.IGNORECASE)
_PIECES = re.compile(r"\s+(?:nebs?|puffs?|tablets?|pills?|capsules?|patch(?:es)?|drops?)\b", re.IGNORECASE)


def _with_count(before: str, words: str) -> str:
    """The words behind a medicine with the count before it: "three albuterol nebs"."""
    count = _COUNT.search(before)
    return f" {count['count']}{words}" if count and _PIECES.match(words) else words


_OF_BOTH = re.compile(
    r"\W*(?:and )?(?:(?:both|each|all)(?: of (?:them|those))?|all (?:three|3)) (?:for|with|at)\b", re.I
)
"""Directions of every medicine of the sentence before: "… and flagyl 500 three times a day" / "both for seven days"."""
_WEIGHS = re.compile(
    r"\W*(?:and |now )*(?:he|she|you|they)(?:['’](?:s|re)| is| are| weighs?) \S+ (?:kilos?|kg|pounds?|stone)\W*$",
    re.I,
)
"""Between a medicine and its dose: "give him dexamethasone, he's thirteen kilos, so that's two milligrams"."""
SKIPS = re.compile(
    r"\b(?:skip|miss|leave out|omit) (?P<dose>(?:(?:the|your|to(?:night|day|morrow)['’]?s|next|one|a|doses?|of) )*)$",
    re.IGNORECASE,
)
_GRANTS = re.compile(r"^\W*(?:(?:yes|yep|yeah|sure|of course|absolutely|no problem|okay|fine)\b\W*)+", re.IGNORECASE)
"""With which a refill that the patient asks for is granted, before its dose."""
_THEN_ELSE = re.compile(
    r"\band (?:keep|leave|carry on|continue|stay)\b(?! (?:it|that|them|taking|going)\b)|"
    r",? and (?:the|my|some) (?:\w+ ){0,2}?(?:pill|patch|inhaler|cream|injections?|drops|vitamins?)\b|\bthen\b(?!,|"
    r" (?:(?:you|we|i|can|will|want|to|go|come|back|drop|reduce|increase|cut|move|take|use|give|it|just|"
    r"only|stay|on|at|down|up|by|'ll) )*(?:\d|half\b|once\b|twice\b|every\b|daily\b|weekends?\b|one\b|as needed\b|"
    r"off\W*$|stop(?: it)?\W*$))",
    re.IGNORECASE,
)
"""Where a sentence goes over to something else than the next dose: "for five days, then call me"."""
_EARLIER = re.compile(r"\b(?:was|were|used to|at one point|before|had been)\b", re.IGNORECASE)
"""How it was taken once says nothing of how it is taken."""
_DIRECTS = re.compile(
    r"^\W*(?:and |so )?(?:you |take |i'd |i want |that's |(?:then|after that|from then)\b|that's |that is |it's |take |"
    r"you(?:'ll| will| can| should|'re going to)? |i want you to |i'd like you to |just |he |she |it (?:(?:has to|"
    r"needs to|should|must) (?:go|be|start)|goes|starts|comes)|we (?:build|start|go) |i |maybe |about |approximately |"
    r"the |once |twice |every |one |two |three |half |both |each |\d)",
    re.IGNORECASE,
)


def _only_directions(text: str) -> bool:
    """Whether a sentence does nothing but go on about how it is taken: "You take that twice a day."."""
    found = read_directions(text)
    says = found.dose is not None or found.repeat is not None or found.days is not None or found.as_needed
    longest = 36 if re.search(r"\bthen\b", text) else 14
    return says and len(text.split()) <= longest and bool(_DIRECTS.match(text))
