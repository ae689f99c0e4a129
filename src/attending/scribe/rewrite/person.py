"""Tell in the third person what a patient or a clinician said in the first or second.

Read by `compose`. The patient's "i've been taking my pills" becomes "she has been taking her pills"; the clinician's
"you have a murmur" becomes "she has a murmur"; the clinician's own "i" stays, it is the clinician's note.
"""

from dataclasses import dataclass
from typing import Literal

from attending.drafts import Role
from attending.scribe.rewrite.verbs import ADVERBS, BE_HAVE_DO, FORMS, MODALS, PASTS, base_of, third
from attending.scribe.vocabulary import vocabulary
from attending.terms.persons import Kind, persons

Sex = Literal["female", "male", ""]


@dataclass(frozen=True, slots=True)
class Person:
    """How the patient is called: pronouns by sex, "the patient" where it is not known."""

    subject: str
    object: str
    possessive: str
    reflexive: str
    plural: bool = False
    """Whether the pronouns agree as "they" does; a sentence then opens with "the patient"."""

    @staticmethod
    def of(sex: Sex) -> "Person":
        """The pronouns for a patient's sex."""
        if sex == "female":
            return Person("she", "her", "her", "herself")
        if sex == "male":
            return Person("he", "him", "his", "himself")
        return Person("they", "them", "their", "themselves", plural=True)


_CLINICIAN_DID = vocabulary(
    "told said prescribed gave put wanted mentioned recommended suggested ordered asked referred started "
    "increased did sent checked diagnosed explained advised"
)
_PREPOSITIONS = vocabulary("to for with of at on in by from about around near without thank")
_TAKES_OBJECT = vocabulary(
    "get got give gave put see saw start send let help make want keep refer tell told ask asked show treat bring "
    "brought place call follow reach causing bothering prescribe prescribed giving helping helped putting "
    "starting getting seeing between hurt hurts bothers bother continue switch order schedule scheduled allow "
    "advise encourage taking took take woke wakes wake than"
)
_NOT_SUBJECT_BEFORE = _PREPOSITIONS | _TAKES_OBJECT
_OPENS_CLAUSE = vocabulary("that if when because and but so as what since while think like where how until unless") | {
    "",
    ",",
}
_PLURAL = {"we": "they", "us": "them", "our": "their", "ours": "theirs", "ourselves": "themselves"}


def third_person(words: list[str], role: Role, person: Person) -> list[str]:
    """Rewrite pronouns and the verbs that must agree with them."""
    if role is Role.PATIENT and not (_OTHERS & set(words) or " of us " in f" {' '.join(words)} "):
        words = [_OF_SELF.get(word, word) for word in words]
    told: list[str] = []
    governing = ""  # the last verb after the patient as subject: decides whether a coordinated verb agrees
    index = 0
    while index < len(words):
        word = words[index]
        before = told[-1] if told else ""
        following = words[index + 1] if index + 1 < len(words) else ""
        if _is_patient_subject(word, before, following, role):
            named = person.plural and not told
            again = person.plural and before in {"and", "but"} and told[:2] == ["the", "patient"]
            again = again and person.subject not in told
            told.extend(["the", "patient"] if named else [] if again else [person.subject])
            index, governing = _agree(words, index + 1, told, plural=person.plural and not named and not again)
            continue
        if word == "you" and role is not Role.CLINICIAN and following in _CLINICIAN_DID:
            told.append("I")
        elif _goes_on_with(before, word, role) and _is_coordinated(word, following, governing):
            told.append(third(word))
        else:
            told.append(_other(word, role, person, before))
            told_to = role is Role.CLINICIAN and word in _TOLD_TO and before != person.subject
            if word in _ANOTHER_SUBJECT or word in MODALS or told_to:
                governing = ""
        index += 1
    return told


_OTHERS = vocabulary(
    "everyone everybody together both couple team doctor doctors all people kids children flatmates housemates "
    "roommates each company they"
) | {
    word + end
    for person in persons()
    if person.kind not in (Kind.YOUNG, Kind.HOUSEMATE)
    for word in person.words
    for end in ("", "s")
}
"""Who a patient's "we" may be beside the patient; where one is named, it stays "they"."""
_OF_SELF = {"we": "i", "us": "me", "our": "my", "ours": "mine", "ourselves": "myself"}
_LISTED = vocabulary("start pass get feel have see notice vomit cough lose become develop bleed faint throw collapse")
"""What else the patient does in a list of signs: "if you bleed heavily, pass clots, or feel faint"."""
_TOLD_TO = vocabulary("come go call ring stop return seek tell dial bring")
"""What a patient is told to do behind a condition of which they are the subject: "if you bleed, come and see us"."""
_ANOTHER_SUBJECT = vocabulary("to it they that which he she we who")
_COORDINATING = vocabulary("and or but")
_COORDINATED = vocabulary(
    "go take get have feel eat try do need want see use keep come make wake sit stand forget am are think lie live "
    "know let put tell"
)
_ALSO_NOUNS = vocabulary("work walk run drink smoke sleep rest study exercise cook teach drive swim cough ache play")
"""Verbs that are taken for verbs behind "and" only where what follows shows it: "am married and work as a teacher"."""
_AFTER_VERB = vocabulary("as at for in from with there here about it them my a an the every on part full once all")


