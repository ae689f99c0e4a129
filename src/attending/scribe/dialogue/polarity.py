"""Whether an answer says yes, no, or neither.

Read by `answers`, which joins it with its question, and by `proposals`.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.listed import find_list
from attending.scribe.dialogue.when_told import is_time_alone
from attending.scribe.rewrite.verbs import FORMS
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sentences.words import read_words
from attending.scribe.vocabulary import content, joined, phrases, vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.self_harm import admits_self_harm, speaks_of_self_harm

YES, NO, UNCLEAR = "yes", "no", ""

_NO_OPENINGS = phrases(
    "not really | not at | not that | i have not | i do not | i did not | i am not | never | none | nothing | "
    "not yet | not since | not specifically | not particularly | not especially | not as far | not to my | not "
    "noticed | "
    " negative | not recently | not so far | not lately | i never | not anymore | not any | i can "
    "not | it does not | it did not | it is not | it has not | neither | not too | not currently | "
    "not those | not as such | "
    "she does not think | he does not think | they do not think | not i do not | i no i | i would not say so"
)
_YES_OPENINGS = phrases(
    "i do | i am | i have | i did | i would say so | i would say yes | correct | absolutely | definitely | "
    "exactly | certainly | that is the one | that is them | it does | it is "
    "| it did | it has | sure | a little | sometimes | occasionally | every now | a bit | that is right | "
    "sure do | that is correct | of course | very much | quite | that hurts | it hurts | always | all the "
    "time | i think so | i believe so | i think i do | i think i have | i think i did | i guess so | much more | a "
    "lot more | much worse | more than usual | lots of | something like that | like mad | like crazy | "
    "terribly | constantly"
)


def polarity(reply: list[Utterance], questions: Sequence[Utterance] = ()) -> str:
    """Whether an answer says yes, no, or neither."""
    if not reply:
        return UNCLEAR
    if echoes(reply):
        reply = reply[1:]
    first = reply[0]
    if _NOT_HEARD.search(" ".join(u.text.lower() for u in reply[:2])):
        return UNCLEAR
    text = " ".join(first.plain)
    if first.reply == NO and denies_all(first):
        return NO
    if first.reply == NO and takes_back(reply):
        return UNCLEAR
    corrected = _corrected_at_once(questions, reply) if questions else None
    if corrected is not None:
        return corrected
    unsure = _UNSURE.match(text)
    if unsure and first.reply != NO:
        rest = " ".join([text[unsure.end() :], *(" ".join(u.plain) for u in reply[1:])])
        return NO if _NO_AFTER_ALL.search(rest) and not _MAYBE.search(rest) else UNCLEAR
    if _BUT_YES.search(text):
        return UNCLEAR  # "I haven't been able to work in the past few days, but yes."
    if questions and _OWN_DENIAL.match(text) and _ASKS_GOOD.search(joined(questions[-1].words)):
        return UNCLEAR  # "Are you normally fit and well?" / "I haven't had any major illnesses."
    if first.plain and set(first.plain) <= _BARE_NO and len(first.plain) <= LONGEST_NO:
        return NO  # "Not, no, nothing."
    if text in _SOFT_NO and len(reply) > 1 and _A_LITTLE.match(" ".join(reply[1].plain)):
        return UNCLEAR  # "Not really. A bit of a dry mouth."
    lacks = _OWNS_NONE.match(text) if questions else None
    if lacks and not set(content(lacks["what"])) & set(content(joined(questions[-1].words))):
        return UNCLEAR  # "Any fever?" / "I haven't got a thermometer."
    if first.reply != NO and _only_sounds_like_no(text, questions):
        return UNCLEAR
    if text.startswith("that is it"):
        return _that_is_it(questions)
    if any(text == o or text.startswith(o + " ") for o in _NO_OPENINGS):
        return NO if first.reply != YES else UNCLEAR
    if first.reply == YES and any(later.reply == NO or later.words[:1] == ("no",) for later in reply[1:]):
        return UNCLEAR if first.plain else NO  # "Mm-hmm. No, no allergies."
    if first.reply:
        return first.reply
    if NONE_OF_IT.match(text) and not takes_back(reply):
        return NO  # "No allergies."
    if questions and _NOT_THAT.match(text) and set(text.split()[1:]) <= set(questions[-1].words):
        return NO  # "Allergic to any medications?" / "Not medications."
    if " but " in f" {text} " and _DENIES_AFTER_ALL.search(text):
        return UNCLEAR  # "it is itchy, but there is no scratch mark"
    if questions and _OF_ITS_OWN.match(text) and not set(content(text)) & set(content(joined(questions[-1].words))):
        return UNCLEAR  # "Are you working?" / "I've retired."
    if any(text == o or text.startswith(o + " ") for o in _YES_OPENINGS) or text in {"i think", "i believe"}:
        return YES
    if questions and is_time_alone(questions[-1].words, first.plain):
        return YES  # "You had a stent, didn't you?" / "In 2016."
    if first.plain[-1:] == ("no",) and len(first.plain) <= LONGEST_NO and not {"but", "or", "yes"} & set(first.plain):
        return NO  # "None that I can think of, no."
    return YES if first.plain[-1:] == ("yes",) and not {"not", "no"} & set(first.plain) else UNCLEAR


def _that_is_it(questions: Sequence[Utterance]) -> str:
    """What a "that's it" answers: no to what asks for more, yes to a name."""
    if not questions or _ASKS_MORE.search(joined(questions[-1].words)):
        return NO
    return UNCLEAR if find_list(questions[-1].words) else YES


def _corrected_at_once(questions: Sequence[Utterance], reply: list[Utterance]) -> str | None:
    """What an answer that begins as a yes or a no says by what it goes on with; None where it is as it begins."""
    if speaks_of_self_harm(questions[-1].text) and any(admits_self_harm(u.text) for u in reply):
        return UNCLEAR  # "Any thoughts of hurting yourself?" / "No. Sometimes I think they'd be better off without me."
    asked, told = joined(questions[-1].words), " ".join(" ".join(u.plain) for u in reply[:3])
    if _ASKS_BACKGROUND.search(asked) and _HAS_SOME.match(told) and _names_some(told):
        return UNCLEAR  # "Any surgeries?" / "No, well, I had my wisdom teeth taken out."
    if asked.startswith("or ") and told.startswith("it is ") and not told.endswith(" yes"):
        return UNCLEAR  # "Is it one ear? Or is it both?" / "It's one ear."
    if reply[0].reply == YES and _ASKS_TROUBLE.search(asked) and _ALL_WELL.match(told):
        return NO  # "Any trouble swallowing?" / "Oh yeah, no problem."
    return None


_ASKS_BACKGROUND = re.compile(
    r"\b(?:conditions?|illness\w*|(?:medical|health) (?:problems?|issues?)|diagnos\w+|medications?|"
    r"medicines?|tablets|pills|surger\w+|operations?|hospitali[sz]\w+|allerg\w+)\b"
)
_HAS_SOME = re.compile(
    r"^(?:no |not really |nothing else |none )*(?:(?:well|actually|i mean|i guess|just) )*"
    r"(?:that and |(?<=just )|only |except |other than |"
    r"(?:i|he|she|we) (?:(?:just|only|also|do|did|have|has|had|will) )*(?:have|has|had|take|takes|use|uses|got|"
    r"am on|is on|was on)\b(?! (?:not|no|never|been)))"
)
"""A no to which one thing is an exception: "no, I just take a vitamin", "not really, just that and eczema"."""
_SOME_THING = re.compile(
    r"\b(?:vitamins?|supplements?|inhalers?|puffers?|cream|taken out|removed|out|surger\w+|operation|replacement)\b"
)


def _names_some(text: str) -> bool:
    """Whether an answer names an illness, a medicine or an operation."""
    return bool(find_diagnoses(text) or find_drugs(text) or _SOME_THING.search(text))


_ASKS_TROUBLE = re.compile(
    r"\b(?:problems?|issues?|troubles?|changes?|concerns?|conditions?|difficult\w+|complications?|symptoms?|illness\w*)\b"
)
_ALL_WELL = re.compile(
    r"^(?:(?:yes|oh|well|i|no|,) )*(?:(?:no|not any) (?:problems?|issues?|troubles?|changes?|concerns?|complaints?|"
    r"difficult\w+|complications?)|"
    r"(?:i am|i have been|(?:it|that|he|she|everything) (?:is|has been)|they (?:are|have been)|everything|all) "
    r"(?:(?:pretty|very|otherwise|really|totally|completely|all|actually) )*"
    r"(?:healthy|fine|good|normal|okay|well|the same|stable)|"
    r"nothing (?:abnormal|new|wrong))\b"
)
"""What says that all is well, whatever it begins with."""
_ASKS_MORE = re.compile(r"\b(?:other|else|more|further)\b")
"""What a "that's it" says no to; to a name that is put to the speaker it says yes: "atrial fibrillation?"."""
_NOTICED_NOT = re.compile(r"^i have not (?:really )?(?:noticed|looked|checked)(?: it| that)?$")
_NOT_ALWAYS = re.compile(r"^i (?:do|can) not (?:always|every time)\b")
_SEEN_NOBODY = re.compile(
    r"^(?:\w+ )?i have not (?:seen|spoken|been (?:to|in|back)|gone|met) (?:my|the|a|an|to|with)\b"
)
_DOES_NOT = re.compile(
    r"^i (?:do not|have not been|am not)(?: really| actually| particularly)* (?P<what>(?P<verb>(?!(?:having|feeling|"
    r"getting|experiencing|taking|using|doing|seeing|aware|sure|on|that|so|too|any|a|the|in|at|not|no|think|believe|really|"
    r"have|know|feel|get|do|use|take|notic\w+|remember|recall|say|see)\b)[a-z]+)\b.*)$"
)


def _only_sounds_like_no(text: str, questions: Sequence[Utterance]) -> bool:
    """Whether a "not" denies nothing that was asked.

    "Any trouble holding your water?" / "I don't always make it."; "is she making tears?" / "I haven't noticed.";
    "do you avoid things?" / "I don't drive anymore."; "any shaking of the hands?" / "I can't thread a needle.".
    """
    if _NOT_ALWAYS.match(text):
        return True
    if questions and _NOTICED_NOT.match(text) and not find_list(questions[-1].words):
        return True
    if questions and _SEEN_NOBODY.match(text) and not _shares_words(text, questions[-1]):
        return True
    unable = _CAN_NOT.match(text) if questions and not _ABLE.search(joined(questions[-1].words)) else None
    if unable and (
        _ASKS_TROUBLE.search(joined(questions[-1].words)) or not _shares_words(unable["what"], questions[-1])
    ):
        return True
    own = _DOES_NOT.match(text) if questions else None
    verb = own["verb"] if own else ""
    return bool(
        own
        and (verb in FORMS or verb == "able" or verb.endswith("ing"))
        and not _shares_words(own["what"], questions[-1])
    )


def _shares_words(told: str, question: Utterance) -> bool:
    """Whether an answer says anything in the words of its question."""
    begun = {word[:4] for word in content(joined(question.words))}
    return any(word[:4] in begun for word in content(told))


_BUT_YES = re.compile(r"^(?=.*\bnot\b).*\bbut yes\b")
_OWN_DENIAL = re.compile(r"^(?:no )?(?:i (?:have|do|did|am) not|i never|there is (?:no|not)|no) (?:\w+ ){2,}\w+")
_ASKS_GOOD = re.compile(
    r"\b(?:fit and well|(?:normally|usually|otherwise|generally|keeping|are you|been|feel\w*) (?:\w+ )?(?:fit|"
    r"well|healthy|"
    r"okay|fine|good|all right)|(?:health|appetite|sleep\w*|bowels?|waterworks|mood) (?:\w+ )?(?:okay|good|fine|normal|"
    r"all right))\b"
)
"""Where all is well is asked for, a denial of something else is none of it."""
_BARE_NO = vocabulary("no not nothing none nope never")
_OF_ITS_OWN = re.compile(
    r"^i (?:have|am) (?!(?:not|just|and|but|yes|had|noticed|been|got|sometimes|a|an|the|some|too)\b)[a-z]+"
)
_CAN_NOT = re.compile(
    r"^(?:i|he|she) can not (?:even |really |quite )*(?!say\b|think\b|recall\b|remember\b|complain\b)(?P<what>[a-z].+)$"
)
"""What somebody is not able to do: an answer to whether they can, and a denial of nothing else."""
_ABLE = re.compile(r"\b(?:can|could|able|manage)\b")
_OWNS_NONE = re.compile(
    r"^(?:no )?i (?:have not got|do not (?:actually |really |even )?(?:have|own)) (?:an?|the|my) "
    r"(?P<what>[a-z-]+(?: [a-z-]+)?)\b"
)
_SOFT_NO = frozenset({"not really", "not much", "not too bad", "not especially", "not particularly"})
_A_LITTLE = re.compile(
    r"^(?:just |only |maybe |perhaps )*(?:(?:a|an) (?:little|bit|touch|slight)|some|slight|mild|occasional)\b"
)
"""With which what was just denied is told after all."""
LONGEST_NO = 8
"""Words of an answer whose last, a "no", answers the question."""


_NOT_THAT = re.compile(r"^(?:not|no) [a-z]+(?: [a-z]+)?$")
_UNSURE = re.compile(
    r"^(?:(?:and|well|so|sorry) )*(?:i (?:do|can|could|did) not (?:really |quite |actually )?(?:know|remember|recall|"
    r"tell|say)|i (?:am|was) not (?:really |quite |too |so |entirely |a hundred percent )*(?:sure|certain)|not "
    r"(?:really |quite |too )?sure|i have (?:no idea|not checked|not measured|not (?:really )?noticed if))\b"
)
"""Who does not know denies nothing."""
_NO_AFTER_ALL = re.compile(r"\b(?:no|nope|do not think so|not (?:really|that i (?:know|noticed|remember)))\b")
_MAYBE = re.compile(r"\b(?:might|maybe|perhaps|possibly|could|probably|yes|but)\b")
NONE_OF_IT = re.compile(
    r"^no (?!one\b|body\b|more\b|longer\b|idea\b|clue\b|worries\b|problem\b|doubt\b|matter\b)(?:[a-z-]+ ){0,4}[a-z-]+$"
)
"""An answer that says "no" of what was asked for by its name."""
ECHO = 2
"""Words of an answer that only says again what was asked."""


def answered_by(reply: list[Utterance]) -> int:
    """How many utterances of a reply are its answer: more than one where the first does not decide it."""
    if len(reply) > 1 and (echoes(reply) or (reply[0].reply == YES and polarity(reply) == NO)):
        return len(reply)
    return 1


def echoes(reply: list[Utterance]) -> bool:
    """ "Ohh, allergies. Uh, no.": first what was asked is said again."""
    return len(reply) > 1 and not reply[0].reply and len(reply[0].words) <= ECHO and bool(reply[1].reply)


def denies_all(utterance: Utterance) -> bool:
    """Whether an answer denies all that was asked, whatever it goes on with: "no, nothing like that"."""
    return bool(_ALL_OF_IT.match(" ".join(utterance.plain)))


_ALL_OF_IT = re.compile(
    r"^(?:no )?(?:nothing (?:like|of) (?:that|those|the (?:kind|sort))|none of (?:that|those|them|it|these)|"
    r"not any of (?:that|those|them|it|these)|(?:nothing|none) at all)$"
)
_NOT_HEARD = re.compile(r"^\W*(?:hello|sorry|pardon|what|excuse me|say (?:that )?again|could you|am i)\b|\bhello\?")
"""A reply of one who did not hear the question answers nothing."""
_DENIES_AFTER_ALL = re.compile(r"\bbut\b.*\b(?:no|not|none|never|nothing)\b")


def takes_back(reply: list[Utterance]) -> bool:
    """A "no, but…" or "no, just…" leaves open what of a list is denied."""
    told = [u for place, u in enumerate(reply) if not place or not _AS_EVER.search(joined(u.words))]
    words = [w.text for u in told for w in read_words(u.text) if not w.is_mark][:24]
    only = "just" in words[:4] and words[words.index("just") - 1] not in _PEOPLE
    return bool(set(_WHILE_AGO.sub("", " ".join(words)).split()) & TAKES_BACK) or only


_PEOPLE = vocabulary("i he she we they")
"""Behind whom a "just" belongs to a sentence of its own: "no, she just couldn't find the words"."""
_AS_EVER = re.compile(r"\balways (?:been|had|was)\b|\b(?:for years|all (?:my|his|her) life)\b")
"""What was always so is no part of what was asked: "no. I've always been a bit constipated"."""


_WHILE_AGO = re.compile(r"\ba (?:little|bit|little bit) (?:while )?(?:ago|earlier|before)\b")
"""A time, which takes nothing back."""


TAKES_BACK = vocabulary("but except besides only still though although sometimes occasionally little bit now present")
