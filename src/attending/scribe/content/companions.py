"""Who says "I" and whom "he" means: a mother speaks for her child, a patient speaks of a father.

Read by `draft`. A companion's words are told as the companion's, never as the patient's; a relative whom the patient
goes on speaking of is named again, and where it is not clear who "he" is, the statement is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from attending.drafts import Role
from attending.scribe.content.compose import UNCLEAR
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite.person import Person
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sex_heard import child_brought
from attending.scribe.vocabulary import joined
from attending.terms.persons import BLOOD, Kind, person_called, persons, words_for

_COMPANIONS = (*BLOOD, Kind.NIECE, Kind.CHILD, Kind.PARTNER, Kind.CARER, Kind.FRIEND, Kind.HOUSEMATE)
"""Those who come along to a visit."""
_I, _HE_SHE = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.IGNORECASE), re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_MOTHER = re.compile(rf"\b{words_for(Kind.PARENT, sex='female')}\b", re.IGNORECASE)
_FATHER = re.compile(rf"\b{words_for(Kind.PARENT, sex='male')}\b", re.IGNORECASE)
_MADAM, _SIR = re.compile(r"\b(?:mrs|ma'am)\b", re.IGNORECASE), re.compile(r"\b(?:mr|sir)\b", re.IGNORECASE)
_PRESENT = re.compile(
    rf"\b(?:your|my|his|her|the) ({words_for(*_COMPANIONS)})"
    r"(?:['’]s| is| has)? (?:is )?(?:here|with|came|come|joining)\b",
    re.IGNORECASE,
)
_ASKS_OF_CHILD = re.compile(r"\b(?:is|does|did|has|was|had|can) (?:he|she)\b", re.IGNORECASE)
ENOUGH_QUESTIONS = 3
"""Questions about "he" or "she" from which the patient is spoken for."""
_PRONOUNS = {"he": "male", "she": "female"}
_LEADS = frozenset({"and", "but", "so", "then", "because", ","})
_LOOKS_BACK = 4
"""Utterances in which the relative is looked for."""


_INTRODUCES = re.compile(
    r"^(?:so |and |hi |hello |okay |, )*(?:you are (?:calling|ringing|phoning) (?:about|for) your \w+(?:,? \w+)*|"
    r"(?:you are|you must be|and you are|i am|this is|you are here as) "
    rf"(?:{words_for(Kind.PARENT, Kind.GRANDPARENT)}|"
    rf"(?:[a-z-]+(?:'s|s')|his|her|their|the) (?:\w+ )?(?:{words_for(*_COMPANIONS)}|interpreter|nurse))"
    r"(?:,? (?!and\b|but\b)[a-z]+)?(?:,? i (?:see|visit|look after|come|help|live)\b.*)?)$"
)
"""With which somebody says who else is in the room: "you're Mia's mum?" is no fact of the patient."""


def is_spoken_for(utterances: Sequence[Utterance]) -> bool:
    """Whether somebody else speaks for the patient, as a parent does for a child."""
    others = sum(len(u.words) for u in utterances if u.role is Role.OTHER)
    own = [u.text for u in utterances if u.role is Role.PATIENT]
    asked = sum(len(_ASKS_OF_CHILD.findall(u.text)) for u in utterances if u.role is Role.CLINICIAN)
    if others:
        return asked >= 1 and others > sum(len(t.split()) for t in own)
    if asked and any(u.role is Role.CLINICIAN and _CALLS_FOR.search(u.text) for u in utterances[:FIRST_SAID]):
        return True
    if child_brought([u.text.lower() for u in utterances if u.role is Role.CLINICIAN]):
        return True
    told = " ".join(own)
    said = _who_is_said(utterances)
    of_another = len(_HE_SHE.findall(told)) > len(_I.findall(told))
    if said and said["who"]:
        return asked >= 1 or of_another
    brought = any(u.role is not Role.CLINICIAN and _BRINGS.search(u.text) for u in utterances[:FIRST_SAID])
    return asked >= ENOUGH_QUESTIONS and (of_another or brought)


_BRINGS = re.compile(
    rf"\b(?:brought|bringing|bring|here (?:with|about|for)|calling about|worried about)(?: in)? my (?:\w+ )?"
    rf"{words_for(Kind.CHILD, Kind.YOUNG)}\b|\bmy (?:\w+ )?{words_for(Kind.CHILD, Kind.YOUNG)}\b[^.?!]{{0,30}}"
    r"\b(?:years?|months?|weeks?)[ -]old\b",
    re.IGNORECASE,
)
"""How a parent says at once whom they bring: "I brought in my son, he's five"."""


def with_historian(utterances: list[Utterance]) -> list[Utterance]:
    """The utterances, those of a companion who tells all the history of a silent patient as the patient's.

    What they tell is read, joined and kept like a patient's own words; `name_speakers` says whose "I" it is.
    """
    others = sum(len(u.words) for u in utterances if u.role is Role.OTHER)
    own = sum(len(u.words) for u in utterances if u.role is Role.PATIENT)
    if not is_spoken_for(utterances) or own * MUST_OUTWEIGH > others:
        return utterances
    return [replace(u, role=Role.PATIENT) if u.role is Role.OTHER else u for u in utterances]


_CALLS_FOR = re.compile(
    rf"\b(?:call|calling|ringing|here|phoning|rang|called)(?: us| in)? (?:today )?(?:about|for|with) your "
    rf"(?:{words_for(Kind.CHILD, Kind.YOUNG)}|little (?:boy|girl|one))\b",
    re.IGNORECASE,
)
"""How a clinician says for whom somebody calls: "you're calling about your son?"."""
MUST_OUTWEIGH = 10
"""How many words of a companion stand against one of a patient who leaves the history to them."""


def with_patient_addressed(utterances: list[Utterance]) -> list[Utterance]:
    """The utterances, a companion's words to the patient as the patient's own: "Mum, you left the gas on" is her "I".

    Only turns that call the patient by a name of endearment or kinship are taken; another "you" may be the clinician.
    """
    called = {u.turn for u in utterances if u.role is Role.OTHER and _CALLS_PATIENT.search(joined(u.words))}
    return [
        replace(u, role=Role.PATIENT, words=tuple(_AS_OWN.get(word, word) for word in _without_name(u.words)))
        if u.turn in called and u.role is Role.OTHER and not _I.search(u.text) and {"you", "your"} & set(u.words)
        else u
        for u in utterances
    ]


def _without_name(words: tuple[str, ...]) -> tuple[str, ...]:
    text = joined(words)
    named = _CALLS_PATIENT.search(text)
    if not named:
        return words
    spoken = "name" if named["name"] else "end"
    return tuple(f"{text[: named.start(spoken)]} {text[named.end(spoken) :]}".strip(" ,").split())


_CALLED = rf"(?:{words_for(Kind.PARENT, Kind.GRANDPARENT)}|love|darling|honey|babe|dear|sweetheart|pet)"
_CALLS_PATIENT = re.compile(
    rf"^(?:(?:no|well|oh|but|and|come on|yes) ?,? )*(?P<name>{_CALLED} ?,?) (?=you\b|your\b)|"
    rf"\b(?:you|your)\b.*(?P<end> , {_CALLED})(?: ?[.!?])?$",
    re.IGNORECASE,
)
_AS_OWN = {"you": "i", "your": "my", "yours": "mine", "yourself": "myself", "are": "am"}


def name_speakers(
    statements: list[Statement],
    utterances: Sequence[Utterance],
    person: Person,
    *,
    spoken_for: bool,
    own: frozenset[int] = frozenset(),
) -> list[Statement]:
    """Statements that say whose "I" and "you" and "he" is somebody other than the patient.

    Args:
        statements: all that was said and joined.
        utterances: the utterances as they were joined.
        person: the patient's pronouns.
        spoken_for: whether somebody else speaks for the patient.
        own: turns in which a patient who is spoken for speaks all the same.
    """
    companions = any(u.role is Role.OTHER for u in utterances)
    name = _companion(utterances, person, spoken_for=spoken_for) if spoken_for or companions else ""
    relation = _relation(utterances) if companions else ""
    named = []
    for spoken in statements:
        statement = _calling_patient(spoken, relation) if relation else spoken
        if statement.sources[-1].turn in own:
            named.append(statement)
        elif name and statement.role is not Role.PATIENT and _INTRODUCES.match(joined(statement.words)):
            named.append(replace(statement, speaker=UNCLEAR))
        elif name and (
            _in_companions_voice(statement, person, spoken_for=spoken_for, companions=companions)
            or _answered_by_companion(statement, utterances, spoken_for=spoken_for, companions=companions)
            or (companions and _witnessed(statement, utterances))
        ):
            named.append(replace(_sending_patient(statement, person), speaker=name))
        elif statement.role is Role.PATIENT and not spoken_for:
            named.append(_about_relative(statement, utterances, person))
        elif not spoken_for and not companions and _is_about_colleague(statement, utterances):
            named.append(replace(statement, speaker=UNCLEAR))
        else:
            named.append(statement)
    return named


def _sending_patient(statement: Statement, person: Person) -> Statement:
    """A clinician's "I'd refer you to ENT", said to a mother, with the child as the one who is sent."""
    words = list(statement.words)
    for place, (before, word) in enumerate(pairwise(words), 1):
        if statement.role is Role.CLINICIAN and word == "you" and before in _SENDS:
            words[place] = person.object
    return replace(statement, words=tuple(words))


