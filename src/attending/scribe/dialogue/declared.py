"""A question as a statement, and a fragment put into its question: "when did it start" / "three weeks ago".

Read by `answers`. Where the word order is not sure, nothing is made.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.fragments import is_fragment, main_of
from attending.scribe.dialogue.listed import LEADS, without_tail
from attending.scribe.dialogue.telegraphic import label
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.rewrite.verbs import ADVERBS, FORMS, MODALS, PARTICIPLES, PASTS, past, third
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.content import units_of
from attending.terms.grammar import PLACE_PREPOSITIONS, PRONOUNS
from attending.terms.persons import person_called

EMPTY_ANSWER = 2
"""Words of "doing well", which says nothing."""
_CHOICE = re.compile(r"\bor (?:is|was|are|were|do|does|did|has|have(?! any\b)|more|just)\b")
"""A question that offers a choice: no "no" answers it."""
_POINTS_ELSEWHERE = re.compile(r"\b(?:any|some|one) of (?:those|these|them)\b|\b(?:those|these) (?:symptoms|things)\b")
_MOVES = vocabulary("radiating spreading moving going travelling traveling shooting")
_BE = vocabulary("are is was were")
_HOW_MUCH = vocabulary("much many")
_PRONOUNS = vocabulary("it that this he she they there")
_SUBJECT_STARTS = vocabulary("your the that this any his her their")


_OF_ANYBODY = re.compile(
    r"^(?P<auxiliary>is|are|was|were|has|have|does|did|do) (?P<who>(?:any(?:one|body|thing)|someone|somebody|something)"
    r"(?: (?:else|like (?:this|that)|(?:in|at|around|near|with) (?:the |your |you\b ?)?(?:house|home|family|household|"
    r"work|"
    r"school|you)?|that (?:makes?|made|helps?|triggers?|brings?|seems?)\b.*?))*)(?P<rest>(?: .+)?)$"
)


def denied_of_anybody(question: tuple[str, ...]) -> list[str] | None:
    """ "Has anybody at home been sick?" / "no" as what is denied: "that anybody at home has been sick"."""
    words = without_leads(question)
    text = without_tail(joined(words))
    there = re.match(
        r"^(?:is|was|does) (?:there )?"
        r"(?P<what>anything (?:else )?(?:that )?(?:makes?|made|helps?|brings?|triggers?) .+)$",
        text,
    )
    if there:
        what = there["what"] if " that " in there["what"] else there["what"].replace("anything ", "anything that ", 1)
        return parted(re.sub(r"^(anything(?: else)? that) (make|help|bring|trigger)(?= )", _agreeing, what))
    text = re.sub(r"^(?=(?:anyone|anybody) )", "does ", re.sub(r"^(anyone|anybody) (?:been|had)\b", r"has \g<0>", text))
    found = _OF_ANYBODY.match(text)
    if not found or not found["rest"].split() or "or" in text.split()[:3]:
        return None
    rest = found["rest"].split()
    if found["auxiliary"] in {"do", "does", "did"}:
        verb = rest.pop(0) if rest[0] != "ever" else rest.pop(1)
        if verb not in FORMS:
            return None
        rest = [past(verb) if found["auxiliary"] == "did" else third(verb), *(w for w in rest if w != "ever")]
        return ["that", *found["who"].split(), *rest]
    auxiliary = "has" if found["auxiliary"] == "is" and rest[0] == "been" else found["auxiliary"]
    return ["that", *found["who"].split(), auxiliary, *rest]


def _agreeing(found: re.Match[str]) -> str:
    return f"{found[1]} {third(found[2])}"


_REQUEST = re.compile(
    r"^(?:(?:can|could|would|will) you (?:just |please |also )*(?:describe|tell|show|start|begin|remember|"
    r"recall|explain|confirm|"
    r"point|say|"
    r"repeat|give|hear|see|let|talk|walk|bear|hold|try|come|go|lie|lay|take|turn|do that)|(?:do|did|"
    r"would) you (?:just |also )*"
    r"(?:remember|know|mind|want|think|understand|mean|recall|say|mention|see what|happen to know|like|agree)|"
    r"is there anything|"
    r"was there anything|are you (?:happy|okay|aware|all right|there|able to (?:hear|tell|see))|is (?:that|it|"
    r"this) (?:okay|all right|fine|"
    r"right|correct|clear|something)|does (?:that|this|it) (?:make|sound|work|seem|answer)|"
    r"have you got (?:any )?questions|"
    r"(?:am|can|could|should|may|shall) (?:i|we)|you (?:mean|are saying)|are we|do (?:i|we)|have (?:i|we))\b"
)
"""Requests and courtesies: yes or no to them states nothing of the patient."""


_OF_THE_CALL = re.compile(r"you (?:rang|called|phoned|wrote|emailed|messaged|came(?: in)?)(?: us| me)? (?:about|for)\b")


def is_of_the_call(clause: list[str]) -> bool:
    """Whether a clause only says why somebody got in touch, which is no history: "you rang about your mum"."""
    return bool(_OF_THE_CALL.match(joined(clause)))


def declare(question: tuple[str, ...], yes: bool) -> list[str] | None:
    """Turn "have you tried ice" into "you have (not) tried ice"; None where the word order is not sure."""
    words = without_leads(question)
    if yes and _HOW_MUCH & set(words):
        return None  # "do you drink much?" "yes, seven pints a week": the answer says how much
    if ("or" in words and (yes or _CHOICE.search(joined(words)))) or _POINTS_ELSEWHERE.search(joined(words)):
        return None
    moves = not yes and bool(_MOVES & set(words))
    if len(words) < 3 or ("or" in words and words[0] in _BE and (yes or words[1] in _MANY) and not moves):
        return None
    said = words
    words = parted(without_tail(joined(words)))
    if len(words) < 3:
        return None
    if _REQUEST.match(joined(words)) or _SPOKEN_OF.search(joined(words)):
        return None
    if words[0] in _SWALLOWED and not yes:
        return ["you", "have", "not", *words]
    if words[0] in {"he", "she"} and words[1] in {"is", "has", "had", "was"}:
        return said if yes and "not" not in words[:4] else None
    if words[0] == "you" and (
        words[1] in {"are", "have", "had", "were", "did"} or words[1] in PASTS or words[1] in FORMS
    ):
        if yes:
            return [w for w in words if w != "any"] if "not" not in words[:4] else None
        return _denied_to_you(words)
    if words[0] not in MODALS | vocabulary("do does did are is was were have has had") or words[0] in MODALS - {"can"}:
        return None
    subject = subject_of(words)
    if not subject:
        return None
    told = _statement(words[0], words[1 : 1 + subject], words[1 + subject :], yes)
    return None if told and _STILL_ASKS.search(joined(told[1:])) else told


_STILL_ASKS = re.compile(r"\b(?:do|does|did|is|are|was|were|have|has) (?:you|he|she|they)\b")
"""What a statement made of a question may not hold: another question."""
_SPOKEN_OF = re.compile(r"\b(?:talking about|referring to|telling me|pronounc\w+)\b")


def _denied_to_you(words: list[str]) -> list[str] | None:
    """ "You smoke cigarettes?" / "no": "you do not smoke cigarettes"; None where it denies already."""
    if {"not", "no", "never", "without"} & set(words[:5]):
        return None
    if words[1] not in FORMS:
        return None
    if words[1] in PASTS or words[1] in {"had", "did"}:
        return None
    if words[1] == "have" and (words[2] in PARTICIPLES | {"had", "been"} or words[2].endswith("ed")):
        return ["you", "have", "not", *(w for w in words[2:] if w not in {"any", "also", "still"})]
    return ["you", "do", "not", *(w for w in words[1:] if w not in {"any", "also", "still"})]


def without_leads(question: Sequence[str]) -> list[str]:
    """A question without the "and so" before it."""
    words = list(question)
    while words and words[0] in LEADS:
        words = words[1:]
    return words


def subject_of(words: Sequence[str]) -> int:
    """How many words after the auxiliary are the subject; 0 where that is unsure."""
    if words[1:2] == ["you"] or (words[1:2] and words[1] in _PRONOUNS - {"that", "this"}):
        return 1
    if len(words) < 3:
        return 0
    if words[1] in {"that", "this"} and (
        words[2] in FORMS or words[2].endswith(("ed", "ing")) or words[2] in PARTICIPLES | _BEHIND_THIS
    ):
        return 1
    if (
        words[1].endswith("ing")
        and words[0] in {"do", "does", "did", "is", "was"}
        and words[1] not in {"anything", "being"}
    ):
        return next((n for n in (1, 2, 3) if len(words) > 1 + n and words[1 + n] in _MAKES), 0)
    if words[0] in {"do", "does", "did"} and words[1] in {"your", "his", "her"} and person_called(words[2]):
        return 2
    if words[1] in _SUBJECT_STARTS:
        for size in (2, 3, 4):
            if len(words) > 1 + size and (
                words[1 + size] in FORMS
                or words[1 + size] in PARTICIPLES
                or words[1 + size].endswith(("ing", "ed"))
                or words[1 + size] in _PREDICATES
            ):
                return size
    if words[0] in _IS and words[1] in _SUBJECT_STARTS and len(words) == SHORT_OF and words[3].endswith(_ADJECTIVE):
        return 2
    if words[0] in {"do", "does", "did"} and not _NO_SUBJECT & set(words[1:3]):
        return next(
            (
                n
                for n in (1, 2)
                if len(words) > 1 + n and words[1 + n] in FORMS.keys() | _MAKES and words[n] not in _NO_SUBJECT
            ),
            0,
        )
    return 0


_IS = vocabulary("is are was were")
SHORT_OF = 4
"""Words of "was her face droopy"."""
_ADJECTIVE = ("y", "ish", "al", "ous", "ive", "able", "ful", "ic")
_NO_SUBJECT = MODALS | vocabulary(
    "we i anyone anybody anything someone somebody something everyone everything not what how when where who "
    "with or and "
    "like ever still always also just really to of in on at for"
)
"""Words that are no subject of their own: "does food get stuck" has one, "does anyone smoke" another kind."""


_MANY = vocabulary("they these those")
_SWALLOWED = vocabulary("traveled travelled noticed tried taken been seen hurt injured lost gained vomited fainted")
"""What "traveled anywhere recently?" begins with, its "have you" swallowed."""
_BEHIND_THIS = vocabulary(
    "ever always still also just only the a an your in on at during when all both more every something with after "
    "before "
    "from around over got gone been happened changed better worse since every because due normal constant there now"
)
_PREDICATES = vocabulary(
    "up in on at around over still always ever worse better normal regular okay fine painful sore red tender itchy hot "
    "cold warm dry wet constant present there sharp dull clear green numb weak heavy light loose hard soft well "
    "usually "
    "mainly mostly bad severe the same different bigger smaller gone tight swollen stiff productive blocked runny able "
    "more less related similar new high low raised flat smooth scaly visible under comfortable sensitive intact steady"
)
"""Words after which the subject of "is your skin still red" has ended."""


_MAKES = vocabulary("make help hurt worsen improve affect relieve ease trigger cause bring change")
"""What an activity does to a complaint: "does lying flat make it worse"."""


_AFFIRMED = {
    "anything": "something", "anyone": "someone", "anybody": "somebody", "anyway": "", "either": "",
}  # fmt: skip
"""What a yes makes of the words of a question: "have you seen anyone" / "yes" is "seen someone"."""


def _statement(auxiliary: str, subject: list[str], rest: list[str], yes: bool) -> list[str] | None:
    ever = [w for w in rest if w not in {"ever", "any"}]
    if yes:
        where = "somewhere" if "else" in ever else ""
        ever = [w for w in ({"anywhere": where, **_AFFIRMED}.get(w, w) for w in ever) if w]
    lead = []
    while ever and ever[0] in ADVERBS | {"still", "ever"}:
        lead.append(ever[0])
        ever = ever[1:]
    if not ever or (ever[0] in {"doing", "going"} and len(ever) <= EMPTY_ANSWER):
        return None
    if auxiliary in {"do", "does", "did"}:
        if not yes:
            return [*subject, auxiliary, "not", *lead, *ever]
        if ever[0] not in FORMS.keys() | _MAKES:
            return None
        if auxiliary == "did":
            return [*subject, *lead, past(ever[0]), *ever[1:]]
        if subject == ["you"]:
            return [*subject, *lead, *ever]
        return [*subject, *lead, third(ever[0]) if auxiliary == "does" else ever[0], *ever[1:]]
    return [*subject, auxiliary, *([] if yes else ["not"]), *lead, *ever]


_ANY = vocabulary("anything something")
_NO_THING = re.compile(
    r"^(?:(?:just|only|mainly|mostly|maybe|probably|like|,) )*(?:it|that|this|those|these|them|so|not|no|nothing|once|"
    r"twice|for|since|when|if|at|in|on|yes|okay|sorry|what|a (?:bit|little|lot|while)|some(?:times|thing)?|\w+ly|"
    r"(?:about|around|over) .*)\b"
)
_ASKS_OF = vocabulary("have has did do does are is")
_WHOM = (["you"], ["he"], ["she"], ["they"])
_AND_IT = re.compile(r",? (?:and|but) (?:it|that|they) ")
"""With which an answer goes on about what it named: "just calamine, and it doesn't do a thing"."""
LONGEST_THING = 8
"""Words of what stands in the place of "anything"."""


def in_place_of_any(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Have you taken anything for it?" / "Just paracetamol.": "you have taken just paracetamol for it"."""
    words, whole = without_leads(question), joined(reply.words)
    clause = _AND_IT.search(whole)
    thing, rest = (
        parted(whole[: clause.start()]) if clause else list(reply.words),
        parted(whole[clause.start() :]) if clause else [],
    )
    places = [place for place, word in enumerate(words) if word in _ANY]
    if len(places) != 1 or not 0 < len(thing) <= LONGEST_THING or _has_verb(main_of(thing)) or "or" in words:
        return None
    if not words or words[0] not in _ASKS_OF or words[1:2] not in _WHOM:
        return None
    if (
        _NO_THING.match(joined(thing))
        or not is_fragment(thing)
        or not any(unit.weight for unit in units_of(joined(thing)))
    ):
        return None
    after = [word for word in words[places[0] + 1 :] if word != "else"]
    if after and after[0] in {"like", "that", "you"}:
        return None
    told = declare((*words[: places[0]], *said_to_patient(thing), *after), yes=True)
    return [*told, *said_to_patient(rest)] if told else None


