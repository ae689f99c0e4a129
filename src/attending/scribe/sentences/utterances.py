"""Cut turns into utterances: one statement or question each, with its verbatim place in the turn.

Read by `answers`, `features` and `draft`. Punctuated turns are cut at their marks; others (`unpunctuated`) where the
boundary model (`boundaries`) hears the end of a sentence.
"""

import re
from dataclasses import dataclass, field

from attending.drafts import Conversation, Role, Turn
from attending.scribe.rewrite.verbs import PASTS, base_of
from attending.scribe.sentences.boundaries import Boundaries
from attending.scribe.sentences.corrections import taken_back, without_corrected
from attending.scribe.sentences.dictated import cut_dictated
from attending.scribe.sentences.fluent import IS_OKAY
from attending.scribe.sentences.interrupted import continuation, is_question, rejoined
from attending.scribe.sentences.no_question import asks_nothing
from attending.scribe.sentences.normalise import clean_words
from attending.scribe.sentences.unpunctuated import unpunctuated
from attending.scribe.sentences.vocatives import calls_doctor, without_doctor
from attending.scribe.sentences.words import STOPS, Word, read_words
from attending.scribe.vocabulary import vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.numerals import ONE_TO_TEN, UNITS, is_number_word

LONG_UTTERANCE = 22

_SUBJECTS = vocabulary("i you he she it we they there that this my your the his her")
_OPENERS = vocabulary("okay so well yes no and but then now right oh hey hi hello also because alright all")
_ASKING = vocabulary("what when where which who how why whose")
_AUXILIARIES = vocabulary("do does did are is was were have has had can could will would should any am may might")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One statement or question; `words` are cleaned, `start` and `end` are characters of the turn's text."""

    turn: int
    role: Role
    words: tuple[str, ...]
    start: int
    end: int
    asks: bool
    reply: str = ""
    """`yes` or `no` where the turn opens with it."""
    first: bool = False
    """Whether it opens its turn."""
    last: bool = False
    text: str = field(default="", compare=False)
    heard: bool = False
    """Whether its ends were heard by the boundary model: its turn came without punctuation."""
    beyond: tuple[tuple[int, int, int], ...] = ()
    """Turn, first and last character of where it goes on behind the other speaker's "mm-hmm"."""

    @property
    def places(self) -> tuple[tuple[int, int, int], ...]:
        """Turn, first and last character of every stretch that it stands in."""
        return ((self.turn, self.start, self.end), *self.beyond)

    @property
    def plain(self) -> tuple[str, ...]:
        """The words without marks."""
        return tuple(w for w in self.words if w[0].isalnum() or w[0] == ".")


def read_utterances(conversation: Conversation, boundaries: Boundaries) -> list[Utterance]:
    """Cut every turn of a conversation, in order."""
    heard_only = unpunctuated(conversation)
    utterances: list[Utterance] = []
    heard: list[tuple[Turn, list[Word]]] = []
    read = {turn.number: read_words(turn.text) for turn in conversation.turns}
    read |= zip(heard_only, boundaries.mark([read[number] for number in heard_only]), strict=True)
    for turn in conversation.turns:
        words = without_corrected(read[turn.number])
        if heard and heard[-1][0].role is turn.role:
            earlier, words = taken_back(heard[-1][1], words)
            heard[-1] = (heard[-1][0], earlier)
        heard.append((turn, words))
    pieces = [(turn, _pieces(words, dictates=turn.role is Role.CLINICIAN)) for turn, words in heard]
    for index, (turn, own) in enumerate(pieces):
        resumed: list[tuple[Turn, list[Word]]] = []
        after = continuation(pieces, index) if own and not is_question(own[-1]) else None
        while after is not None:
            later, parts = pieces[after]
            after = continuation(pieces, after) if len(parts) == 1 else None
            resumed.append((later, parts.pop(0)))
        utterances.extend(_cut_turn(turn, own, resumed, heard=turn.number in heard_only))
    return utterances