def _calling_patient(statement: Statement, relation: str) -> Statement:
    """A clinician's "I'll refer your dad", said to the daughter, with the patient as the one who is meant."""
    words = list(statement.words)
    for place, (before, word) in enumerate(pairwise(words)):
        called = person_called(word) if statement.role is Role.CLINICIAN and before == "your" else None
        if called and _INVERSE.get(called.name) in (relation, _CHILD_OF.get(relation)):
            words[place : place + 2] = ["the", "patient"]
    return replace(statement, words=tuple(words))


_CHILD_OF = {"daughter": "child", "son": "child", "granddaughter": "grandchild", "grandson": "grandchild"}
_SENDS = frozenset(
    ["refer", "refers", "referring", "referred", "admit", "admitting", "admitted", "operate", "discharge"]
)


def _in_companions_voice(statement: Statement, person: Person, *, spoken_for: bool, companions: bool) -> bool:
    if statement.role is Role.OTHER:
        return True
    if statement.role is Role.PATIENT:
        return spoken_for and not companions
    if spoken_for and statement.kind in {"denied", "affirmed"}:
        return True
    return "you" in statement.words and bool(
        {"he", "him", "she"} & {person.subject, person.object} & set(statement.words)
    )


def _answered_by_companion(
    statement: Statement, utterances: Sequence[Utterance], *, spoken_for: bool, companions: bool
) -> bool:
    """Whether an answer behind its label says "I" and is the companion's: "temperature: 38.6, I gave him Calpol"."""
    if statement.kind != "told" or ":" not in statement.words or not _I.search(joined(statement.words)):
        return False
    answered = statement.sources[-1].turn
    return any(u.turn == answered and u.role is Role.OTHER for u in utterances) if companions else spoken_for


