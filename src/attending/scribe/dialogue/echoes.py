"""Answers whose verb stands in the question: "does anyone smoke?" / "my brother does" → "my brother smokes"; "can
you walk on it?" / "I can but it hurts" → "I can walk on it but it hurts".

Read by `statements`. Where question and answer do not fit together, the answer stays as it was said.
"""

import re

from attending.scribe.dialogue.declared import subject_of, without_leads
from attending.scribe.rewrite.verbs import FORMS, past, third
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted

_ASKED = re.compile(
    r"\b(?P<auxiliary>does|did|do) (?:anyone|anybody|someone|somebody|any of you|your \w+|he|she|they|you)(?: (?:else|"
    r"around you|in (?:your|the) (?:family|house|home)))? (?:ever )?(?P<verb>[a-z]+)(?P<rest>(?: [a-z' -]+)?)$"
)
_ANSWERED = re.compile(
    r"^(?P<who>(?:my|his|her|our) [a-z'-]+(?: [a-z'-]+){0,2}|"
    r"(?:i|he|she)(?: nearly| almost)?) (?P<auxiliary>does|did|do(?=,? but))"
    r"(?P<rest>$|,.*| but.*| (?:once|twice|yesterday|last|this|on|when|a)\b.*)"
)
_CAN = re.compile(r"\bcan (?:you|he|she|they) (?:still )?(?P<verb>[a-z]+)(?P<rest>(?: [a-z' -]+)?)$")
_CAN_TOLD = re.compile(r"^(?P<told>(?:i|he|she|they) can(?: just(?: about)?| not)?)(?P<rest>,? but .*|$)")


def with_verb_asked_for(question: Utterance | None, answer: Utterance) -> tuple[str, ...] | None:
    """The answer with the verb of the question in the place of its "does"; None where it has none to take."""
    if question is None or not question.asks:
        return None
    able = _CAN.search(joined(question.words))
    can = _CAN_TOLD.match(joined(answer.words)) if able else None
    if able and can and able["verb"] in FORMS:
        return tuple(parted(f"{can['told']} {able['verb']}{able['rest']}{can['rest']}"))
    was = _WAS_TOLD.match(joined(answer.words))
    of_what = _predicate(without_leads(question.words)) if was else []
    if was and of_what:
        return tuple(parted(f"{was['told']} {joined(of_what)}{was['rest']}"))
    done = _HAS_DONE.match(joined(without_leads(question.words)))
    nearly = _NEARLY_DID.match(joined(answer.words)) if done else None
    if done and nearly:
        return tuple(parted(f"{nearly['who']} {done['verb']}{done['rest']}{nearly['rest']}"))
    asked, answered = _ASKED.search(joined(question.words)), _ANSWERED.match(joined(answer.words))
    if not asked or not answered or asked["verb"] not in FORMS:
        return None
    as_said = past(asked["verb"]) if answered["auxiliary"] == "did" else third(asked["verb"])
    verb = asked["verb"] if answered["auxiliary"] == "do" else as_said
    return tuple(parted(f"{answered['who']} {verb}{asked['rest']}{answered['rest']}"))


_WAS_TOLD = re.compile(
    r"^(?P<told>(?:i (?:thought|think) )?(?:the|some|one|most|both|half|my|his|her)(?: (?!is|are|was|were)[a-z]+){0,4} "
    r"(?:is|are|was|were))(?P<rest>$|,.*)"
)
"""An answer that leaves what somebody or something is to the question: "I thought the right side was"."""
LONGEST_PREDICATE = 3


def _predicate(words: list[str]) -> list[str]:
    """What "was her face droopy" asks of her face; empty where it asks otherwise."""
    size = subject_of(words) if words[:1] and words[0] in {"is", "are", "was", "were"} and "or" not in words else 0
    left = words[1 + size :] if size else []
    return left if len(left) <= LONGEST_PREDICATE else []


_HAS_DONE = re.compile(
    r"^(?:have|has) (?:you|he|she) (?:actually |ever |really )?(?P<verb>[a-z]+ed)(?P<rest>(?: [a-z]+){0,2})$"
)
_NEARLY_DID = re.compile(r"^(?:but )?(?P<who>(?:i|he|she) (?:nearly|almost)) did(?P<rest>$| .*)")
"""What nearly happened: "have you passed out?" / "I almost did yesterday"."""