def _cut_turn(
    turn: Turn, pieces: list[list[Word]], resumed: list[tuple[Turn, list[Word]]], *, heard: bool
) -> list[Utterance]:
    """The utterances of a turn; `resumed` is where its last piece goes on in later turns."""
    cut: list[Utterance] = []
    for place, own in enumerate(pieces):
        piece = own
        start, end = piece[0].start, piece[-1].end
        text = turn.text[start:end]
        beyond: tuple[tuple[int, int, int], ...] = ()
        for later, more in resumed if place == len(pieces) - 1 else ():
            goes_on = (later.number, more[0].start, more[-1].end)
            piece = rejoined(piece, more)
            text, beyond = f"{text} {later.text[goes_on[1] : goes_on[2]]}", (*beyond, goes_on)
        reply, cleaned = _take_openers(without_doctor(clean_words(piece)))
        if not cleaned and not reply:
            continue
        if not reply and turn.role is not Role.CLINICIAN and _agrees_behind(cleaned):
            reply, cleaned = "yes", _trim_end(cleaned[:-1])
        cut.append(
            Utterance(
                turn=turn.number,
                role=turn.role,
                words=tuple(w.text for w in cleaned),
                start=start,
                end=end,
                asks=_asks(cleaned, piece)
                and not (turn.role is Role.PATIENT and _tells_rising(cleaned))
                and not (turn.role is Role.CLINICIAN and heard and asks_nothing(cleaned)),
                reply=reply,
                first=not cut,
                text=text,
                beyond=beyond,
                heard=heard,
            )
        )
    return cut


def _agrees_behind(words: list[Word]) -> bool:
    """Whether an answer says its yes behind a condition: "if I roll on it, yeah"."""
    texts = [w.text for w in words]
    return (
        len(texts) > LEAST_TOLD
        and texts[-1] == "yes"
        and texts[0] in _CONDITIONS
        and not {"not", "no", "never"} & set(texts)
    )


_CONDITIONS = vocabulary("if when only just after before sometimes mostly mainly at on in with")


def _pieces(words: list[Word], *, dictates: bool) -> list[list[Word]]:
    """Cut at stops, and long stretches at a comma or conjunction that opens a new clause."""
    pieces: list[list[Word]] = [[]]
    for index, word in enumerate(words):
        pieces[-1].append(word)
        opens = word.text == "," and _opens_clause(words, index + 1) and len(pieces[-1]) > LONG_UTTERANCE // 3
        opens = opens and not _is_short(words, index + 1) and not _says_again(words, index)
        then = [w.text for w in words[index + 1 : index + 2]]
        opens = opens or (word.text == "," and then == ["but"] and _denies_alone(pieces[-1]))
        opens = opens or (word.text == "," and _supposes(pieces[-1]))
        opens = opens or (word.text == "," and len(pieces[-1]) > LONG_UTTERANCE and _opens_aside(words, index + 1))
        opens = opens and not (_is_condition(pieces[-1]) and len(pieces[-1]) < LONGEST_CONDITION)
        if opens or (word.text in STOPS and not _inside_number(words, index)):
            pieces.append([])
    spoken = [p for p in pieces if any(not w.is_mark for w in p)]
    return [part for piece in spoken for part in cut_dictated(piece)] if dictates else spoken


def _denies_alone(piece: list[Word]) -> bool:
    """Whether a piece is only a denial: "no pain, no", behind which "but sometimes…" is a sentence of its own."""
    said = [w.text for w in piece if not w.is_mark]
    return len(said) <= LONGEST_DENIAL and (said[:1] == ["no"] or (said[:1] == ["not"] and said[-1] == "no"))


LONGEST_DENIAL = 6


def _supposes(piece: list[Word]) -> bool:
    """Whether a piece only says how sure an answer is: "I think so", behind which its clause stands alone."""
    return " ".join(w.text for w in piece if not w.is_mark).removeprefix("yes ").removeprefix("no ") in _SUPPOSED


_SUPPOSED = frozenset({"i think so", "i believe so", "i guess so", "i do not think so", "i do not believe so"})


