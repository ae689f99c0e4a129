"""The findings that a question lists: "any fever, chills or cough?".

Read by `answers`, `elliptic` and `declared`.
"""

import re

from attending.scribe.rewrite.verbs import BE_HAVE_DO, MODALS
from attending.scribe.vocabulary import joined, parted, phrases, vocabulary
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_LIST_PHRASES = phrases(
    "any | any history of | any issues with | any other | any other symptoms like | any other symptoms such as | "
    "any problem with | any problems with | any symptoms like | any symptoms such as | any trouble with | "
    "are there any | are you experiencing | are you experiencing any | are you getting any | are you having | "
    "are you having any | did you have | did you have any | did you notice any | do you ever get | "
    "do you ever have | do you feel any | do you get | do you get any | do you have | do you have a history of any | "
    "do you have any | do you have any issues with | do you have any problems with | do you have any symptoms like | "
    "do you notice any | do you suffer from | do you suffer with | has there been any | have there been any | "
    "have you any | have you been experiencing | have you been experiencing any | have you been getting any | "
    "have you been having | have you been having any | have you ever had | have you ever had any | "
    "have you experienced | have you experienced any | have you felt any | have you got any | "
    "have you got any other | have you got any problems with | have you had | have you had any | "
    "have you had any other | have you had any problems with | have you noticed | have you noticed any | "
    "have you noticed any other | have you noticed any problems with | have you suffered from | how about any | "
    "is there any | is there any history of | no | so no | was there any | were there any | what about any | "
    "you are not having any | you did not get any | you did not have any | you did not notice any | "
    "you do not have any | you do not have any other | you had any | you had no | you have any | "
    "you have never had any | you have no | you have not been having any | you have not got any | "
    "you have not had any | you have not noticed any"
)
_LIST_OPENINGS = tuple(sorted((tuple(p.split()) for p in _LIST_PHRASES), key=len, reverse=True))
LEADS = (
    "and", "so", "then", "okay", "but", "now", ",", "also", "or", "just", "really", "great", "good", "alright",
    "perfect", "maybe", "not", "even",
)  # fmt: skip


def find_list(question: tuple[str, ...]) -> list[str] | None:
    """The findings of "any fever, chills or cough", without its opening; None for another kind of question."""
    asked = joined(question)
    opened = _OPENED.match(asked)
    asked = f"any {asked[opened.end() :]}" if opened else asked
    words = parted(_LIKE_THAT.sub("", _ASKED_AGAIN.sub(",", asked)))
    while words and words[0] in LEADS:
        words = words[1:]
    for opening in _LIST_OPENINGS:
        if tuple(words[: len(opening)]) == opening:
            rest = words[len(opening) - (2 if opening[-1] == "with" else 0) :]
            other = "other" in words[: len(opening) + 1]
            if rest[:2] == ["anything", "like"]:
                rest = rest[2:]
            while rest and rest[0] in _LIST_FILLERS and not _SYMPTOMS_THERE.match(joined(rest)):
                rest = rest[1:]
            if other and rest and rest[0] in _BACKGROUND:
                rest = ["other", *rest]
            if rest[:1] == ["chance"]:
                rest = ["any", *rest]
            rest = parted(without_tail(joined(rest)))
            rest = [w for i, w in enumerate(rest) if not ((w == "any" and i) or (w == "no" and i))]
            if (rest and rest[0] in {"besides", "aside", "apart", "except"}) or rest[:2] == ["than", "the"]:
                rest = ["other", "symptoms", *rest]
            clause = _WHEN_YOU.search(joined(rest)) or _EXCEPT.search(joined(rest))
            goes_on = bool({"about", "when"} & set((parted(joined(rest)[: clause.start()]) if clause else rest)[1:]))
            goes_on = goes_on and rest[:2] not in (["concerns", "about"], ["worries", "about"])
            unfit = (
                goes_on
                or not rest
                or len(rest) > LONGEST_LIST
                or (
                    rest[0] in _NOT_FIRST
                    and rest[:2] != ["family", "history"]
                    and not _CONCERNS.match(joined(rest))
                    and not _SYMPTOMS_THERE.match(joined(rest))
                )
                or bool(_NOT_FINDINGS & set(rest) or _OR_ELSE_IS.search(joined(rest)))
            )
            if unfit:
                return None
            return rest
    return _bare_list(words)


_OPENED = re.compile(
    r"^(?:(?:and|so|okay|but|now|,) ?,? ?)*"
    r"(?:can i (?:just |also )?(?:double[ -]?check|check|ask)(?: if| whether)? ?,? ?)?(?:have|has|had|do|does|did|"
    r"are|is|were|was) (?:you|he|she|they)(?: (?:ever|also|been|had|got|gotten|get|getting|having|have|noticed|notice|"
    r"noticing|seen|see|experienced|experiencing|experience|felt|feel|feeling|suffered|complained of|complaining of|"
    r"complain of|reported|mentioned|suffer|suffering|from|recently|or|developed|developing))+ any\b ?(?=[a-z])"
)
"""Any opening of a list: "has she been getting any", "have you gotten any"."""
_EXCEPT = re.compile(r",? (?:aside|apart|besides|other than|except)(?: from| for)? ")
"""What a question leaves out of what it asks for begins here."""
_WHEN_YOU = re.compile(r" when (?:you|he|she|it|they) [a-z]+")
_OR_ELSE_IS = re.compile(r"\bor (?:is|was) (?:this|it|that) ")
_SYMPTOMS_THERE = re.compile(r"^symptoms (?:down|in|when|while|after|before|during|at|elsewhere)\b")
_CONCERNS = re.compile(r"^concerns (?:for|about|with|regarding|of) (?!you\b)")
LONGEST_BARE = 12
_NO_VERB = (
    BE_HAVE_DO
    | MODALS
    | vocabulary("you i it that this he she they we what when where who how why which if okay sorry else")
)