def _witnessed(statement: Statement, utterances: Sequence[Utterance]) -> bool:
    """Whether a companion answers what they themselves saw: "when did you first notice it?", asked of a daughter."""
    answered = statement.sources[-1].turn
    return (
        statement.kind == "told"
        and bool(_WITNESSES.search(joined(statement.words)))
        and any(u.turn == answered and u.role is Role.OTHER for u in utterances)
    )


_WITNESSES = re.compile(
    r"\byou (?:\w+ )?(?:notice[ds]?|see|saw|seen|find|found|hear|heard|witness(?:ed)?|worry|worried|call(?:ed)?)\b"
)


def _companion(utterances: Sequence[Utterance], person: Person, *, spoken_for: bool) -> str:
    owner = "the patient's" if person.plural else person.possessive
    spoken = " ".join(u.text for u in utterances)
    if spoken_for:
        relation = _relation(utterances)
        if relation:
            return f"{owner} {relation}"
        if any(u.role is not Role.CLINICIAN and _GAVE_BIRTH.search(u.text) for u in utterances):
            return f"{owner} mother"
        by_clinician = " ".join(u.text for u in utterances if u.role is Role.CLINICIAN)
        mothers, fathers = len(_MOTHER.findall(by_clinician)), len(_FATHER.findall(by_clinician))
        unsure = "companion"
        told = " ".join(u.text for u in utterances if u.role is not Role.CLINICIAN)
        if child_brought([u.text.lower() for u in utterances if u.role is Role.CLINICIAN]):
            unsure = "parent"
        of_child = unsure == "parent" or _OF_A_CHILD.search(spoken)
        if of_child and len(_HUSBAND.findall(told)) != len(_WIFE.findall(told)):
            return f"{owner} {'mother' if _HUSBAND.search(told) else 'father'}"
        if of_child:
            mothers += len(_MADAM.findall(by_clinician))
            fathers += len(_SIR.findall(by_clinician))
            unsure = "parent"
        return f"{owner} {'mother' if mothers > fathers else 'father' if fathers > mothers else unsure}"
    said, found = _who_is_said(utterances), _PRESENT.search(spoken)
    noun = (said and (said["asked"] or said["who"])) or (found.group(1) if found else "companion")
    return f"{owner} {_plainly(noun)}"


