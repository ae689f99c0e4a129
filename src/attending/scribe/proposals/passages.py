"""What was said, one sentence at a time, with the question it answers: what every proposal is read from.

Read by the modules of this package. A sentence is cut into clauses, so that "stop the iron, and start…" orders once
and stops once; a question is read together with its answer, and both stay cited.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from attending.drafts import Role
from attending.scribe.content.choices import is_unwilling, offers_choice, picks
from attending.scribe.content.conditions import leaves_open
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.polarity import polarity
from attending.scribe.dialogue.statements import Source, sources_of
from attending.scribe.sentences.contractions import with_apostrophe
from attending.scribe.sentences.utterances import Utterance
from attending.terms.drugs import find_drugs
from attending.terms.persons import BLOOD, Kind, words_for
from attending.terms.spoken import written

ANSWER = 3
"""Utterances of an answer that are read with its question."""
_CALLED = re.compile(
    rf"\b(?:my|your) ({words_for(*BLOOD, Kind.PARTNER)})\b(?!['’]s)",
    re.IGNORECASE,
)
FIRST = 4
"""Utterances in which a companion says who the patient is."""
BEFORE = 4
"""Utterances of a turn in which it is looked for of whom the next one speaks."""
_SPLIT = re.compile(
    r"[;]|(?:,\s*|\s+)(?:and|but|so|then|because|while)\s+(?=(?:now )?(?:i|we|you|let's|let us|it|he|she|they|please|"
    r"that|this|your|start|stop|continue|keep|take|add|put (?:you|him|her) (?:back )?on|hold|avoid|increase|decrease|"
    r"cut|reduce|lower|switch|use|try|there|instead)\b)|,?\s+(?=(?:i'd like|i would like|i'll|we'll|i want|let's|"
    r"i'm thinking|i think|i believe|i suspect)\b)|"
    r",?\s+but\s+|\s+except\s+|"
    r",\s*(?=(?:and )?(?:please|let's|start|stop|continue|keep|avoid|use|take|try|increase|decrease|hold|no more|"
    r"(?:cut|reduce|lower|halve|double|raise|drop|bring|leave|put|switch|swap|change) (?:the|your|his|her))\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence with its place; `text` has its numbers in figures."""

    at: int
    """Index of its utterance."""
    turn: int
    role: Role
    text: str
    asks: bool
    sources: tuple[Source, ...]
    question: str = ""
    """The clinician's question that this sentence begins to answer."""
    answer: str = ""
    """Of a question: the words of the answer."""
    conditional: bool = False
    """Whether it says what follows only if something else comes true: "if it locks, then …"."""
    said: str = ""
    """Of a question: `yes`, `no`, or nothing where the answer is neither."""
    before: str = ""
    """What the same speaker said before in the same turn."""
    after: str = ""
    """What the same speaker says next in the same turn."""
    spoken_for: bool = False
    """Whether a companion says it, for the patient."""
    called: frozenset[str] = frozenset()
    """What the companion calls the patient: "husband"."""
    offered: bool = False
    """Whether the clinician sets several ways before the patient."""
    picked: str = ""
    """Of what is offered: the patient's words that choose."""

    @property
    def clinician(self) -> bool:
        """Whether the clinician says it."""
        return self.role is Role.CLINICIAN

    @property
    def patient(self) -> bool:
        """Whether the patient says it, or a companion who speaks for the patient."""
        return self.spoken_for or self.role in (Role.PATIENT, Role.UNKNOWN)