def _opens_aside(words: list[Word], index: int) -> bool:
    """Whether "…, but in the meantime", "…, and if you" begins here, behind a sentence that is long enough already."""
    following = [w.text for w in words[index : index + 4]]
    return following[:1] in (["and"], ["but"], ["so"]) and (
        following[1:4] in (["in", "the", "meantime"], ["in", "the", "mean"])
        or following[1:3] == ["until", "then"]
        or (following[1:2] == ["if"] and following[2:3] != [] and following[2] in _SUBJECTS)
    )


def _says_again(words: list[Word], index: int) -> bool:
    """Whether what follows a comma only says again what stands before it: "and we can, and we can talk"."""
    texts = [w.text for w in words]
    return any(texts[index - n : index] == texts[index + 1 : index + 1 + n] for n in (2, 3, 4) if index >= n)


LONGEST_CONDITION = 30
"""Words within which a sentence that begins with "if" is kept whole: its end holds only under its condition."""


SHORTEST_CLAUSE = 4
"""Words from which "…, so I stopped" is a statement of its own."""


def _is_short(words: list[Word], index: int) -> bool:
    """Whether the clause that begins here is too short to stand alone, or points back: "…, but that was last year"."""
    clause = []
    for word in words[index:]:
        if word.is_mark:
            break
        clause.append(word.text)
    points_back = clause[:2] == ["but", "that"] and clause[2:3] in (["is"], ["was"])
    goes_on = clause[:1] in (["so"], ["but"]) and clause[1:2] in (["i"], ["he"], ["she"], ["they"], ["we"])
    if _SAYS_ONLY_BEHIND.match(" ".join(clause)):
        return True
    return (goes_on and len(clause) < SHORTEST_CLAUSE) or (points_back and len(clause) <= 2 * SHORTEST_CLAUSE)


_SAYS_ONLY_BEHIND = re.compile(
    r"^so (?:(?:you|he|she|it|they|that) (?:is|are) (?:over)?due(?: again)?|the (?:main|only|biggest|first) "
    r"(?:thing|risk|problem|side effect) (?:is|would be|to watch)\b.*|(?:that|it) is (?:up|down|the same)\b.*)$|"
    r"^(?:and )?then (?:(?:we|you|i) (?:can|will|could) )?(?:just )?(?:stop|come off|halve|drop|reduce|cut)\b.*$"
)
"""Clauses that say of what, or when, only behind the one before: "…, so you're due again", "…, and then stop it"."""


def _is_condition(piece: list[Word]) -> bool:
    """Whether a sentence begins with "if"."""
    opening = [w.text for w in piece if not w.is_mark]
    while opening and opening[0] in _OPENERS - {"because"}:
        opening.pop(0)
    return opening[:1] in (["if"], ["unless"], ["because"])


def _inside_number(words: list[Word], index: int) -> bool:
    """A recogniser's "4 . 4 centimetres" stays together: half a number would be a wrong one."""
    if not 0 < index < len(words) - 1:
        return False
    before, after = words[index - 1].text, words[index + 1].text
    if words[index - 1].end == words[index].start and words[index].end < words[index + 1].start:
        return False  # "usually a 4. 7 on stairs" are two numbers, "4 . 4 centimetres" is one
    behind = index + 1
    while behind < len(words) and words[behind].text in _DIGITS:
        behind += 1
    ends = behind >= len(words) or words[behind].is_mark or words[behind].text in _BEHIND_NUMBER
    spoken = words[index].text == "." and before.isalpha() and is_number_word(before) and after in _DIGITS and ends
    return spoken or (before[0].isdigit() and after[0].isdigit())


_DIGITS = frozenset(UNITS)
_BEHIND_NUMBER = vocabulary(
    "and degrees percent which so milligram milligrams mg microgram micrograms mcg gram grams centimeter centimeters "
    "centimetres millimeter millimeters millimetres liters litres units milliliters"
)


def _opens_clause(words: list[Word], index: int) -> bool:
    """Whether "…, and he", "…, so I" begins here with a subject of its own."""
    following = [w.text for w in words[index : index + 3]]
    if len(following) < 3:
        return False
    if following[0] in {"and", "but", "so", "then"}:
        if following[1] in _DETERMINERS and not _has_verb(words, index + 2):
            return False  # "too much salt, missed water pills, and the Aleve on top"
        if following[1] == "for" and following[2] in _DETERMINERS:
            ahead = [w.text for w in words[index + 4 : index + _CLAUSE_WITHIN]]
            return "," in ahead  # "so for your back pain, stay on…"
        return following[1] in _SUBJECTS or (following[1] in {"then", "so", "also"} and following[2] in _SUBJECTS)
    return False