_HUSBAND, _WIFE = re.compile(r"\bmy husband\b", re.IGNORECASE), re.compile(r"\bmy wife\b", re.IGNORECASE)
_GAVE_BIRTH = re.compile(
    r"\bmy (?:nipples?|breasts?|milk|pregnancy|waters|c-?section|labou?r|placenta)\b|"
    r"\bi(?:['’]m| am|['’]ve been| was)? (?:breast-?feeding|gave birth|pregnant with (?:him|her)|induced|"
    r"had (?:him|her) (?:by|at|early|naturally|in)|had an? (?:\w+ )?(?:c-?section|caesarean|cesarean))\b",
    re.IGNORECASE,
)
"""What only the mother of the patient tells of herself."""
_OF_A_CHILD = re.compile(
    r"\b(?:school|nursery|preschool|kindergarten|daycare|nanny|napp(?:y|ies)|calpol|formula|breast-?feeding|teething|"
    r"(?:[1-9]|1[0-5]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
    r"[ -]years?[ -]old|(?:daughter|son)(?:'s)? (?:here|with)|twins? (?:was|were) born|were born|was born at|"
    r"was (?:he|she) born|fussy|(?:pulling|tugging) (?:on|at) (?:his|her)|millilit(?:er|re)s (?:every|of)|"
    r"(?:he|she)(?:'s| is| was) (?:born|\w+ (?:weeks|months) old)|full term|jabs|babysitter|"
    r"(?:he|she)['’]s (?:only )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b)",
    re.IGNORECASE,
)
"""What is spoken of where the patient is a child."""


def _plainly(noun: str) -> str:
    """A person as a note says it: the mother for "Mum"."""
    person = person_called(noun)
    return person.name if person else noun.lower()


_SAYS_WHO = re.compile(
    r"\b(?:is this|and this is|this is|you brought|you have brought|you['’]ve brought|here with) your (?P<asked>"
    + words_for(*BLOOD, Kind.NIECE, Kind.CHILD, Kind.PARTNER, Kind.CARER)
    + r")\b|"
    r"\b(?:i['’]?m|i am|you['’]?re|you are|are you|you must be|this is|is (?:this|that)|"
    r"(?:speaking|talking) (?:to|with)|no,?) (?:\w+['’]s |mr\.? \w+['’]s |"
    r"mrs\.? \w+['’]s |ms\.? "
    rf"\w+['’]s |his |her |the |(?:\w+ )?the patient['’]s )"
    rf"(?P<who>{words_for(*BLOOD, Kind.NIECE, Kind.CHILD, Kind.PARTNER, Kind.CARER)})\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\byour (?P<who>{words_for(*BLOOD, Kind.NIECE, Kind.CHILD, Kind.PARTNER, Kind.CARER)})(?:['’]s| is| has come)? "
    r"(?:with you|here|along|in with you)\b",
    re.IGNORECASE,
)
"""Who sits beside the patient: "your daughter's with you today?"."""
_OF_AN_ADULT = re.compile(rf"\bmy ({words_for(Kind.PARENT, Kind.GRANDPARENT)}|husband|wife)\b(?!['’]s)", re.IGNORECASE)
_OF_YOUR_ADULT = re.compile(
    rf"\b(?:about|regarding|how(?:['’]s| is| has)) your ({words_for(Kind.PARENT, Kind.GRANDPARENT)}|husband|wife)\b"
    r"(?!['’]s)",
    re.IGNORECASE,
)
"""Whom a companion has come or rung about, as the clinician says it: "you rang about your mum?"."""
_INVERSE = {
    **{person.name: "child" for person in persons(Kind.PARENT)},
    "husband": "wife",
    "wife": "husband",
    **{person.name: "grandchild" for person in persons(Kind.GRANDPARENT)},
}
FIRST_SAID = 8
"""Utterances in which it is said who speaks for whom."""


def _relation(utterances: Sequence[Utterance]) -> str:
    """What a companion is to a patient, where it is said: "I'm his daughter", or "my dad has been dizzy"."""
    said = _who_is_said(utterances)
    if said:
        return _plainly(said["asked"] or said["who"])
    beside = next((m for u in utterances[:FIRST_SAID] if (m := _BESIDE.search(u.text))), None)
    if beside:
        return _plainly(beside["who"])
    early = ((u.text, _OF_YOUR_ADULT if u.role is Role.CLINICIAN else _OF_AN_ADULT) for u in utterances[:FIRST_SAID])
    called = next((m for text, pattern in early if (m := pattern.search(text))), None)
    return _INVERSE.get(_plainly(called.group(1)), "") if called else ""