@lru_cache(maxsize=REMEMBERED)
def read_passages(visit: Visit) -> tuple[Passage, ...]:
    """Every sentence of a visit in order."""
    found: list[Passage] = []
    others = any(u.role is Role.OTHER for u in visit.utterances)
    spoken_for = visit.spoken_for or all(u.role in (Role.OTHER, Role.CLINICIAN) for u in visit.utterances)
    called = frozenset(m.group(1).lower() for u in visit.utterances[:FIRST] for m in _CALLED.finditer(u.text))
    for at, utterance in enumerate(visit.utterances):
        spoken = utterance.text.rstrip()
        asks = utterance.asks or (spoken.endswith("?") and not _TOLD_ALL_THE_SAME.search(spoken))
        text, question = _plain(utterance.text), _question_before(visit.utterances, at)
        asks = asks or (utterance.role is Role.CLINICIAN and (_is_prompt(text) or bool(_TAKING_RIGHT.match(text))))
        sources = sources_of(utterance)
        answer, said = "", ""
        if asks:
            reply = _reply(visit.utterances, at)
            if reply:
                answer, said = _plain(" ".join(u.text for u in reply)), polarity(reply)
                sources = (*sources, Source(reply[0].turn, reply[0].start, reply[-1].end))
            elif not spoken.endswith("?"):
                asks = utterance.asks
            if utterance.role is Role.CLINICIAN and (said == "yes" or _AGREES.match(answer)):
                asks, text = _once_agreed(asks, text, answer)
            if utterance.role is Role.CLINICIAN and asks and said != "no" and (told := _ASKS_BEHIND.match(text)):
                asks, text = False, told["told"]
        text = _SUGGESTS.sub("let's", text) if utterance.role is Role.CLINICIAN and not asks else text
        before = found[-1] if found and found[-1].turn == utterance.turn else None
        conditional = before is not None and (
            bool(
                _IF.search(_AS_NEEDED.sub("", before.text))
                and (_THEN.match(text) or _ends_condition(before.text, text))
            )
            or _ends_open(before.text)
            or _is_half(before.text)
            or bool(_RISKS.search(before.text) and not _SOMEBODY.search(text) and not _COMMANDS.match(text))
        )
        companion = spoken_for and utterance.role is (Role.OTHER if others else Role.PATIENT)
        earlier = " ".join(p.text for p in found[-BEFORE:] if p.turn == utterance.turn)
        offered = utterance.role is Role.CLINICIAN and offers_choice(text) and not _SETTLES.search(text)
        reply = _reply(visit.utterances, at) if offered else []
        picked = " ".join(u.text for u in reply if picks(u.text))
        if utterance.role is Role.CLINICIAN and not asks and not offered and _IF_LIKED.search(text):
            offered, reply = True, _reply(visit.utterances, at)
            picked = text if polarity(reply) == "yes" else ""
        found.append(
            Passage(
                at, utterance.turn, utterance.role, text, asks, sources, question, answer, conditional, said,
                before=earlier, spoken_for=companion, called=called, offered=offered, picked=picked,
            )
        )  # fmt: skip
    return tuple(
        replace(one, after=following.text) if following is not None and following.turn == one.turn else one
        for one, following in zip_longest(found, found[1:])
    )


_IF_LIKED = re.compile(
    r"\b(?:can|could)\b[^.;?]*\bif you(?:['’]d| would)? (?:like|want|prefer|wish|rather)\b", re.IGNORECASE
)
"""What is only offered, and done where the patient says yes: "we can do a shot instead if you like"."""
_PROMPTS = re.compile(
    r"\W*(?:and |so |okay |ok |then |what about |how about )*(?:the |your |his |her |any )?", re.IGNORECASE
)
_AGREES = re.compile(
    r"\W*(?:(?:well|oh|um|uh)\W+)*(?:okay|ok|sure|fine|all ?right|alright|sounds (?:good|fine)|let['’]?s|go on|"
    r"i (?:suppose|guess) (?:so|i)|happy to|if you think|whatever you think|i['’]?ll (?:try|do|take|give)|why not|"
    r"please)\b(?! (?:but|what|how|not|i (?:don|can)))(?![^.?!]*\b(?:rather|but)\b)",
    re.IGNORECASE,
)
_LEAD = r"^\W*(?:(?:and|so|then|okay|ok|well|right|alright|now|but)\W+)*"
_SHALL_WE = re.compile(
    rf"{_LEAD}(?:(?:how about|what if|shall|why don['’]?t|should) we |(?:shall|can|could|may|should) i (?=put|start|"
    rf"give|"
    r"prescrib|refer|increas|switch|send|add|book|arrang|order|organi[sz]e)|(?:would you (?:like|want|be (?:happy|"
    r"willing|open|okay|ok)|consider|mind)|do you want|are you (?:happy|okay|ok|willing)|how about|"
    r"what about)(?: for)?(?: (?:me|us))?(?: to)? (?=(?:try|start|tak|hav|go|gett?|giv|add|put|us|increas|switch|"
    r"stopp?|refer|do|book)(?:ing|e|y)?\b))(?:actually |just |then |maybe )*",
    re.IGNORECASE,
)
"""What is proposed as a question, and done once the patient agrees: "shall we put it up to ten?"."""
_ASKS_BEHIND = re.compile(
    rf"{_LEAD}(?P<told>(?:i(?:['’]d| would) like (?:you|him|her) to|i want (?:you|him|her) to|i(?:['’]m| am) going to|"
    r"i(?:['’]ll| will)|we(?:['’]ll| will)|let['’]s|stop|start|take|hold|carry on|keep) [^?]{8,}?),? (?:and |"
    r"but )?(?:are|is|do|does|have|has|can|could|"
    r"would) (?:you|he|she|that|it|there)\b[^,?]*\?$",
    re.IGNORECASE,
)
"""An order with a question behind it: "I'd like you to have flucloxacillin, are you okay with penicillin?"."""
_WHAT_ABOUT = re.compile(rf"{_LEAD}(?:what|how) about (?:(?:some|a bit of|a little|a low dose of) )?", re.IGNORECASE)
_WILLING = re.compile(
    r"\b(?:try|do|take|give|go on|have|start|okay|ok|sure|fine|alright|why not|please|happy|go for it|go ahead)\b", re.I
)


