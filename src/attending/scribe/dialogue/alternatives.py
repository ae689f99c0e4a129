"""Which of two things asked the answer chooses: "did it come on gradually or suddenly?" / "gradually, I'd say" →
"it came on gradually".

Read by `answers`. Where the answer names words of both, or more than it was asked, nothing is made.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from attending.scribe.dialogue.declared import declare, subject_of, without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.listed import find_list
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted, vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

LONGEST_CHOICE = 7
"""Words of an answer that only chooses."""
_HEDGES = re.compile(
    r"^(?:(?:well|oh|so|i do not know|"
    r"probably|maybe|mostly|mainly|like|just|yes|it is|it has been|it was|that is|it feels|they are|"
    r"more|rather|i (?:think|guess|believe|would say|suppose)|an?|the|of|kind|sort|pretty|quite|very|definitely|,)"
    r"(?![a-z]) ?)+|"
    r"(?:,? (?:i (?:think|guess|believe|would say|suppose)|probably|really|actually|mostly|mainly|yes|one|pain))+$"
)
_FINDS = re.compile(r"^do you (?:find|feel|notice|think|say)(?: like)?(?: that)? (?P<told>(?:it|your|the|this) .+)$")
_FALSE_START = re.compile(r"^(?:(?:about|like|kind of|sort of) )+")


def chosen(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """The statement that the answer chooses of a question with "or"; None where it does not surely choose."""
    words = without_leads(question)
    text = joined(words)
    first, parts, second = text.partition(" or ")
    said = _HEDGES.sub("", _HEDGES.sub("", joined(answer)))
    picked = set(content(said))
    if not parts or " or " in second or not picked or len(answer) > LONGEST_CHOICE or "not" in answer or "no" in answer:
        return None
    of_first, of_second = picked & set(content(first)), picked & set(content(second))
    if picked - of_first - of_second or (of_first and of_second and of_first - of_second == set()):
        return None
    if of_first == picked and not picked <= of_second:
        first = _of_several(first, picked)
        found = _FINDS.match(first)
        return parted(found["told"].rstrip(" ,")) if found else declare(tuple(parted(first.rstrip(" ,"))), yes=True)
    return _second(words, second) if of_second == picked and not of_first else None


def _of_several(first: str, picked: set[str]) -> str:
    """Of "are you getting worse, staying the same" the one that is picked, as the whole question asks it."""
    asked, *others = (part.strip() for part in first.replace("about the same", "the same").split(","))
    if not others or any(len(part.split()) > LONGEST_OTHER for part in others if part):
        return first
    if picked <= set(content(asked)):
        return asked
    other = next((part for part in others if picked <= set(content(part))), "")
    doing = re.search(r"\b[a-z]+ing\b(?=[^,]*$)", asked) if re.match(r"[a-z]+ing\b", other) else None
    return f"{asked[: doing.start()]}{other}" if doing else first


LONGEST_OTHER = 3
"""Words of a further thing to choose."""


def _second(words: list[str], second: str) -> list[str] | None:
    """The other of two: asked as a question of its own, or in the place of the first."""
    own = parted(_FALSE_START.sub("", second))
    asked = declare(tuple(own), yes=True)
    if asked:
        return asked
    first = words[: words.index("or")]
    kind = next((kind for kind in (_PREPOSITIONS, _ARTICLES) if own[0] in kind), None)
    if kind and any(word in kind for word in first):
        place = max(place for place, word in enumerate(first) if word in kind)
        return declare((*first[:place], *own), yes=True)
    if len(own) == 1 and len(first) > LEAST_ASKED:
        return declare((*first[:-1], *own), yes=True)
    size = subject_of(words) if words[0] in {"is", "are", "was", "were"} and not kind else 0
    return [*words[1 : 1 + size], words[0], *own] if size else None


LEAST_ASKED = 2
"""Words of a question before the one that the other of two takes the place of."""
_PREPOSITIONS = vocabulary("in at on with during after before to from by")
_ARTICLES = vocabulary("a an the your")


def told_one_by_one(question: Sequence[str], answer: Sequence[str]) -> bool:
    """Whether medicines asked after together are told one by one: "aspirin yes, the clopidogrel they stopped"."""
    return len(find_drugs(joined(question))) > 1 and bool(find_drugs(joined(answer)))


def one_of_list(question: tuple[str, ...], answer: Utterance) -> list[str] | None:
    """The one of several things asked that an answer only names: "angina, diabetes?" / "diabetes"."""
    listed = find_list(question)
    words = [word for word in answer.words if word not in {"just", "only", "the", ","}]
    if not listed or answer.reply or not words or len(listed) <= len(words) or not is_fragment(words):
        return None
    text = joined(words)
    named = find_symptoms(text) or find_diagnoses(text)
    items = [list(item) for apart, item in groupby(listed, lambda word: word in {",", "or", "and"}) if not apart]
    if not named or words not in items:
        return None
    who = next((word for word in question if word in {"you", "he", "she", "they"}), "you")
    return [who, "has" if who in {"he", "she"} else "have", *words]