def _bare_list(words: list[str]) -> list[str] | None:
    """ "Changes to your urine?", "memory loss or confusion?": what is asked for by its name alone."""
    if words[:2] in (["how", "about"], ["what", "about"]):
        words = parted(re.sub(r"^(?:do you have |have you had |are there )", "", joined(words[2:])))
        words = [w for w in words if w not in {"any", "like"}]
        words = words[3:] if words[:3] == ["the", "use", "of"] else words
        if words[:1] and words[0] in {"your", "the", "when", "a", "with", "in", "for"}:
            return None
    words = words[1:] if words[:1] in (["a"], ["an"]) else words
    if len(words) <= 2 and words[:1] and words[0] in _HABITS:
        return words
    fits = 0 < len(words) <= LONGEST_BARE and not _NO_VERB & set(words) and words[0] not in _NOT_FIRST | _NOT_FINDINGS
    named = fits and (_NAMES_FINDING.search(joined(words)) or _is_named(joined(words)))
    return list(words) if named else None


def _is_named(text: str) -> bool:
    """Whether words are names of illnesses or symptoms, one or a list: "asthma", "cystic fibrosis or tuberculosis"."""
    if _ADJECTIVE.search(text):
        return False
    found = [(m.start, m.end) for m in find_diagnoses(text)] + [(m.start, m.end) for m in find_symptoms(text)]
    return any(not start and end >= len(text) - LEAST_MORE for start, end in found) or len(found) > 1


_ADJECTIVE = re.compile(r"^(?:sore|tender|stiff|numb|weak|sick|\w+(?:ful|y|ed|less|ous|ic))$")
"""One word that is no name: "painful?" asks what the complaint is like."""
LEAST_MORE = 2
"""Signs that a name may leave over: the "s" of a plural."""
_HABITS = vocabulary("smoking drinking vaping alcohol drugs cannabis marijuana cocaine")


_NAMES_FINDING = re.compile(
    r"\b(?:changes?|problems?|issues?|troubles?|difficult(?:y|ies)|loss|pains?|aches?|swelling|bleeding|blood|"
    r"discharge|symptoms|fevers?|chills|rash(?:es)?|weakness|numbness|tingling|cough(?:ing)?|vomiting|nausea|"
    r"headaches?|dizziness|travel|contacts?|surger(?:y|ies)|operations?|allergies|medications?|trauma|injur(?:y|ies)|"
    r"infections?|stiffness|redness|itching|confusion|fatigue|night sweats|palpitations|fainting|falls?|seizures?|"
    r"shortness of breath|wheez\w+|(?:recreational|street|illicit) drugs|marijuana|cannabis|cocaine|pets|(?:lung|heart|"
    r"autoimmune|medical|health|musculoskeletal) conditions?|cancers?|diarrhoea|diarrhea|constipation|history of)\b"
)


_LIKE_THAT = re.compile(r",? (?:or )?anything (?:else )?like that(?= \w)")
OF_NOTE = re.compile(
    r",? (?:for ex[a-z]+|to anything|of note|for any reason|that you (?:know|are aware) of|"
    r"(?:that )?(?:i|we) (?:should|need to) (?:know|be aware)(?: of| about)?|nothing(?: else| like that)?|"
    r"or anything(?: like that| else)?|anything like that|before|currently|today)$"
)
"""Tails of a question that say nothing of what is asked for."""
_OF_NOW = re.compile(r"\b(?:this|these|that|those|similar|like)\b.* before$|\bhappened\b.* before$")
"""What is there now and was it before: without the "before" its denial would be false."""


def without_tail(text: str) -> str:
    """A question without the tail that says nothing of what it asks for."""
    return text if _OF_NOW.search(text) else OF_NOTE.sub("", text)


_ASKED_AGAIN = re.compile(
    r",? (?:and |or )?(?:do|did|have|are|has|is) (?:you|there)\b(?: (?:have|had|having|noticed|notice|feel|felt|"
    r"any|been|ever|get))*(?: \w+ed\b[^,]*)?"
)
"""A second question inside a list: "any cough, do you have any fever"."""
_BACKGROUND = vocabulary(
    "medical health illnesses illness conditions problems medications medication medicines allergies symptoms surgeries"
)
LONGEST_LIST = 40
"""Words of a list of findings in one question."""
_LIST_FILLERS = vocabulary(", any like such as other of symptoms type kind")
_NOT_FIRST = vocabulary(
    "questions idea i you concerns that way kind family those these them they this it symptoms with to"
)
_NOT_FINDINGS = vocabulary("luck joy success anybody anyone said told evidence questions idea think know want happened")


_LEFT_UNSAID = re.compile(
    r"^(?:other |past |longstanding |chronic )*(?:medical|health) (?:conditions?|problems?|issues?)\b"
)


def is_single(findings: list[str]) -> bool:
    """Whether a question lists one finding only, and not what a yes leaves unsaid: "any medical conditions?"."""
    return (
        not _LEFT_UNSAID.match(joined(findings)) and "or" not in findings and "," not in findings and len(findings) <= 8
    )