def agreed_offer(text: str) -> str:
    """The words of a question that the patient agreed to, as what is done; empty where it offers nothing."""
    return _SHALL_WE.sub("let us ", text).rstrip(" ?") if _SHALL_WE.match(text) else ""


def offers(text: str) -> bool:
    """Whether a question offers the medicine that it names: "what about mirtazapine at night?"."""
    named = _WHAT_ABOUT.match(text) or _SHALL_WE.match(text)
    return named is not None and any(drug.start >= named.end() for drug in find_drugs(text))


def is_willing(answer: str) -> bool:
    """Whether a patient's words take what was offered: "ugh, okay, I'll try it"."""
    return bool(_WILLING.search(answer)) and not is_unwilling(answer)


def _once_agreed(asks: bool, text: str, answer: str) -> tuple[bool, str]:
    """A question that the patient agrees to as what is done: "would you like to try sertraline?" / "yes please"."""
    if _SHALL_WE.match(text):
        return False, _SHALL_WE.sub("let's ", text).rstrip(" ?")
    named = _WHAT_ABOUT.match(text)
    if named and _WILLING.search(answer) and any(drug.start == named.end() for drug in find_drugs(text)):
        return False, f"let's start {text[named.end() :].rstrip(' ?')}"
    return asks, text


_SUGGESTS = re.compile(
    r"\b(?:what )?(?:i|we)(?:['’]d| would)?(?: \w+)? (?:suggest|recommend|propose|advise)(?: is| that| doing is)* we\b"
    r"(?= (?:put|start|stop|switch|swap|change|increase|reduce|halve|try|use|go|add|give|do|get|hold|keep|move)\b)",
    re.IGNORECASE,
)
"""What is decided in the present tense: "what I'd suggest is we put you on candesartan"."""
_TAKING_RIGHT = re.compile(
    r"\W*(?:(?:and|so|okay|ok|then)\W+)*(?:you|he|she)(?:['’]re|['’]s| are| is| were| was| still| also)*"
    r" (?:take|taking|on|using|use)\b[^.;?]*(?<!all )\b(?:right|correct|yeah)\W*$",
    re.IGNORECASE,
)
"""What asks all the same, where nobody writes question marks: "you were taking naproxen right"."""


def _is_prompt(text: str) -> bool:
    """Whether a medicine's name alone asks after it, where nobody writes question marks: "and the losartan"."""
    drugs = find_drugs(text)
    return len(drugs) == 1 and bool(
        _PROMPTS.fullmatch(text[: drugs[0].start]) and not text[drugs[0].end :].strip(" .,?")
    )


