"""Join a question and its answer to one statement: "any chest pain?" / "no" → "denies chest pain".

Read by `statements`. Both turns stay cited. Where question and answer do not fit together safely, nothing is joined:
the answer stands alone, or nothing does.
"""

import re
from dataclasses import dataclass, replace

from attending.drafts import Role
from attending.scribe.normalise import read_words
from attending.scribe.rewrite.verbs import ADVERBS, BE_HAVE_DO, FORMS, MODALS, PARTICIPLES, PASTS, past, third
from attending.scribe.telegraphic import label
from attending.scribe.utterances import Utterance
from attending.scribe.vocabulary import joined, parted, phrases, vocabulary

YES, NO, UNCLEAR = "yes", "no", ""

_NO_OPENINGS = phrases(
    "not really | not at | not that | i have not | i do not | i did not | i am not | never | none | nothing | "
    "not yet | not specifically | not particularly | not especially | not as far | not to my | not noticed | "
    " negative | not recently | not so far | not lately | i never | not anymore | not any | i can "
    "not | it does not | it did not | it is not | it has not | that is it | neither | not too | not currently"
)
_YES_OPENINGS = phrases(
    "i do | i am | i have | i did | i would say so | i would say yes | correct | absolutely | definitely | "
    "exactly | certainly | it does | it is "
    "| it did | it has | sure | a little | sometimes | occasionally | every now | a bit | that is right | "
    "sure do | that is correct | of course | very much | quite | that hurts | it hurts | always | all the "
    "time"
)
_QUALIFIERS = {
    "a little": "some",
    "a bit": "some",
    "sometimes": "occasional",
    "occasionally": "occasional",
    "every now": "occasional",
}
_LIST_PHRASES = phrases(
    "do you have any | do you have | have you had any | have you had | have you noticed any | have you "
    "noticed | have you been having any | have you been having | have you experienced any | have you "
    "experienced | have you been experiencing any | have you been experiencing | are you having any | are you "
    "having | are you experiencing any | are you experiencing | did you have any | did you have | did you "
    "notice any | do you get any | do you get | do you feel any | have you felt any | have you had any "
    "problems with | have you got any | have you ever had any | have you ever had | have you any | you have "
    "any | you had any | you had no | you have no | any | no | any issues with | any problems with | any "
    "history of | any other symptoms like | any symptoms like | any other | are there any | is there any | "
    "was there any | do you notice any | have you been getting any | so no | you are not having any | you "
    "have not had any | any trouble with | do you have any problems with | do you have any issues with | do "
    "you have any symptoms like | how about any | what about any | any symptoms such as | any other symptoms "
    "such as | do you have a history of any | you do not have any | you do not have any other | you have not had any | "
    "you have not noticed any | have you got any other | are you getting any | have you had any other |"
    " have you had any "
    "problems with | have you got any problems with | have you noticed any problems with |"
    " have you noticed any other | "
    "you have not got any | have you been getting any | any problem with | is there any history of"
)
_LIST_OPENINGS = tuple(sorted((tuple(p.split()) for p in _LIST_PHRASES), key=len, reverse=True))
_LEADS = ("and", "so", "then", "okay", "but", "now", ",", "also", "or", "just", "really")


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement made of a question and its answer, in words of the two."""

    words: tuple[str, ...]
    kind: str
    """`denied`, `affirmed` (a list of findings) or `told` (a whole clause, in the clinician's voice)."""
    role: Role


def polarity(reply: list[Utterance]) -> str:
    """Whether an answer says yes, no, or neither."""
    if not reply:
        return UNCLEAR
    if _echoes(reply):
        reply = reply[1:]
    first = reply[0]
    if _NOT_HEARD.search(" ".join(u.text.lower() for u in reply[:2])):
        return UNCLEAR
    text = " ".join(first.plain)
    if first.reply == NO and _takes_back(reply):
        return UNCLEAR
    if any(text == o or text.startswith(o + " ") for o in _NO_OPENINGS):
        return NO if first.reply != YES else UNCLEAR
    if first.reply == YES and any(later.reply == NO or later.words[:1] == ("no",) for later in reply[1:]):
        return UNCLEAR if first.plain else NO  # "Mm-hmm. No, no allergies."
    if first.reply:
        return first.reply
    if " but " in f" {text} " and _DENIES_AFTER_ALL.search(text):
        return UNCLEAR  # "it is itchy, but there is no scratch mark"
    if any(text == o or text.startswith(o + " ") for o in _YES_OPENINGS):
        return YES
    return YES if first.plain[-1:] == ("yes",) and not {"not", "no"} & set(first.plain) else UNCLEAR


ECHO = 2
"""Words of an answer that only says again what was asked."""


_SUMMED_UP = re.compile(
    r"^(?:(?:so|and|but|okay|then|now|right) ?,? )*(?P<told>(?:you|your|it|there|the pain|this|"
    r"that) (?!know\b|see\b).+)$"
)
_SUMMED_UP_NO = re.compile(
    r"^(?:(?:so|and|but|okay|then|now|right) ?,? )*(?:(?:there (?:is|are|was|has been)|you (?:have(?: had| got)?|"
    r"had|are having|"
    r"have noticed|noticed)) (?:no|not had any|not got any|not any)|no) (?P<denied>(?!problems?$|worries|idea|"
    r"more|longer|one\b|"
    r"thank)[a-z].{2,90})$"
)
_NOT_SUMMED_UP = re.compile(
    r"\b(?:i|we|let|will|would|should|need to|going to|recommend|can (?:take|get|try|use|book|call)|mean|sorry|"
    r"mentioned|okay|good|fine|great|"
    r"not|no)\b"
)
LONGEST_SUMMARY = 22
_AGREES_FULLY = ("that is right", "that is correct", "exactly", "correct")
"""Answers that agree to a denial too: a bare "yes" to "you do not smoke?" may mean either."""


def confirmed(said: Utterance, reply: list[Utterance]) -> Joined | None:
    """What a clinician sums up and the patient says yes to: "so you can walk about a mile" / "that's right, yes"."""
    denied = _SUMMED_UP_NO.match(joined(said.words))
    if denied and reply and reply[0].reply and not _takes_back(reply) and len(said.plain) <= LONGEST_SUMMARY:
        return Joined(tuple(parted(denied.group("denied"))), "denied", Role.CLINICIAN)
    found = _SUMMED_UP.match(joined(said.words))
    opening = " ".join(reply[0].plain) if reply else ""
    agrees = bool(reply) and (reply[0].reply == YES or opening.startswith(("that is right", "exactly", "correct")))
    if not found or not agrees or polarity(reply) != YES or not 4 <= len(said.plain) <= LONGEST_SUMMARY:
        return None
    told = found.group("told")
    if opening.startswith(_AGREES_FULLY) and not re.search(r"\b(?:i|we|let|will|would|should|okay)\b", told):
        return Joined(tuple(parted(told)), "told", Role.CLINICIAN)
    return None if _NOT_SUMMED_UP.search(told) else Joined(tuple(parted(told)), "told", Role.CLINICIAN)


def answered_by(reply: list[Utterance]) -> int:
    """How many utterances of a reply are its answer: more than one where the first does not decide it."""
    if len(reply) > 1 and (_echoes(reply) or (reply[0].reply == YES and polarity(reply) == NO)):
        return len(reply)
    return 1


def _echoes(reply: list[Utterance]) -> bool:
    """ "Ohh, allergies. Uh, no.": first what was asked is said again."""
    return len(reply) > 1 and not reply[0].reply and len(reply[0].words) <= ECHO and bool(reply[1].reply)


_NOT_HEARD = re.compile(r"^\W*(?:hello|sorry|pardon|what|excuse me|say (?:that )?again|could you|am i)\b|\bhello\?")
"""A reply of one who did not hear the question answers nothing."""
_DENIES_AFTER_ALL = re.compile(r"\bbut\b.*\b(?:no|not|none|never|nothing)\b")


def _takes_back(reply: list[Utterance]) -> bool:
    """A "no, but…" or "no, just…" leaves open what of a list is denied."""
    words = [w.text for u in reply for w in read_words(u.text)][:24]
    return bool(set(words) & _TAKES_BACK) or "just" in words[:4]


_TAKES_BACK = vocabulary("but except besides only still though although sometimes occasionally little bit now present")


def join(questions: list[Utterance], reply: list[Utterance]) -> list[Joined]:
    """Join the questions at the end of one turn with the answer in the next."""
    said = polarity(reply)
    asked = [question.words for question in questions]
    questions = [replace(question, words=_asked_in(question.words)) for question in questions]
    joined: list[Joined] = []
    listed = [found for found in (find_list(q.words) for q in questions) if found]
    again = next((found for found in (_had_before(one, said) for one in listed) if found), None)
    again = again or (_given_up(questions[-1].words, reply[0].words) if questions and reply else None)
    if again:
        return [Joined(tuple(again), "told", Role.CLINICIAN)]
    answer = [w for u in reply for w in u.words]
    if listed and said == NO:
        words: list[str] = []
        for findings in listed:
            words += [",", *findings] if words else findings
        joined.append(Joined(tuple(words), "denied", Role.CLINICIAN))
    elif listed and said == YES and len(listed) == 1 and _single(listed[0]) and not _says_itself(reply):
        text = " ".join(answer)
        qualifier = next((v for k, v in _QUALIFIERS.items() if text.startswith(k)), "")
        joined.append(Joined(((qualifier,) if qualifier else ()) + tuple(listed[0]), "affirmed", Role.CLINICIAN))
    if not listed and questions and said and not _denies_one_of_several(questions[-1], said, reply):
        clauses = (declare(question.words, said == YES) for question in reversed(questions))
        clause = next((c for c in clauses if c), None) if not _says_itself(reply) else None
        if clause and clause[-3:] == ["up", "to", "date"] and _VACCINES.search(" ".join(asked[-1])):
            clause = ["immunizations", ":", *(["not"] if said == NO else []), "up", "to", "date"]
        if clause and said == YES and _told_after_all(clause, reply[1:]):
            clause = None
        if clause:
            joined.append(Joined(tuple(clause), "told", Role.CLINICIAN))
    if questions and not said and reply:
        last = questions[-1].words
        clause = label(last, reply[0].words, known=True) if listed else None
        clause = clause or (None if listed else _how_often(last, reply[0]) or _fill(last, reply[0]))
        if clause:
            joined.append(Joined(tuple(clause), "told", Role.CLINICIAN))
    return joined


_VACCINES = re.compile(r"\b(?:immuni[sz]ation|vaccin|shots)")
_HABIT = re.compile(r"\b(?:smok|vap|drink)(?=e?\b|ing\b)")
_GIVEN_UP = re.compile(
    r"\bi (?:have |had |just |only |actually |finally )*(?:stopped|quit|gave up|given up)"
    r"(?=$|,| (?:it|that|all|completely|altogether|about|around|over|almost|nearly|more|a|in|when|back|last|since|long|"
    r"after|before|\d+|one|two|three|four|five|six|seven|eight|nine|ten|many|some|years?|months?|weeks?|ages)\b)"
)


def _given_up(question: tuple[str, ...], answer: tuple[str, ...]) -> list[str] | None:
    """ "Do you smoke?" / "I stopped two years ago." names what was stopped: "smoking: i stopped two years ago"."""
    habits, found = set(_HABIT.findall(joined(question))), _GIVEN_UP.search(joined(answer))
    if len(habits) != 1 or not found:  # "do you smoke or drink?": which of them was stopped is not clear
        return None
    return [f"{habits.pop()}ing", ":", *parted(joined(answer)[found.start() :])]


_BEFORE = re.compile(
    r"^anything (?:like|similar to) (?:this|that|it|these)\b(?P<when>(?: before| in the past| previously)*)$"
)


def _had_before(findings: list[str], said: str) -> list[str] | None:
    """ "Have you had anything like this before?" as "you have (not) had this before"."""
    found = _BEFORE.match(joined(findings))
    if not found or not said:
        return None
    when = (found.group("when") or " before").split()[-3:]
    return ["you", "have", *(["not"] if said == NO else []), "had", "this", *when]


OWN_WORDS = 5
"""Words from which an answer without a plain yes or no is a sentence of its own: "i am allergic to penicillin"."""


def _says_itself(reply: list[Utterance]) -> bool:
    first = reply[0]
    if first.plain[:4] in {("i", "would", "say", "so"), ("i", "would", "say", "yes")}:
        return False
    return not first.reply and len(first.plain) >= OWN_WORDS and not _QUALIFIED.match(" ".join(first.plain))


def _told_after_all(clause: list[str], rest: list[Utterance]) -> bool:
    """ "Do you live alone?" / "Yeah, yeah. I live with my partner.": the answer that follows the yes counts."""
    verbs = {word for word in clause if word in FORMS and word not in BE_HAVE_DO}
    return any("i" in utterance.words and verbs & set(utterance.words) for utterance in rest)


_QUALIFIED = re.compile(r"^(?:a little|a bit|sometimes|occasionally|not|no|never|none|nothing|every now)\b|.*\bnot\b")
_ASKING_STARTS = tuple(
    tuple(start.split())
    for start in phrases(
        "do you | did you | have you | are you | were you | any | is that | is it | does it | does that | was it"
    )
)


def _asked_in(words: tuple[str, ...]) -> tuple[str, ...]:
    """The question inside "a couple of things I want to ask, is do you smoke": its last clause, where that asks."""
    for place in range(len(words) - 2, 0, -1):
        if not any(words[place : place + len(s)] == s for s in _ASKING_STARTS):
            continue
        begun_anew = place <= 2 and words[place - 1] == "you"
        if begun_anew or words[place - 1] in _BEFORE_ASKING or not _ASKS_ALREADY & set(words[:place]):
            return words[place:]
    return words


_BEFORE_ASKING = frozenset({",", "is", "mean", "ask", "said", "then", "but"})
_ASKS_ALREADY = vocabulary(
    "what when where which who how why whose do does did are is was were have has had can could will would should "
    "any you"
)
"""Words after which "do you" goes on with a question that began before it."""
_OFTEN = re.compile(
    r"^(?:(?:about|maybe|approximately) )?(?:once|twice|\w+ (?:or \w+ )?times)\b(?!.*\b(?:i|not|but|it)\b)"
)


def _how_often(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Do you wake up gasping?" / "Twice this week." is a yes, with how often."""
    clause = declare(question, yes=True) if _OFTEN.match(joined(reply.words)) else None
    return [*clause, ",", *reply.words] if clause else None


def _denies_one_of_several(question: Utterance, said: str, reply: list[Utterance]) -> bool:
    """ "Have you fainted, or felt lightheaded?" / "No, I have not fainted. A bit dizzy.": one of them is denied."""
    more = [w for u in reply for w in u.plain if w not in _BARE_DENIAL]
    return said == NO and "or" in question.words and bool(more)


_BARE_DENIAL = vocabulary("no not never nothing none neither i have do did am really yet like that any of those them")


def find_list(question: tuple[str, ...]) -> list[str] | None:
    """The findings of "any fever, chills or cough", without its opening; None for another kind of question."""
    words = parted(_LIKE_THAT.sub("", _ASKED_AGAIN.sub(",", joined(question))))
    while words and words[0] in _LEADS:
        words = words[1:]
    for opening in _LIST_OPENINGS:
        if tuple(words[: len(opening)]) == opening:
            rest = words[len(opening) - (2 if opening[-1] == "with" else 0) :]
            other = "other" in words[: len(opening) + 1]
            while rest and rest[0] in _LIST_FILLERS:
                rest = rest[1:]
            if other and rest and rest[0] in _BACKGROUND:
                rest = ["other", *rest]
            if rest[:1] == ["chance"]:
                rest = ["a", *rest]
            rest = [w for i, w in enumerate(rest) if not (w == "any" or (w == "no" and i))]
            rest = parted(_OF_NOTE.sub("", joined(rest)))
            goes_on = bool({"about", "when"} & set(rest[1:]))
            unfit = (
                goes_on
                or not rest
                or len(rest) > LONGEST_LIST
                or rest[0] in _NOT_FIRST
                or bool(_NOT_FINDINGS & set(rest))
            )
            if unfit:
                return None
            return rest
    return _bare_list(words)


LONGEST_BARE = 12
_NO_VERB = (
    BE_HAVE_DO
    | MODALS
    | vocabulary("you i it that this he she they we what when where who how why which if okay sorry else")
)


def _bare_list(words: list[str]) -> list[str] | None:
    """ "Changes to your urine?", "memory loss or confusion?": what is asked for by its name alone."""
    if words[:2] in (["how", "about"], ["what", "about"]):
        words = [w for w in words[2:] if w not in {"any", "like"}]
        if words[:1] and words[0] in {"your", "the", "when", "a", "with", "in", "for"}:
            return None
    fits = 0 < len(words) <= LONGEST_BARE and not _NO_VERB & set(words) and words[0] not in _NOT_FIRST | _NOT_FINDINGS
    return list(words) if fits and _NAMES_FINDING.search(joined(words)) else None


_NAMES_FINDING = re.compile(
    r"\b(?:changes?|problems?|issues?|troubles?|difficult(?:y|ies)|loss|pains?|aches?|swelling|bleeding|blood|"
    r"discharge|symptoms|fevers?|"
    r"chills|rash(?:es)?|weakness|numbness|tingling|cough(?:ing)?|vomiting|nausea|headaches?|dizziness|travel|"
    r"contacts?|surger(?:y|ies)|"
    r"operations?|allergies|medications?|trauma|injur(?:y|ies)|infections?|stiffness|redness|itching|confusion|"
    r"fatigue|night sweats|"
    r"palpitations|fainting|falls?|seizures?|shortness of breath|wheezing|diarrhoea|diarrhea|constipation|history of)\b"
)


_LIKE_THAT = re.compile(r",? (?:or )?anything (?:else )?like that(?= \w)")
_OF_NOTE = re.compile(
    r",? (?:to anything|of note|that you (?:know|are aware) of|(?:that )?(?:i|we) (?:should|need to) (?:know|"
    r"be aware)(?: of| "
    r"about)?|nothing(?: else| like that)?|or anything(?: like that| else)?|anything like that|before|currently|today)$"
)
"""Tails of a question that say nothing of what is asked for."""
_ASKED_AGAIN = re.compile(
    r",? (?:and |or )?(?:do|did|have|are|has|is) (?:you|there)\b(?: (?:have|had|having|noticed|notice|feel|felt|"
    r"any|been|ever|get))*(?: \w+ed\b[^,]*)?"
)
"""A second question inside a list: "any cough, do you have any fever"."""
_BACKGROUND = vocabulary(
    "medical health illnesses illness conditions problems medications medication medicines allergies symptoms surgeries"
)
EMPTY_ANSWER = 2
"""Words of "doing well", which says nothing."""
LONGEST_LIST = 40
"""Words of a list of findings in one question."""
_LIST_FILLERS = vocabulary(", any like such as other of symptoms type kind")
_NOT_FIRST = vocabulary(
    "questions idea i you concerns that way kind family those these them they this it symptoms with"
)
_NOT_FINDINGS = vocabulary("anybody anyone said told evidence questions idea think know want happened")


def _single(findings: list[str]) -> bool:
    return "or" not in findings and "," not in findings and len(findings) <= 8


_CHOICE = re.compile(r"\bor (?:is|was|are|were|do|does|did|has|have|more|just)\b")
"""A question that offers a choice: no "no" answers it."""
_POINTS_ELSEWHERE = re.compile(r"\b(?:any|some|one) of (?:those|these|them)\b|\b(?:those|these) (?:symptoms|things)\b")
_MOVES = vocabulary("radiating spreading moving going travelling traveling shooting")
_BE = vocabulary("are is was were")
_HOW_MUCH = vocabulary("much many")
_PRONOUNS = vocabulary("it that this he she they there")
_SUBJECT_STARTS = vocabulary("your the that this any")


_REQUEST = re.compile(
    r"^(?:(?:can|could|would|will) you (?:just |please |also )*(?:describe|tell|show|remember|recall|explain|confirm|"
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


def declare(question: tuple[str, ...], yes: bool) -> list[str] | None:
    """Turn "have you tried ice" into "you have (not) tried ice"; None where the word order is not sure."""
    words = list(question)
    while words and words[0] in _LEADS:
        words = words[1:]
    if yes and _HOW_MUCH & set(words):
        return None  # "do you drink much?" "yes, seven pints a week": the answer says how much
    if ("or" in words and (yes or _CHOICE.search(joined(words)))) or _POINTS_ELSEWHERE.search(joined(words)):
        return None
    moves = not yes and bool(_MOVES & set(words))
    if len(words) < 3 or ("or" in words and words[0] in _BE and words[1] != "you" and not moves):
        return None
    words = parted(_OF_NOTE.sub("", joined(words)))
    if len(words) < 3:
        return None
    if _REQUEST.match(joined(words)):
        return None
    if words[0] == "you" and (
        words[1] in {"are", "have", "had", "were", "did"} or words[1] in PASTS or words[1] in FORMS
    ):
        return words if yes and "not" not in words[:4] else None
    if words[0] not in MODALS | vocabulary("do does did are is was were have has had") or words[0] in MODALS - {"can"}:
        return None
    subject = _subject(words)
    if not subject:
        return None
    return _statement(words[0], words[1 : 1 + subject], words[1 + subject :], yes)


def _subject(words: list[str]) -> int:
    """How many words after the auxiliary are the subject; 0 where that is unsure."""
    if words[1] == "you" or words[1] in _PRONOUNS - {"that", "this"}:
        return 1
    if words[1] in {"that", "this"} and (
        words[2] in FORMS or words[2].endswith(("ed", "ing")) or words[2] in PARTICIPLES
    ):
        return 1
    if (
        words[1].endswith("ing")
        and words[0] in {"do", "does", "did", "is", "was"}
        and words[1] not in {"anything", "being"}
    ):
        return next((n for n in (1, 2, 3) if len(words) > 1 + n and words[1 + n] in _MAKES), 0)
    if words[1] in _SUBJECT_STARTS:
        for size in (2, 3, 4):
            if len(words) > 1 + size and (
                words[1 + size] in FORMS or words[1 + size] in PARTICIPLES or words[1 + size].endswith(("ing", "ed"))
            ):
                return size
    return 0


_MAKES = vocabulary("make help hurt worsen improve affect relieve ease trigger cause bring change")
"""What an activity does to a complaint: "does lying flat make it worse"."""


def _statement(auxiliary: str, subject: list[str], rest: list[str], yes: bool) -> list[str] | None:
    ever = [w for w in rest if w != "ever" and w != "any"] if not yes else [w for w in rest if w not in {"ever", "any"}]
    lead = []
    while ever and ever[0] in ADVERBS | {"still", "ever"}:
        lead.append(ever[0])
        ever = ever[1:]
    if not ever or (ever[0] in {"doing", "going"} and len(ever) <= EMPTY_ANSWER):
        return None
    if auxiliary in {"do", "does", "did"}:
        if not yes:
            return [*subject, auxiliary, "not", *lead, *ever]
        if ever[0] not in FORMS:
            return None
        if auxiliary == "did":
            return [*subject, *lead, past(ever[0]), *ever[1:]]
        if subject == ["you"]:
            return [*subject, *lead, *ever]
        return [*subject, *lead, third(ever[0]) if auxiliary == "does" else ever[0], *ever[1:]]
    return [*subject, auxiliary, *([] if yes else ["not"]), *lead, *ever]


def _fill(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """Answer a wh-question with a fragment: "when did it start" / "three weeks ago" → "it started three weeks ago"."""
    words = list(question)
    while words and words[0] in _LEADS:
        words = words[1:]
    words = _last_asked(words)
    answer = parted(_WOULD_SAY.sub("", _BEFORE_NUMBER.sub("", joined(reply.words))))
    if not answer or len(answer) > 12 or _has_verb(answer) or _GREETING.match(joined(words)):
        return None
    filled = _filled(words, [_TO_YOU.get(word, word) for word in answer])
    return filled or label(words, answer)


_WOULD_SAY = re.compile(r"^(?:i would (?:say|guess)|it would be),? (?!so\b|no|yes|that\b)")
_TO_YOU = {"my": "your", "me": "you", "myself": "yourself", "mine": "yours"}
"""A patient's words in a clause that the clinician began."""
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
    if text.startswith(("how long has this", "how long has it", "how long has that")):
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
        return [*words[2:], words[1], *answer]
    amount = _HOW_MUCH_DONE.match(text)
    if amount:
        return _amount(amount, answer)
    if text.startswith("how often do you"):
        return ["you", *words[4:], *answer] if len(words) > 4 and words[4] in FORMS else None
    return None


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
    r"^(?:(?:i would say|i would guess|i think|i guess|it is|it was|it would be|that is|they are(?: all)?|probably|"
    r"maybe|like|so|a)\b,? ?)+"
    r"(?=(?:(?:about|around|approximately|an?|just|only|over|like|maybe) )*(?:up to date|yesterday|today|last "
    r"(?:night|week|month|year)|"
    r"this (?:morning|afternoon|week)|(?:few|couple of) (?:minutes|hours|days|weeks|months|years)|since|\d|one|"
    r"two|three|four|five|six|seven|eight|nine|ten|"
    r"half|once|twice)\b)"
)
"""What a speaker says before a number that is the answer: "i would say it is like a seven"."""


def _when(words: list[str], answer: list[str]) -> list[str] | None:
    rest = words[2:]
    if words[1] == "was":
        return [*rest, "was", *answer]
    begins = [place for place, word in enumerate(rest) if place and word in _BEGINS]
    for place, word in enumerate(rest):
        if word in FORMS and place and place >= min(begins, default=0):
            return [*rest[:place], past(word), *rest[place + 1 :], *answer]
    return None


_BEGINS = vocabulary("start begin happen occur stop end come develop appear notice")


def _during(answer: list[str]) -> list[str]:
    return answer if answer[0] in {"for", "since", "about", "over"} and answer[0] != "about" else ["for", *answer]


def _located(answer: list[str]) -> list[str]:
    return answer if answer[0] in _PLACES else ["in", *answer]


_PLACES = vocabulary(
    "in on at right around over along under above below behind between inside near down up mostly mainly just all "
    "everywhere here there from across left lower upper both"
)


def _has_verb(words: list[str]) -> bool:
    subjects = {"i", "it", "they", "we", "he", "she", "that", "there", "you"}
    return any(w in subjects for w in words[:4]) or any(
        w in {"is", "was", "are", "were", "has", "have", "had"} for w in words
    )
