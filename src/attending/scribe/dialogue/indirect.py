"""An answer without a verb behind its question put indirectly: "what time did it wake you?" / "about five" →
"what time it woke you: about five".

Read by `answers`, where no other rule makes the answer whole. A whole clause that says "it" of what the question names
takes that name: "how have his bowel movements been?" / "that's been normal".
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import declare, subject_of, without_leads
from attending.scribe.dialogue.telegraphic import label
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.rewrite.verbs import FORMS, PARTICIPLES, PASTS, base_of, past, third
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.anatomy import find_parts
from attending.terms.content import units_of
from attending.terms.grammar import PLACE_PREPOSITIONS
from attending.terms.numerals import is_number_word
from attending.terms.spoken import find_quantities

LONGEST_QUESTION, LONGEST_ANSWER = 16, 14
_AUXILIARY = r"(?:do|does|did|is|are|was|were|have|has|had|can)"
_OF_WHAT = (
    r"(?:what|which|how|where|whereabouts|when|who)(?: (?:exactly|else|many|much|long|often|far|old|bad|"
    r"severe|frequently|part|side|time|kind|sort|type|colou?r|day|year|age|dose|one|ones|area|place|foods?|"
    r"symptoms?|tablets?|medicines?|medications?|parts?))*(?: of (?:the |your |a |his |her )?[a-z-]+)?"
)
_ASKED_WHAT = re.compile(
    rf"(?:^|[ ,])(?P<what>(?:(?:in|on|at|from|over|for|to|with) )?{_OF_WHAT}) (?P<rest>{_AUXILIARY} .+)$"
)
_WHAT_ITSELF = re.compile(
    r"^(?P<what>(?:what|which|how) .+?) (?P<verb>is|are|was|were) (?P<rest>affected|involved|swollen|painful|sore|"
    r"red|numb|weak|itchy|worse|worst|sick|unwell|ill)\b.*$"
)
_RECALLED = re.compile(
    r"^(?:do|did|can|could|would) you (?:happen to |still |also )*(?:remember|know|recall|tell me|have|say)(?: about|"
    r" roughly| exactly)? (?P<what>(?:the name|the names|the dose|the strength|what|which|how|when|where)\b.*)$"
)
_WHETHER = re.compile(
    r"^(?:do|did) you (?:happen to )?(?:know|remember|recall) (?:if|whether) (?:that|it|this) (?:is|was) (?P<what>.+)$"
)
_NOT_OF_PATIENT = re.compile(
    r"\b(?:can i|could i|may i|help|brings?|brought|are you doing|how are you|"
    r"the (?:problem|matter|trouble)(?: today)?$|"
    r"how (?:have|has) (?:you|things|it|everything) been|are you today|mean|meant|going on|"
    r"name is|address|date of birth|email|postcode|think|happened|up to|questions?|hear|see me)\b"
)
_NOTHING_SAID = re.compile(
    r"^(?:(?:(?:morning|afternoon|evening) ?,? (?:doctor|dr)|no|not|nothing|none|never|nope|"
    r"nowhere|neither|sorry|pardon|what|hello|um|same|that|this|those|these|like|yes|maybe|okay|"
    r"fine|sure|whatever|exactly|correct|right|good|well|thank|thanks|hi|it|i|we|dr|doctor)\b)"
)
_WHEN_OR_HOW_MUCH = re.compile(
    r"^(?:(?:just|only|mostly|mainly|usually|probably|maybe|about|around|approximately|roughly|like|especially|over|"
    r"at least|almost|nearly|more|less than|more than|fewer(?: than)?|less|up to|not|,) ?)*(?:\d|one|two|three|four|"
    r"five|six|seven|eight|nine|ten|half|a (?:few|couple|little|bit|lot)|several|some|since|for|every|most|once|"
    r"twice|on and off|now and (?:then|again)|from time|when|at (?:night|the|first|times|weekends)|in the|during|"
    r"after|before|constantly|all the time|always|often|rarely|daily|weekly|sometimes|occasionally|here and there)\b"
)
_POINTING = re.compile(
    r"^(?:it|that|they|this|those|these|everything)(?: all)? (?P<verb>is|are|was|were|has been|have been|"
    r"has|have|got|gets|goes|comes|feels?|looks?|seems?|starts?|started|began)\b(?P<rest>(?: .*)?)$"
)
_HOW_IS = re.compile(
    r"^(?:how|what) (?:is|are|was|were|has|have|about) (?P<who>(?:your|the|his|her|their|my|with the|with your) "
    r"(?:(?!(?:been|have|has|is|are|was|were|they|it|you|and|or|so)\b)[a-z-]+ ?){1,3}?)(?: ?(?:been|going|"
    r"doing|now|today|like|lately|recently|otherwise|in general|generally|these days|at the moment)\b.*)?$"
)
_BARE_TOPICS = vocabulary(
    "day week weekend family name family's life work job school things everything mum mom dad wife husband kids"
)


def asks_what(question: Sequence[str]) -> bool:
    """Whether a question asks what, when or how much, so that neither yes nor no answers it."""
    return bool(_ASKS_WHAT.match(joined(without_leads(question))))


_ASKS_WHAT = re.compile(
    r"^(?!when you (?:say|mention) )(?:what|which|when|where|whereabouts|who|how (?:many|much|long|"
    r"often|far|old|bad|is|are|has|have|was|would|could|can|do|does|did|were))\b(?!.*\bor\b)(?! about\b)"
)


def put_behind(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """The answer behind its question, or in the place of what it asks; None where it says nothing, or not surely.

    Args:
        question: of the clinician, in cleaned words.
        answer: the words of the patient's first utterance that has any.
    """
    words = without_leads(question)
    said = parted(_BEHIND_ANSWER.sub("", _BEFORE_ANSWER.sub("", joined(answer))))
    if not 2 <= len(words) <= LONGEST_QUESTION or not _is_fragment(said):
        return None
    asked = joined(words)
    if _NOT_OF_PATIENT.search(asked) or question[0] == "or":
        return None
    told = ["yourself"] if set(said) <= {"just", "only", "me", "myself"} else said_to_patient(said)
    return _in_its_place(words, told) or _behind(asked, words, told)


_BEHIND_ANSWER = re.compile(r",? (?:i (?:think|guess|believe|would say|suppose)|or so|yes|really|actually)$")
_BEFORE_ANSWER = re.compile(
    r"^(?:[^a-z0-9]+ )?(?:(?:well|so|oh|just yes|i would say|i guess|i think|i believe|"
    r"i mean|maybe like|probably like|it is|it was|that is|like|yes|right),? )*"
)


def _is_fragment(answer: Sequence[str]) -> bool:
    """Whether an answer is a phrase that holds something, and no clause."""
    text = joined(answer)
    if not 0 < len(answer) <= LONGEST_ANSWER or _NOTHING_SAID.match(text) or "?" in answer:
        return False
    if set(answer) & _CLAUSE_WORDS or any(w in PASTS and w not in PARTICIPLES and base_of(w) for w in answer[:3]):
        return False
    return bool(units_of(text) or find_quantities(text) or set(answer) & _WHOM) or any(map(is_number_word, answer))


_WHOM = vocabulary("me myself both neither everybody everyone nobody alone")
_CLAUSE_WORDS = vocabulary(
    "i he she we they you is are was were am has have had do does did will would can could should there who which that"
)


def _in_its_place(words: list[str], answer: list[str]) -> list[str] | None:
    """ "Is the pain in one place?" / "just on the left": "the pain is just on the left"."""
    if words[0] not in {"is", "was", "are", "were"} or words[1] in {"there", "you", "they", "these", "those"}:
        return None
    size = subject_of(words)
    chosen = "or" in words and set(answer) & set(words[words.index("or") - 2 :])
    placed = answer[0] in _PLACING or bool(chosen)
    if not size or not placed or words[size + 1 : size + 2] in (["your"], ["my"]):
        return None
    return [*words[1 : 1 + size], words[0], *answer]


_PLACING = frozenset(PLACE_PREPOSITIONS) | vocabulary(
    "down up mostly mainly just only all during before after when both left right every once twice more usually always"
)


def _behind(asked: str, words: list[str], answer: list[str]) -> list[str] | None:
    whether = _WHETHER.match(asked)
    if whether:
        return ["it", "is", *answer] if set(answer) & set(whether["what"].split()) else None
    recalled = _RECALLED.match(asked)
    topic = _indirect(recalled["what"], embedded=True) if recalled else _indirect(asked)
    if topic and _asks_back(answer, topic):
        return None
    if topic and _HABIT.search(asked):
        return label(words, answer, known=True)
    while topic and answer and (answer[0] == topic[-1] or answer[0] == ","):
        answer = answer[1:]
    if topic and not set(answer) - _LITTLE <= set(topic):
        named = label(words, answer, known=True)
        placed = topic[0] in {"where", "whereabouts"} or topic[:2] == ["what", "time"]
        if placed and answer[0] in _AT_PLACE:
            return [*topic[1 if topic[0] != "what" else 2 :], *answer]
        return named or [*_CALLED.get(joined(topic), topic), ":", *answer]
    if not topic and _RATED.search(asked):
        return label(words, answer, known=True)
    goes_to = _TO_PLACE.match(joined(answer)) and find_parts(joined(answer))
    if recalled or "," in words or words[0] not in _YES_OR_NO:
        return None
    if not goes_to and not _WHEN_OR_HOW_MUCH.match(joined(answer)):
        return None
    clause = declare(tuple(words), yes=True)
    return [*clause, *([] if goes_to and "anywhere" in words else [","]), *answer] if clause else None


_CALLED = {
    "where it is": ["location"],
    "where the pain is": ["location"],
    "what it is like": ["quality"],
    "what the pain is like": ["quality"],
    "how long it lasts": ["duration"],
    "how long they last": ["duration"],
}
"""What a clinician would write for the question."""
_RATED = re.compile(r"\bhow (?:would|do|could|can) you (?:rate|score|describe)\b|\bscale (?:of|from)\b")
_TO_PLACE = re.compile(
    r"^(?:(?:just|only|mostly|mainly|usually|sometimes|all the way|right|straight|like|a bit) )*"
    r"(?:(?:down|up|over|out|through|round|around|across|along|back|from|into|in|on|to|under|behind|between|at)\b)"
)
"""Where something goes or is."""


def _asks_back(answer: list[str], topic: list[str]) -> bool:
    """Whether an answer only says again what was asked, to choose from: "walk or run"."""
    return "or" in answer and len(answer) <= LEAST_ASKED_BACK and bool(set(answer) & set(topic) - _LITTLE)


LEAST_ASKED_BACK = 4
_HABIT = re.compile(r"\b(?:drink\w*|smok\w*|alcohol|vap\w*|cigarettes?|beers?|wine|marijuana|cannabis)\b")
"""How much of a habit stands under its own name (`habits`)."""
_LITTLE = vocabulary("the a an your of , in on at")
_AT_PLACE = frozenset(PLACE_PREPOSITIONS) | vocabulary("after before just mainly mostly all right")
_YES_OR_NO = vocabulary("do does did have has are were was is")


def _indirect(asked: str, *, embedded: bool = False) -> list[str] | None:
    """A question in the order of a statement: "how far you can walk"; None where the order is not sure."""
    if embedded and not _ASKED_WHAT.search(asked):
        return parted(asked) if len(asked.split()) > 1 else None
    itself = _WHAT_ITSELF.match(asked)
    if itself and not re.search(rf"\b{_AUXILIARY} (?:you|it|that|this|he|she|they)\b", asked):
        return parted(f"{itself['what']} {itself['verb']} {itself['rest']}")
    found = _ASKED_WHAT.search(asked)
    if not found:
        return None
    time = _LAST_TIME.match(found["rest"]) if found["what"] == "when" else None
    if time:
        return parted(time["what"])
    rest = found["rest"].split()
    size = subject_of(rest)
    if not size:
        named = _NAMED.match(found["rest"])
        if named and found["what"] == "what":
            return parted(named["who"])
        return [*parted(found["what"]), *parted(named["who"]), rest[0]] if named else None
    kind = _OF_KIND.match(found["what"])
    if kind and rest[1] in {"it", "that", "this", "they"} and size == 1 and len(rest) == 2:
        return parted(kind["what"])
    subject, verbs = rest[1 : 1 + size], [word for word in rest[1 + size :] if word not in _LOOSE]
    if subject[0] in {"i", "we"}:
        return None
    if rest[0] in {"do", "does", "did"}:
        if not verbs or verbs[0] not in FORMS:
            return None
        verb = past(verbs[0]) if rest[0] == "did" else third(verbs[0]) if rest[0] == "does" else verbs[0]
        return [*parted(found["what"]), *subject, verb, *verbs[1:]]
    return [*parted(found["what"]), *subject, rest[0], *verbs]


_LOOSE = vocabulary("all actually exactly really")
"""Words between a question's subject and its verb that ask for nothing."""
_OF_KIND = re.compile(
    r"^(?:what|which)(?: (?:type|kind|sort))?(?: of)? (?P<what>(?!part\b|side\b|time\b|one\b)[a-z]+)$"
)
_LAST_TIME = re.compile(r"^(?:is|was) (?P<what>the (?:last|first|next) (?:time|one|dose|period|episode)\b.*)$")
_NAMED = re.compile(
    r"^(?:is|are|was|were) (?P<who>(?:the|your|his|her|this|that|these|those) (?:[a-z-]+ ){0,3}[a-z-]+)$"
)


def with_name_asked(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """ "How have his bowel movements been?" / "that's been normal": "his bowel movements have been normal"."""
    asked = _HOW_IS.match(joined(without_leads(question)))
    told = _POINTING.match(joined(answer))
    if not asked or not told or len(answer) > LONGEST_ANSWER or not told["rest"].strip():
        return None
    who = re.sub(r"^with ", "", asked["who"]).split()
    if (
        set(who) & _BARE_TOPICS
        or set(told["rest"].split()) & set(who)
        or re.match(r" (?:a|an|the|my|just my|like)\b", told["rest"])
    ):
        return None
    many = who[-1].endswith("s") and not who[-1].endswith(("ss", "us", "is"))
    verb = _AGREES[many].get(told["verb"], told["verb"])
    return [*who, *parted(f"{verb}{told['rest']}")]


_AGREES = {
    True: {
        "is": "are", "was": "were", "has been": "have been", "has": "have", "feels": "feel", "looks": "look",
        "seems": "seem", "goes": "go", "comes": "come", "gets": "get", "starts": "start",
    },
    False: {
        "are": "is", "were": "was", "have been": "has been", "have": "has", "feel": "feels", "look": "looks",
        "seem": "seems",
    },
}  # fmt: skip