_SETTLES = re.compile(
    r"\bor\b.*\b(?:i|we)(?:['’]d| would)?(?: \w+)? (?:recommend|suggest|prefer|favou?r|advise) (?!either|one of|"
    r"trying one)",
    re.IGNORECASE,
)
"""Behind two ways, the one that the clinician settles on: "we can use X or Y, I'd recommend Y"."""
_TOLD_ALL_THE_SAME = re.compile(r"\w\W+(?:okay|ok|all\s?right)\W*$", re.IGNORECASE)
"""An order that ends in "okay?" asks nothing."""
_AS_NEEDED = re.compile(r"\b(?:if|when(?:ever)?) (?:you|he|she|they) (?:still |really )?needs?\b", re.IGNORECASE)
"""As needed: nothing waits for it."""
_IF = re.compile(r"\b(?:if|unless|in case|should (?:it|that|you))\b", re.IGNORECASE)
_RISKS = re.compile(
    r"\b(?:risks?(?! (?:scores?|factors?|is|assessment)\b)|complications?|side effects?)\b", re.IGNORECASE
)
_SOMEBODY = re.compile(r"\b(?:i|you|we|he|she|it|they|your|my)\b", re.IGNORECASE)
_COMMANDS = re.compile(
    r"\W*(?:(?:and|so|then|okay|ok|please|just)\W+)*(?:please|start|stop|take|use|increase|reduce|cut|keep|continue|"
    r"hold|switch)\b",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\W*(?:and |so )?(?:then|i'd|i would|we'd|we would|you'd|you would|we might|we may)\b", re.IGNORECASE
)
_DOES = re.compile(r"\W*(?:and |so )?(?:go to|call|come)\b", re.IGNORECASE)


ONLY_AGREED = re.compile(
    r"\bif (?:(?:that|it)(?:['’]s| is| sounds)|you(?:['’]re| are)) (?:all |quite )?(?:ok|okay|right|happy|fine|good|"
    r"willing|comfortable)\b[^,.;]*|\bif you (?:agree|don['’]?t mind|like|want)\b",
    re.IGNORECASE,
)
"""A condition that the patient only has to agree to."""
OF_NEED = re.compile(
    r"\b(?:need\w*|hurt\w*|ach\w+|pain\w*|sore\w*|fever\w*|itch\w*|headaches?|wheez\w+|nause\w+|sick(?![- ]days?)|"
    r"cannot sleep)\b",
    re.IGNORECASE,
)
"""When a medicine is taken as needed: "if you have pain"."""
LONGEST_HALF = 14
"""Words of a condition that stands as a sentence of its own."""


def _is_half(before: str) -> bool:
    """Whether a sentence is nothing but a condition, which the next one answers: "if it's positive" / "we'll start"."""
    text = before.lower().rstrip(" .,")
    short = bool(_STARTS_IF.match(text)) and len(text.split()) <= LONGEST_HALF
    return short and leaves_open(text) and not OF_NEED.search(text) and not ONLY_AGREED.search(text)


_STARTS_IF = re.compile(r"\W*(?:(?:and|but|so|then|now|okay|ok)\W+)*(?:if|unless|should)\b")
_LAST_IF = re.compile(r"\b(?:and|but|so) (?P<open>if .*)$", re.IGNORECASE)


def _ends_open(before: str) -> bool:
    """Whether a sentence ends with a condition that the next one answers: "… and if it's still high"."""
    found = _LAST_IF.search(before.rstrip(" .,"))
    return found is not None and leaves_open(found["open"].lower())


def _ends_condition(before: str, text: str) -> bool:
    """Whether a command belongs to the condition before it: not where that one says itself what then to do."""
    return bool(_DOES.match(text)) and leaves_open(re.split(r"(?i)\b(?=if\b)", before)[-1].lower())


_FILLERS = re.compile(r",?\s*\b(?:um+|uh+|er|hm+|mm+)\b,?(?=\s)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Words without hesitations, numbers in figures."""
    return written(_TWO_WORDS.sub(_with_apostrophe, _FILLERS.sub("", text)))


_TWO_WORDS = re.compile(r"\b(?P<word>id|ill|well|lets|im|were)(?=\s+(?P<next>[a-z]+))")


def _with_apostrophe(found: re.Match[str]) -> str:
    return with_apostrophe(found["word"], found["next"])


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """The stretches of a sentence that order, tell or deny one thing."""
    start = 0
    for cut in _SPLIT.finditer(text):
        if cut.start() > start:
            yield start, cut.start()
        start = cut.end()
    if start < len(text):
        yield start, len(text)


def clause_at(text: str, position: int) -> tuple[int, int]:
    """The clause that holds a place."""
    for start, end in clauses(text):
        if start <= position < end:
            return start, end
    return 0, len(text)


def _reply(utterances: list[Utterance], at: int) -> list[Utterance]:
    """The answer in the next turn to a question that ends its turn, or nearly."""
    turn = utterances[at].turn
    following = next((i for i in range(at + 1, min(at + 3, len(utterances))) if utterances[i].turn != turn), None)
    if following is None or utterances[following].role is utterances[at].role:
        return []
    answering = utterances[following].turn
    return [u for u in utterances[following : following + ANSWER] if u.turn == answering]


SHORTEST = 3
"""Words of a prompt that asks without a question mark: "and alcohol", "statin"."""
_ONLY_TAG = re.compile(r"^\W*(?:is that (?:right|correct)|am i right|right|correct|yes|yeah)\W*$", re.IGNORECASE)
_TAGGED = re.compile(
    r"\b(?:is that right|am i right|isn['’]t it|didn['’]t you|haven['’]t you|right)\W*$", re.IGNORECASE
)


def _question_before(utterances: list[Utterance], at: int) -> str:
    """The question that a turn answers with its first sentences."""
    utterance = utterances[at]
    first = at
    while first > 0 and utterances[first - 1].turn == utterance.turn:
        first -= 1
    if at - first >= ANSWER or first == 0:
        return ""
    before = utterances[first - 1]
    if first > 1 and _ONLY_TAG.match(before.text) and utterances[first - 2].turn == before.turn:
        return utterances[first - 2].text if before.role is not utterance.role else ""
    asks = (
        before.asks
        or len(before.words) <= SHORTEST
        or before.text.rstrip().endswith("?")
        or bool(_TAGGED.search(before.text))
    )
    return before.text if asks and before.role is not utterance.role else ""