def fill(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """Answer a wh-question with a fragment: "when did it start" / "three weeks ago" → "it started three weeks ago"."""
    words = _last_asked(parted(_EXACTLY.sub(lambda m: m["asks"] or m["of"], joined(without_leads(question)))))
    answer = parted(_WOULD_SAY.sub("", _BEFORE_NUMBER.sub("", joined(reply.words))))
    verbal = _has_verb(main_of(answer)) and not _SINCE_WAS.match(joined(answer))
    if not answer or len(answer) > 12 or verbal or _GREETING.match(joined(words)):
        return None
    filled = _filled(words, said_to_patient(answer))
    return filled or label(words, answer)


_SINCE_WAS = re.compile(r"^since (?:i|he|she) was\b")
_EXACTLY = re.compile(
    r"^(?P<asks>where|when|how) (?:exactly|about|abouts|specifically|roughly)\b|"
    r"^(?P<of>where is (?:it|the pain|that)) (?:exactly|roughly)$"
)
_HOW_LONG_HAD = frozenset(
    f"how long have you had {it}" for it in ("this", "that", "it", "this for", "that for", "it for")
)
_WOULD_SAY = re.compile(r"^(?:(?:it )?must be|i would (?:say|guess)|it would be),? (?!so\b|no|yes|that\b)")
_GREETING = re.compile(
    r"^how (?:are|is|have) (?:you|things|everything|it|your day)(?: been| doing| going| keeping| today)*$"
)
_WH = vocabulary("where when how")
_AFTER_WH = vocabulary("is are was were did do does has have long often bad many much")


def _last_asked(words: list[str]) -> list[str]:
    """The last question of "where do you, where are you getting this swelling"."""
    starts = [i for i in range(1, len(words) - 2) if words[i] in _WH and words[i + 1] in _AFTER_WH]
    return words[starts[-1] :] if starts else words


def _filled(words: list[str], answer: list[str]) -> list[str] | None:
    """A clause of question and answer, where the question's words fit around the answer."""
    if len(words) < 3:
        return None
    text = " ".join(words)
    if words[0] == "when" and words[1] in {"did", "was"}:
        return _when(words, answer)
    if text.startswith(("how long has this", "how long has it", "how long has that")) or text in _HOW_LONG_HAD:
        return ["this", "has", "been", "going", "on", *_during(answer)]
    if text.startswith("how long have you"):
        told = words[4:-1] if words[-1] == "for" else words[4:]
        return ["you", "have", *told, *_during(answer)] if len(told) > 1 else None
    if words[0] == "where" and words[1] in {"is", "are"} and len(words) <= LONGEST_PLACE:
        return _where(words, _located(answer))
    if text.startswith("where does it hurt"):
        return ["it", "hurts", *_located(answer)]
    if text.startswith(("what do you do for work", "what do you do for a living", "what kind of work do you do")):
        return ["you", "work", *(answer if answer[0] in {"as", "in", "at", "for"} else ["in", *answer])]
    if words[0] == "how" and words[1] in {"is", "was", "are"} and len(words) <= 6:
        answer = [*answer, "now"] if words[-1] == "now" and "now" not in answer else answer
        words = words[:-1] if words[-1] in {"like", "today", "now"} and len(words) > 3 else words
        if words[-1] == "been":
            return [*words[2:-1], *(["have"] if words[1] == "are" else ["has"]), "been", *answer]
        if words[2] == "you" and words[-1] in _OBJECTS:
            return None
        if words[2] == "you" and words[3:]:
            return ["you", "feel", *answer] if words[3:] == ["feeling"] else ["you", "are", *words[3:], *answer]
        return [*words[2:], words[1], *answer]
    if (
        words[0] == "how"
        and words[1] in _SIZES
        and words[2] in {"is", "was"}
        and 4 <= len(words) <= 7
        and "you" not in words
    ):
        return [*words[3:], words[2], *answer]
    amount = _HOW_MUCH_DONE.match(text)
    if amount:
        return _amount(amount, answer)
    if text.startswith("how often do you"):
        return ["you", *words[4:], *answer] if len(words) > 4 and words[4] in FORMS else None
    return None


_OBJECTS = vocabulary("her him it them me this that")
_SIZES = vocabulary("high low big large far")
_HOW_MUCH_DONE = re.compile(
    r"^how (?:much|many)(?: (?:weight|water|fluid|alcohol|times))? (?P<auxiliary>have|do|did) you "
    r"(?P<verb>\w+)(?P<rest>(?: (?:a|per|each|every|in|on|during|so far|since|over|of|the|it|day|week|night|total))*)$"
)


def _amount(found: re.Match[str], answer: list[str]) -> list[str] | None:
    """ "how much have you lost" / "less than a stone": "you have lost less than a stone"."""
    auxiliary, verb = found.group("auxiliary"), found.group("verb")
    rest = found.group("rest").split()
    if auxiliary == "have":
        return ["you", "have", verb, *answer, *rest] if verb in PARTICIPLES or verb.endswith("ed") else None
    if verb not in FORMS:
        return None
    return ["you", past(verb) if auxiliary == "did" else verb, *answer, *rest]


LONGEST_PLACE = 9
"""Words of "where are you getting this swelling"."""


def _where(words: list[str], place: list[str]) -> list[str] | None:
    """ "where is the pain", "where is it mostly tender", "where are you getting this swelling"."""
    subject = words[2:]
    if subject[0] == "you":
        return ["you", "are", *subject[1:], *place] if len(subject) > 2 and subject[1].endswith("ing") else None
    if subject[0] in _PRONOUNS and len(subject) > 1:
        return [subject[0], words[1], *subject[1:], *place]
    if subject[0] in {"your", "the"} and subject[-1].endswith("ing") and len(subject) > 2:
        return [*subject[:-1], words[1], subject[-1], *place]
    return [*subject, words[1], *place]


_BEFORE_NUMBER = re.compile(
    r"^(?:(?:(?:for )?a (?:(?:pretty|very|really|good) )?(?:long time|while)|"
    r"i would say|i would guess|i think|i guess|it is|it was|it would be|that is|they are(?: all)?|probably|"
    r"maybe|like|so|a)\b,? ?)+"
    r"(?=(?:(?:about|around|approximately|an?|just|only|over|like|maybe|more than|at least) )*"
    r"(?:up to date|yesterday|today|last "
    r"(?:night|week|month|year)|"
    r"this (?:morning|afternoon|week)|(?:few|couple of) (?:minutes|hours|days|weeks|months|years)|since|\d+|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|"
    r"half|once|twice)\b)"
)
"""What a speaker says before a number that is the answer: "i would say it is like a seven"."""


def _when(words: list[str], answer: list[str]) -> list[str] | None:
    rest = ["it" if place == 0 and word == "that" else word for place, word in enumerate(words[2:])]
    if words[1] == "was":
        ago = ["ago"] if _BARE_PERIOD.match(joined(answer)) else []
        return [*rest, "was", *answer, *ago]
    begins = [place for place, word in enumerate(rest) if place and word in _BEGINS]
    for place, word in enumerate(rest):
        if word in FORMS and word != "last" and place and place >= min(begins, default=0):
            return [*rest[:place], past(word), *rest[place + 1 :], *answer]
    return None


_BARE_PERIOD = re.compile(
    r"^(?:(?:about|maybe|around|over|almost|like|probably|oh|just|at least) )*(?:an?|\d+|[a-z]+(?: of)?) "
    r"(?:days?|weeks?|months?|years?)$"
)
"""How long ago something last was, where "ago" is left unsaid: "when was your last eye exam?" / "two years"."""
_BEGINS = vocabulary("start begin happen occur stop end come develop appear notice")


def _during(answer: list[str]) -> list[str]:
    return answer if answer[0] in {"for", "since", "about", "over"} and answer[0] != "about" else ["for", *answer]


_POINTED_AT = re.compile(
    r"^(?:(?:right|just|about|over|around) )*(?:here|there) ?,? (?=(?:in|on|at|behind|under|below|above) )"
)
"""What is said while pointing, where the place is then named too."""


def _located(answer: list[str]) -> list[str]:
    answer = parted(_POINTED_AT.sub("", joined(answer)))
    return answer if answer[0] in _PLACES else ["in", *answer]


_PLACES = frozenset(PLACE_PREPOSITIONS) | vocabulary(
    "right down up mostly mainly just all everywhere low here there from left lower upper both"
)


def _has_verb(words: list[str]) -> bool:
    return any(w in PRONOUNS for w in words[:4]) or any(
        w in {"is", "was", "are", "were", "has", "have", "had"} for w in words
    )