_DETERMINERS = vocabulary("my your the his her")
_CLAUSE_WITHIN = 8
"""Words within which a clause that begins with "and the…" has its verb."""


def _has_verb(words: list[Word], index: int) -> bool:
    """Whether a verb follows before the next mark."""
    for word in words[index : index + _CLAUSE_WITHIN]:
        if word.is_mark:
            return False
        text = word.text
        if text in _AUXILIARIES or text in PASTS or text.endswith(("'s", "ed")) or (base_of(text) is not None):
            return True
    return False


def _take_openers(words: list[Word]) -> tuple[str, list[Word]]:
    """Take "okay so well yeah" from the front, remembering a yes or no."""
    reply = ""
    rest = list(words)
    while rest and (rest[0].text in _OPENERS or _exclaims(rest) or rest[0].is_mark or calls_doctor(rest)):
        text = rest[0].text
        after = rest[1].text if len(rest) > 1 else ""
        if text == "my" and after in _EXCLAIMED:
            del rest[:2]
            continue
        if text in {"yes", "no"}:
            if (
                text == "no"
                and after
                and after
                not in {
                    ",",
                    ".",
                    "no",
                    "i",
                    "not",
                    "it",
                    "he",
                    "she",
                    "they",
                    "we",
                    "that",
                    "there",
                    "nothing",
                    "just",
                    "okay",
                    "but",
                }
            ):
                break
            reply = text  # "yeah, so, no, i only take…" is a no
        elif (text == "because" and len(rest) > 3) or (text == "all" and after != "right"):
            break
        elif text == "all":
            rest.pop(0)
        elif (text == "right" and after not in {",", "", ".", "so", "okay", "and", "i", "it"}) or (
            text == "now" and after in {"that"}
        ):
            break
        rest.pop(0)
    while rest and rest[-1].is_mark:
        rest.pop()
    return reply, _trim_end(rest)


_EXCLAIMED = vocabulary("god gosh goodness word")


def _exclaims(words: list[Word]) -> bool:
    """Whether words begin with "my god"."""
    return words[0].text == "my" and len(words) > 1 and words[1].text in _EXCLAIMED


_BE, _OWN = vocabulary("is are was were"), vocabulary("your his her the their")
_TAGS = (
    ("okay",),
    ("right",),
    ("all", "right"),
    ("correct",),
    ("anything", "like", "that"),
    ("or", "anything", "like", "that"),
    ("or", "anything"),
    ("things", "like", "that"),
    ("stuff", "like", "that"),
    ("and", "stuff"),
    ("and", "everything"),
    ("or", "something"),
    ("and",),
    ("or",),
    ("if", "that", "is"),
    ("but",),
    ("so",),
    ("because",),
    ("though",),
    ("then",),
    ("you", "know"),
)


_BEFORE_THEN = frozenset({"before", "until", "till", "by", "since", "from"})
_IDIOMS = (("now", "and", "then"), ("on", "and", "off"))
"""Ends that look like a dangling conjunction."""


def _trim_end(words: list[Word]) -> list[Word]:
    """Take tags such as ", okay" and dangling conjunctions from the end."""
    rest = list(words)
    trimmed = True
    while trimmed and rest:
        trimmed = False
        while rest and rest[-1].is_mark:
            rest.pop()
        texts = tuple(w.text for w in rest)
        for tag in _TAGS:
            if len(texts) > len(tag) and texts[-len(tag) :] == tag:
                if tag == ("okay",) and texts[0] in _BE and texts[1] in _OWN and texts[-2] != ",":
                    continue  # "are your bowels okay"
                if texts[-3:] in _IDIOMS or (tag == ("then",) and texts[-2] in _BEFORE_THEN):
                    continue  # "now and then", "bloods before then"
                if tag == ("right",) and texts[-2] in {"all", "the", "your", "my", "is", "on", "that's", "than"}:
                    continue
                if tag == ("okay",) and (texts[-2] in IS_OKAY or texts[-2] == "relatively") and rest[-2].text != ",":
                    continue
                del rest[-len(tag) :]
                trimmed = True
                break
    return rest


