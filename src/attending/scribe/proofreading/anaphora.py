"""Answers that say "it", "one" or "that" of what was asked, put behind the name of it, so that they are no riddle.

Read by `last_reading`. "Have you ever hurt that shoulder?" / "I separated it in high school" stands as "Shoulder: he
separated it in high school". Where the sentence itself, or the one before it in the same breath, names a thing first,
it is left as it is; where the question has no name and the sentence tells nothing without one, it is left out of the
note and stands among what could still be added.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.asked_after import thing_asked
from attending.scribe.dialogue.declared import without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.statements import Source
from attending.scribe.proofreading.pointers import plural_verb, things_named
from attending.scribe.rewrite import Person, sentence, third_person
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.persons import words_for

_GOES_ON = (
    r"(?=[,.;]|$| (?:since|for|from|and|but|or|when|in|on|at|before|after|as|too|now|all|much|very|until|once|twice|"
    r"with|because|last|this|to|bad|badly|out|off|up|down|again|first|done|every|yesterday|today|years?|about|if|so|"
    r"right|myself|himself|herself|over|through|while|by|either|anymore|any|ages|out)\b)"
)
"""What may stand behind a pronoun, and behind no "that" that joins clauses and no "one" that counts."""
_POINTER = re.compile(
    rf"\b(?:it\b(?! (?:is|was|has been) (?:his|her|their|the|a|an|hard|difficult|easy|tough|impossible|nice|"
    rf"raining|cold|just|about|like|"
    rf"likely|possible|been|probably|when|only|mostly|\d)\b)|(?:them|that|those|these|this|both|none|"
    rf"neither){_GOES_ON}|"
    rf"(?:(?:an?|the|this|that|another|his|her|my|any|no) (?:(?!same\b)[a-z-]+ )?|(?<!\d "
    rf")(?<!,))\b(?P<one>ones?){_GOES_ON})",
    re.IGNORECASE,
)
_NO_POINTER = re.compile(
    r"\b(?:take it easy|(?:makes?|made|find|finds|found|making) it (?:\w+ )?(?:hard|difficult|worse|easier|to)|that "
    r"is it|"
    r"(?:by|on) (?:that|this) (?:time|point)|at that|it (?:hurts?|hurt) (?:to|when|if)|let it|call it|worth it|"
    r"it (?:says|said|reads) \d+|the ones? (?:with|who|that|which|for)|so (?:that|far)|than that|like that|when it "
    r"comes|how it|that (?:is|was) (?:when|how|why|what|where))\b",
    re.IGNORECASE,
)
_LACKS_THING = re.compile(
    rf"\b(?:for|because of|about|after|before|since) (?:that|it|this|them)(?=[.,;]|$)|"
    r"^There (?:is|was|were|has been|have been)(?=[.,]| (?:back|in|on|last|when|once|at|for|since|yesterday|today)\b)|"
    r"\bhad (?:his|hers|theirs|mine|her) (?:out|removed|done|fixed|taken out|replaced)\b|"
    rf"^(?:(?:His|Her|Their|The) (?:[a-z-]+ )?)?{words_for()} (?:did|does|has|had|is|was)(?=[.,])|"
    r"^(?:That|This|Those|These) (?:is|was|were|are|has|had|does|did|calmed|helps?|helped|works?|worked|makes?|made|"
    r"settles?|settled|goes|went|comes?|came|started|stopped|happened|happens|lasts?|lasted|took|takes)\b",
    re.IGNORECASE,
)
"""What points elsewhere whatever is named in the sentence: "she is on Eliquis for that", "there was, in October"."""
_PERSON = re.compile(rf"^(?:{words_for()}|companion|parent|patient|doctor|nurse|lot|bit|little|few|couple|year|way)s?$")
_NOUN = re.compile(
    r"\b(?:an?|the|his|her|their|my|some|any|no|\d+|more|this|that|these|those) (?P<noun>(?:[a-z'-]+ ?){1,2})"
)
"""A thing with an article or its like, to which a pronoun behind it may point."""
LEAST_TOLD = 7
"""Words of a sentence that tells something though what it points to has no name."""


def with_topic_asked(visit: Visit, line: Line, before: Line | None) -> Line | None:
    """The line behind the name of what was asked where it only points there; None where nothing gives it a name."""
    if ":" in line.text or not line.sources:
        return line
    turn = line.sources[-1].turn
    answered = next(iter(visit.turns.get(turn, [])), None)
    if answered is None or answered.role is Role.CLINICIAN:
        return line
    asked = _question(visit, turn)
    if asked and _WHEN_WAS_THAT.match(joined(asked.words)) and _opens(line, answered):
        return _dated(visit, line, asked)
    fragment = _is_fragment(line.text) and _opens(line, answered)
    if not fragment and not points_elsewhere(line.text):
        return _under_asked(visit, line, answered, turn)
    goes_on = before is not None and before.sources[-1].turn == turn
    if goes_on and before is not None and _names_thing(before.text):
        return line
    own = _OF_ITSELF.match(line.text) or len(line.text.split()) > LONGEST_BEHIND
    if own or (asked and _OF_COMPLAINT.search(joined(asked.words))):
        return line
    name = thing_asked(asked.words) if asked else ""
    if fragment and not name:
        return line
    denied = answered.reply == "no" and asked and re.search(rf"\b(?:any|an?) {re.escape(name)}\b", joined(asked.words))
    if asked is None or not name or denied or set(content(name)) <= set(content(line.text)):
        return line if goes_on or _tells(line.text) else None
    text = _behind(name, line.text, visit.person)
    source = visit.source_of(visit.utterances.index(asked))
    return replace(line, text=text, sources=tuple(dict.fromkeys((source, *line.sources))))


_OF_ITSELF = re.compile(
    r"^It (?:just |really |usually |then )?(?:started|starts|began|came on|comes|hurts|aches|feels|lasts|lasted|seems|"
    r"(?:is|was) (?:approximately|around|about|between|constant|sharp|dull|throbbing|worse|better)|gets|got)\b"
)
"""How the complaint itself is told of: "it started about three months ago" is no riddle."""
LONGEST_BEHIND = 14
"""Words of a sentence that is put behind a name; a longer one tells a story of its own."""
_WHEN_WAS_THAT = re.compile(
    r"^(?:and |so |okay )*(?:when (?:was|did) (?:that|this|it)(?: happen)?|how long ago was "
    r"(?:that|this|it))$"
)


def _dated(visit: Visit, line: Line, asked: Utterance) -> Line:
    """ "I had a DVT" / "when was that?" / "before I had the kids": behind the one thing that was told before."""
    place = visit.utterances.index(asked)
    told = next((u for u in reversed(visit.utterances[:place]) if u.role is not Role.CLINICIAN), None)
    things = things_named(joined(told.words)) if told else {}
    if told is None or len(things) != 1:
        return line
    name = next(iter(things))
    sources = (Source(told.turn, told.start, told.end), *line.sources)
    return replace(line, text=_behind(name, line.text, visit.person), sources=tuple(dict.fromkeys(sources)))


def _opens(line: Line, answered: Utterance) -> bool:
    """Whether a line is what its turn begins with."""
    return line.sources[-1].turn == answered.turn and line.sources[-1].start <= answered.start


def _is_fragment(text: str) -> bool:
    """Whether a line is no sentence, and names no finding of its own."""
    return not _OF_SOMEBODY.match(text) and is_fragment(parted(text.lower().rstrip("."))) and not _says_of(text)


_OF_SOMEBODY = re.compile(r"^(?:The patient|He|She|They|It|There)\b")


def _under_asked(visit: Visit, line: Line, answered: Utterance, turn: int) -> Line:
    """A first short answer to a question that is nothing but its topic: "how's your appetite?" / "I'm picking"."""
    asked = _question(visit, turn)
    topic = _TOPIC_ALONE.match(joined(without_leads(asked.words))) if asked else None
    if (
        asked is None
        or topic is None
        or not _opens(line, answered)
        or len(line.text.split()) > LONGEST_UNDER
        or _says_of(line.text)
    ):
        return line
    what = topic["what"] or topic["last"] or topic["trouble"]
    if set(content(what)) & set(content(line.text)):
        return line
    source = visit.source_of(visit.utterances.index(asked))
    text = _behind(what, line.text, visit.person)
    return replace(line, text=text, sources=tuple(dict.fromkeys((source, *line.sources))))


_TOPIC_ALONE = re.compile(
    r"^how (?:is|are|was|were|has|have) (?:the|your|his|her) (?P<what>(?!(?:day|weekend|family|mum|mom|dad|wife|"
    r"husband|pain)"
    r"\b)[a-z]+)(?: (?:been|doing|these days|lately|now|at the moment|otherwise|, would you say|would you say))*$|"
    r"^when (?:was|did you have) your (?P<last>last [a-z]+(?: (?:shot|smear|test|jab|period|booster|scan|visit|"
    r"check))?)$|"
    r"^any (?P<trouble>(?:problems?|trouble) (?:with|from) (?:an? |the )?[a-z]+)(?: in the past| before)?$"
)
"""Questions whose answer, away from them, does not say of what it is."""
LONGEST_UNDER = 16
"""Words of a sentence that is put behind a topic."""


def _says_of(text: str) -> bool:
    """Whether a sentence names a symptom or an illness of its own."""
    return any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))


def points_elsewhere(text: str) -> bool:
    """Whether a sentence says "it", "one" or "that" of something that it does not name before."""
    if _LACKS_THING.search(text) and not _NO_POINTER.search(text):
        return True
    found = _POINTER.search(_NO_POINTER.sub(lambda m: "_" * len(m.group()), text))
    return found is not None and not _names_thing(text[: found.start()])


_OF_COMPLAINT = re.compile(
    r"(?<!with )(?<!for )(?<!from )(?<!of )\b(?:it|they)\b|"
    r"\b(?:is|was|does|did|has|can|could|do|are|were|will|would) (?:that|this)\b(?!$)|"
    r"\b(?:that|this) (?:is|was|has|does|did)\b"
)
"""A question that says "it" itself: of what the patient has come for."""


def _names_thing(text: str) -> bool:
    """Whether words name a thing: a symptom, an illness, a medicine, a part, or a noun with its article."""
    if find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)):
        return True
    nouns = (match["noun"].split() for match in _NOUN.finditer(text.lower()))
    return any(not all(_PERSON.match(word) for word in noun[:1]) and noun != ["one"] for noun in nouns if noun)


def _tells(text: str) -> bool:
    """Whether a sentence says enough even of a thing without a name."""
    concepts = any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))
    return concepts or bool(find_parts(text)) or len(text.split()) >= LEAST_TOLD or bool(re.search(r"\d", text))


def _question(visit: Visit, turn: int) -> Utterance | None:
    """The last question of the clinician's turn just before a turn."""
    before = [u for u in visit.utterances if u.turn < turn]
    last = [u for u in before if u.turn == before[-1].turn] if before else []
    return next((u for u in reversed(last) if u.asks and u.role is Role.CLINICIAN), None)


def _behind(name: str, text: str, person: Person) -> str:
    """ "Shoulder: he separated it …": the sentence behind its name, the patient as a pronoun."""
    told = joined(third_person(parted(name), Role.CLINICIAN, person))
    subject = _THE_PATIENT.match(text)
    if subject:
        verb = plural_verb(subject["verb"]) if person.plural else subject["verb"]
        text = f"{person.subject} {subject['adverb'] or ''}{verb}{text[subject.end() :]}"
    return f"{sentence(parted(told), stop='')}: {_lowered(text)}"


_THE_PATIENT = re.compile(r"^The patient (?P<adverb>(?:also|still|only|never|always|just) )?(?P<verb>[a-z]+)")


def _lowered(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text if first in {"I", "I'm"} or first[1:] != first[1:].lower() else text[:1].lower() + text[1:]