def _goes_on_with(before: str, word: str, role: Role) -> bool:
    """Whether a verb may go on with the subject before it: behind "and", or in a list of signs."""
    return before in _COORDINATING or (before == "," and word in _LISTED and role is Role.CLINICIAN)


def _is_coordinated(word: str, following: str, governing: str) -> bool:
    """Whether a plain verb goes on with the patient as its subject: "lies there and think"."""
    if not governing or following in {"of", "and"}:
        return False
    if governing == "present":
        return word in _COORDINATED | _LISTED or (word in _ALSO_NOUNS and following in _AFTER_VERB)
    if governing != "auxiliary":
        return False
    if word in {"have", "feel"}:
        return following not in {"to", "been", "had"}
    return (word in _ALSO_NOUNS or word == "live") and following in _AFTER_VERB


_SPOKEN_TO = vocabulary(
    "contacting calling ringing phoning telling asking seeing told asked tell ask bother bothering show see saw"
)
"""Verbs behind which a patient's "you" is the clinician."""
_LINKING = vocabulary(
    "thinking saying hoping meaning assuming guessing knowing feeling noticing during everything anything something "
    "nothing"
)


def _is_patient_subject(word: str, before: str, following: str, role: Role) -> bool:
    if role is Role.CLINICIAN:
        if word != "you" or not following or before in _PREPOSITIONS:
            return False
        if following == "to" or (following.endswith("ing") and following not in FORMS and following != "being"):
            return False
        if before == "have" or (
            before.endswith("ing") and following not in BE_HAVE_DO | MODALS and before not in _LINKING
        ):
            return False
        if following in MODALS and (
            before == "examines" or (before.endswith("s") and base_of(before) in _TAKES_OBJECT)
        ):
            return False  # "the doctor who examines you can decide"
        if following in BE_HAVE_DO | MODALS:
            return before not in _TAKES_OBJECT or following not in {"do", "have"}
        if before in _TAKES_OBJECT or base_of(before) in _TAKES_OBJECT:
            return False
        if before in {"like", "prefer"} and following in _PLACED:
            return False  # "I'd like you on metformin"
        if before == "or" and _looks_like_verb(following):
            return True  # "or you bang your head"
        return (
            before in _OPENS_CLAUSE
            or following in ADVERBS | PASTS
            or base_of(following) is not None
            or following.endswith("ed")
        )
    if word != "you":
        return word == "i"
    spoken_to = before in _NOT_SUBJECT_BEFORE or before in _SPOKEN_TO
    return following not in _CLINICIAN_DID | _OPENS_CLAUSE and not spoken_to and bool(following)


def _agree(words: list[str], index: int, told: list[str], *, plural: bool) -> tuple[int, str]:
    """Copy adverbs and make the verb after the subject agree; returns where to go on and what kind of verb it was."""
    while index < len(words) and _is_adverb(words[index]) and words[index] != "not":
        told.append(words[index])
        index += 1
    if index >= len(words):
        return index, ""
    verb = words[index]
    if "recommended" in told[-4:] or (told[-3:-1] == ["so", "that"]):
        told.append("be" if verb in {"are", "am"} else verb)
        return index + 1, ""
    if plural:
        told.append({"am": "are", "is": "are", "was": "were"}.get(verb, verb))
        return index + 1, ""
    if verb in {"am", "are", "is", "were", "was", "have", "do"}:
        told.append(third(verb) if verb not in {"is", "was"} else verb)
        return index + 1, "" if verb in {"do"} else "auxiliary"
    if (
        verb in MODALS
        or verb in PASTS
        or verb in BE_HAVE_DO
        or verb in _UNCHANGED
        or (verb.endswith(("ed", "ing", "ly")) and verb not in _NOT_PAST)
    ):
        told.append(verb)
        return index + 1, ""
    if verb in FORMS or _looks_like_verb(verb):
        told.append(third(verb))
        return index + 1, "present"
    return index, ""


def _is_adverb(word: str) -> bool:
    return word in ADVERBS or word in _PERHAPS or (word.endswith("ly") and word not in _NOT_PAST and len(word) > 4)


_PLACED = vocabulary("on off in back out at not here there up")
_PERHAPS = vocabulary("maybe perhaps possibly often always rarely almost nearly soon still sometimes")
_NOT_PAST = vocabulary("need feed bleed breed speed bring sing swing rely apply reply fly")
_UNCHANGED = vocabulary("put hit hurt cut let set quit fit spread cost better ought , and or . that who")


def _looks_like_verb(word: str) -> bool:
    return word.isalpha() and len(word) > 3 and word not in _NO_VERB and not word.endswith(("s", "er", "tion", "ness"))


_NO_VERB = vocabulary("here there myself with from into about this that them your what when where some only both each")


def _other(word: str, role: Role, person: Person, before: str) -> str:
    if role is Role.CLINICIAN:
        table = {
            "you": person.object,
            "your": person.possessive,
            "yours": person.possessive,
            "yourself": person.reflexive,
            "i": "I",
        }
        return table.get(word, word)
    table = {
        "i": person.subject,
        "me": person.object,
        "my": person.possessive,
        "mine": person.possessive if person.possessive.endswith("s") else f"{person.possessive}s",
        "myself": person.reflexive,
        "you": "me" if before in _SPOKEN_TO else person.object if before in _NOT_SUBJECT_BEFORE else person.subject,
        "your": person.possessive,
        "yourself": person.reflexive,
    }
    return table.get(word, _PLURAL.get(word, word))