def _asks(cleaned: list[Word], piece: list[Word]) -> bool:
    if cleaned and cleaned[0].text == "any" and _TELLS_WHAT_TO_DO.search(" ".join(w.text for w in cleaned)):
        return False  # "any chest pain or a swollen leg, come straight in"
    if any(w.text == "?" for w in piece):
        tail = [w.text for w in piece if not w.is_mark][-2:]
        return not (tail[-1:] == ["okay"] or tail == ["all", "right"]) or _inverted(cleaned)
    return _inverted(cleaned) or _turns_to_ask(cleaned)


_PATIENT_ASKS = re.compile(
    r"^(?:what|when|where|which|who|how|why|is|are|do|does|did|can|could|will|would|should|have|has|am|any|or|right|"
    r"really)\b|"
    r"\b(?:should|can|could|do|will|would|must|may|might) (?:i|we|it|you|that)\b|\bis (?:it|that|this|there)\b|\bwhat\b"
)
LEAST_TOLD = 4
"""Words of a patient's utterance with a question mark that may tell something all the same."""


_AMOUNT = re.compile(
    rf"^(?:(?:maybe|about|probably|like|around|say) )+(?:an? )?(?:\w+ (?:pounds?|kilos?|stone|days?|weeks?|"
    rf"months?|years?|hours?|times)|\d+|{ONE_TO_TEN})(?: (?:or|to) \w+)?(?: [a-z]+s)?$"
)


def _tells_rising(cleaned: list[Word]) -> bool:
    """ "probably six or seven times a day?": a patient's telling with a rising voice."""
    text = " ".join(w.text for w in cleaned if not w.is_mark)
    long_enough = len(text.split()) >= LEAST_TOLD or bool(find_drugs(text)) or bool(_AMOUNT.match(text))
    return long_enough and not _PATIENT_ASKS.search(text)


_BEFORE_QUESTION = vocabulary(", mean sir ma'am then well okay but")


def _turns_to_ask(words: list[Word]) -> bool:
    """Whether a question follows inside: "i mean, have you been feverish"."""
    texts = [w.text for w in words]
    return any(
        texts[i + 1] == "you" and word in {"do", "did", "have", "are", "were"} and texts[i - 1] in _BEFORE_QUESTION
        for i, word in enumerate(texts[:-2])
        if i
    )


_TELLS_WHAT_TO_DO = re.compile(
    r"\b(?:then|you (?:would|will|should|must|need)|please|come (?:back|in|straight|right)|"
    r"go (?:straight|right|to)|(?:call|ring|phone|tell) (?:us|me|the|your|our|an|for|911|999|nine)|let (?:us|me) know|"
    r"(?:that|it) is (?:an? )?(?:nine nine nine|nine one one|999|911|emergency)|"
    r"stop (?:it|taking)|seek|see (?:a|your|the|me|us)|straight to|we (?:will|would|can))\b"
)
"""Words by which "any of those symptoms, …" asks nothing."""


def _inverted(words: list[Word]) -> bool:
    texts = [w.text for w in words if not w.is_mark][:4]
    if len(texts) < 2:
        return False
    if texts[0] in _AUXILIARIES and texts[1] in {
        "you",
        "your",
        "it",
        "he",
        "she",
        "they",
        "there",
        "that",
        "the",
        "this",
        "any",
        "we",
    }:
        return texts[0] != "have" or texts[1] in {"you", "they"}
    if texts[:2] == ["any", "of"]:
        return False  # "any of those symptoms, you go to the hospital"; a question has its mark
    if texts[0] in {"any", "anything"}:
        return not _TELLS_WHAT_TO_DO.search(" ".join(w.text for w in words if not w.is_mark))
    return texts[0] in _ASKING and texts[1] in _AUXILIARIES | {
        "about",
        "long",
        "many",
        "much",
        "often",
        "kind",
        "part",
        "side",
        "bad",
    }