def _who_is_said(utterances: Sequence[Utterance]) -> re.Match[str] | None:
    """Where it is said first what somebody is to the patient, and nobody says no to it."""
    early = utterances[:FIRST_SAID]
    return next((m for i, u in enumerate(early) if (m := _SAYS_WHO.search(u.text)) and not _is_denied(early, i)), None)


def _is_denied(utterances: Sequence[Utterance], asked: int) -> bool:
    """Whether somebody who is asked what they are to the patient says no: "are you his son?" / "no, his nephew"."""
    answer = next(iter(utterances[asked + 1 :]), None)
    return answer is not None and answer.role is not utterances[asked].role and bool(_NO.match(answer.text))


_NO = re.compile(r"(?:oh,? |um,? |er,? )?(?:no|nope)\b", re.IGNORECASE)


def _is_told_of(before: str, word: str, after: str, sex: str) -> bool:
    """Whether a word names a relative who may be "he": "my son's got…", not "my brother's wife"."""
    relative = person_called(word.removesuffix("'s"))
    if before.endswith("'s") or relative is None or relative.sex != sex:
        return False
    return not word.endswith("'s") or after in _BEHIND_IS or after.endswith("ing")


_BEHIND_IS = frozenset(
    ["got", "been", "a", "an", "on", "in", "had", "just", "only", "not", "very", "still", "always", "also"]
)
"""Words before which "'s" is "is" or "has"."""


_OF_A_BIRTH = re.compile(r"\b(?:breech|premature|(?:early|late|overdue|transverse|jaundiced)$|full term|born (?!in\b))")
"""What is told of a baby: a "she" of it is not the mother-in-law who was named just before."""


def _is_about_colleague(statement: Statement, utterances: Sequence[Utterance]) -> bool:
    """Whether a clinician's "he" is a colleague who was just named: "I usually see Dr. Grant" / "he's on vacation"."""
    if (
        statement.role is not Role.CLINICIAN
        or statement.kind != "said"
        or not _HE_IS_AWAY.match(joined(statement.words))
    ):
        return False
    near = utterances[max(0, statement.at - 2) : statement.at]
    return any(_COLLEAGUE.search(joined(u.words)) for u in near)


_HE_IS_AWAY = re.compile(
    r"^(?:(?:and|but|so|well|yes|,) )*(?:he|she|they) (?:is|are|was|were|has|have|will|works?|left|retired|moved|does|"
    r"did|said|told|asked|wanted|sent|wrote|saw)\b"
)
_COLLEAGUE = re.compile(
    r"\b(?:dr\.?|doctor|nurse|midwife|professor) [a-z]+\b|\b(?:my|your|the other) (?:colleague|doctor|gp)\b"
)


def _about_relative(statement: Statement, utterances: Sequence[Utterance], person: Person) -> Statement:
    place = next((i for i, w in enumerate(statement.words) if w not in _LEADS), 0)
    pronoun = statement.words[place]
    owner = statement.words[place + 1 : place + 2] if pronoun in {"his", "her"} else ()
    owned = bool(owner) and person_called(owner[0]) is not None
    pronoun = {"his": "he", "her": "she"}[pronoun] if owned else pronoun
    if statement.kind != "said" or pronoun not in _PRONOUNS:
        return statement
    sex = _PRONOUNS[pronoun]
    for back in range(statement.at - 1, max(-1, statement.at - 1 - _LOOKS_BACK), -1):
        spoken = ("", *utterances[back].words, "")
        triples = zip(spoken, spoken[1:], spoken[2:], strict=False)
        named = [(before, w.removesuffix("'s")) for before, w, after in triples if _is_told_of(before, w, after, sex)]
        if named and _OF_A_BIRTH.search(joined(statement.words)):
            return replace(statement, speaker=UNCLEAR)
        if named:
            near = utterances[back]
            before, relative = named[-1]
            called = f"{relative}'s" if owned else relative
            whose = "their" if before == "their" else "my"  # "is their dad around?" asks after the children's
            words = (*statement.words[:place], whose, called, *statement.words[place + 1 :])
            return replace(
                statement, words=words, sources=(Source(near.turn, near.start, near.end), *statement.sources)
            )
    mistaken = (person.plural or pronoun == person.subject) and not {"i", "me", "my"} & set(statement.words)
    return replace(statement, speaker=UNCLEAR) if mistaken else statement
