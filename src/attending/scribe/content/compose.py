"""One statement as one sentence of the note, in the style of the section it stands in.

Read by the section builders.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.substance import says_something
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite import Person, sentence, third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.verbs import AUXILIARY, base_of
from attending.scribe.sentences.fluent import fluent
from attending.scribe.sex_heard import first_names
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.persons import Kind, persons, words_for

_FRAGMENT = re.compile(
    r"^(?:because|since|when|if|which|that(?! (?:is|was|has|had|does|did|makes?)\b)|other than|like|and|or|but|so|"
    r"than|as|until|while|then|specifically|"
    r"period)\b"
)
_MAIN_VERB = re.compile(rf"\b(?:{AUXILIARY}|denies|reports|be)\b")


def is_sentence(words: Sequence[str]) -> bool:
    """Whether words can stand as a sentence: a verb in them, and no conjunction that leads nowhere at their head."""
    text = joined(words)
    if _FRAGMENT.match(text) and ", " not in text and len(_CLAUSE.findall(text)) < 2 and not _THEN_DO.search(text):
        return False
    return bool(_MAIN_VERB.search(text) or _SUBJECT_FIRST.match(text)) or any(base_of(w) for w in words)


_THEN_DO = re.compile(
    r"^(?:and |so |but )*if .*\b(?:stop|hold|skip|use|take|call|ring|bring|come|go) "
    r"(?:it|that|them|him|her|me|us|back|to|in|straight|999|911|111)\b"
)
"""A condition with what to do, said without a pause: "if it gives you diarrhoea stop it"."""
_CLAUSE = re.compile(
    r"\b(?:i|you|he|she|it|they|we|that|this|the [a-z]+) (?:am|is|are|was|were|has|have|had|do|does|did|can|could|"
    r"may|might|should|must|will|would|feel|feels|"
    r"get|gets|got|makes?|helps?|hurts?|goes|comes|takes?|seems?|eases?|settles|woke|went|came|stopped|started|felt|"
    r"took|ate|tried|lie|lay|"
    r"bend|walk|run|cough|breathe|eat|stand|sit|swallow|turn|touch|press|move|stretch|lift|climb)\b"
)
"""A subject and its verb: two of them make a sentence of "if i rest it it gets better"."""
_SUBJECT_FIRST = re.compile(
    r"^(?:i|he|she|it|we|they|(?:my|your|his|her|the) \w+) (?:just |actually |also |only |never |then )*(?:\w+ed|"
    r"bought|ate|drank|"
    r"drove|flew|rang|sat|slept|"
    r"lay|hit|cut|put|let|fell|broke|bent|caught|chose|threw|wore|wrote|sent|spent|sold|shook|rode|rose|bit|blew|"
    r"dealt)\b"
)


_COURTESY = (
    r"i am dr\b.*|how are you.*|i (?:am )?(?:doing )?(?:good|well|fine|great).*|take care.*|bye.*|see you .*|my gosh.*|"
    r"(?:good|nice|great) (?:to see|seeing) you.*|have a (?:good|great|nice).*|you (?:are|got) (?:it|welcome).*|"
    r"(?:thank|thanks)\b.*|that makes sense,? (?:thank you|thanks).*"
)
_ASKS_TO_DO = (
    r"(?:hey )?dragon\b.*|show me\b.*|next patient is\b.*|give me.*|can you .*|could you .*|"
    r"(?:please )?(?:come (?:on )?in|have a seat|take (?:a seat|your time)|lie back|sit up)\b.*|"
    r"tell (?:me|us)(?: (?:a (?:little|bit)(?: bit)?|more|again))?"
    r"(?: (?:about|of|what|why|how|when|where|which|if|everything)\b.*)?|.*\bany (?:other )?questions\b.*"
)
_WILL_DO = (
    r"(?:i|we) (?:will|am going to|are going to|want to|would like to)? ?(?:just )?(?:go over|talk about|take a look|"
    r"look at|check|do a quick|let you know|listen to|take a listen|see what|examine|do (?:a|your)? ?physical|tell you|"
    r"talk).*|let me .*|(?:so )?(?:let us|we will) (?:see|take a look|look|do|talk|go).{0,60}|here we go.*"
)
_ASSENT = (
    r"(?:that|it) (?:is|sounds|makes)(?: \w+)? (?:good|great|fine|okay|right|sense|perfect|awesome|excellent|it)|"
    r"(?:no ?,? ?)?that (?:has been|was|is)(?: all| pretty| been)* (?:normal|okay|fine|good|alright)|okay.*|nice|"
    r"(?:of course|you bet|perfect|absolutely|exactly|correct|definitely|sure|great|good|excellent|wonderful)"
    r"(?: \w+){0,2}|(?:sounds|looks) (?:good|great).*|"
    r"i (?:understand|see|know|agree|appreciate (?:it|that|you).*|think so|hope so|do|did|am|have|guess so|got it)"
)
_NOTHING_TOLD = (
    r"i (?:do|would) not (?:know|think(?: so)?)(?:,? no| really)?|(?:\w+ ){0,4}i do not know|"
    r"i can not remember(?:,? i am sorry)?|not at this (?:point|time)|not that (?:i|we) .*|i never had that|"
    r"(?:that|it) is (?:hard|difficult|not easy) to (?:say|tell|describe|explain)|(?:that|it) is nothing|"
    r"nothing (?:like that|there|there,? that feels fine|else)|no (?:changes|problems|issues) there|"
    rf"(?:my|his|her) (?:\w+ )?{words_for()} (?:complains?|noticed|notices|laughs?|worries|agrees|knows)"
)
_EMPTY_TALK = re.compile(rf"^(?:{_COURTESY}|{_ASKS_TO_DO}|{_WILL_DO}|{_ASSENT}|{_NOTHING_TOLD})$")
"""All that a sentence says which keeps the conversation going and is no part of a note."""
_LEADS_ONLY = re.compile(
    r"^(?:and|or|but|so|because|if|when|which|that|with|for|to|of|in|on|like|than|then|the|a|an|your|my|just|from|"
    r"having|been|being|is|are|was|were|am|has|have|had|do|does|did|i|he|she|they|we|not|very|more|another|any|"
    r"will|can|would|no)$"
)


_TITLES = vocabulary("mr mrs ms miss mister")
_DESK_TALK = re.compile(
    r"\b(?:(?:my|your) (?:full |first |last |sur ?)?names? (?:is|was|are)|date of birth|i was born (?:in|on)|"
    r"(?:private|secure|confidential) (?:place|location|space|room|conversation|setting)|e ?mail|post ?code|"
    r"(?:hear|see) (?:me|you) (?:okay|well|clearly|fine|now|all right)|can (?:you )?(?:hear|see) (?:me|you)\b|"
    r"(?:sound|video) quality|camera|microphone|nice to meet|i am (?:doctor|dr|miss|mr|mrs|one of (?:the|your))\b|"
    r"^(?:it|this) is (?:dr|doctor|nurse|sister)\.? \w+$|\bleft (?:us |me )?a message\b|"
    r"(?:it|this) is (?:dr|doctor|nurse|sister)\b.*\b(?:calling|ringing|phoning|from the \w+)\b|"
    r"^(?:good (?:morning|afternoon|evening)|hello|hi|hiya)\b.{0,30}\b(?:it is|this is) (?:dr|doctor|nurse|"
    r"sister)\b|ready to (?:get started|start|"
    r"begin|go)|"
    r"^(?:are )?(?:i|you) (?:am |are |must be )?(?:mr|mrs|ms|miss)\b|^(?:and )?this (?:is|must be) [a-z]+$|"
    rf"^you (?:have )?(?:rang|rung|called|phoned|booked|come|came|wrote)\b.{{0,20}} about (?:your|my) {words_for()}$)"
)
"""Who is who, and whether the line is good: said at the desk, no part of a note."""


def is_empty_talk(statement: Statement) -> bool:
    """Whether a statement only keeps the conversation going, or is a torn piece of one."""
    text = " ".join(w for w in statement.words if w[0].isalnum())
    if statement.speaker == UNCLEAR or _DESK_TALK.search(text):
        return True
    if text.startswith(("it is ", "i am ")) and text[5:].strip() in first_names():
        return True
    bare = _THOUGHT.sub("", joined(statement.words))
    if _EMPTY_TALK.match(text) or _EMPTY_TALK.match(bare) or len(statement.words) < 2:
        return True
    last = bare.split()
    whole = last[-1:] == ["that"] and last[-2:-1] and (last[-2] in _BEFORE_THAT or base_of(last[-2]) is not None)
    whole = whole or (last[-1:] == ["to"] and last[-2:-1] and last[-2] in _BEFORE_TO)
    whole = whole or bool(_ENDS_WHOLE.search(bare))
    whole = whole or (len(last) >= LEAST_WHOLE and (last[-1] == "more" or bool(_PARTICLE.search(" ".join(last[-2:])))))
    return not last or (bool(_LEADS_ONLY.match(last[-1])) and not whole)


_BEFORE_TO = vocabulary(
    "trying want wanted used have had need supposed able going like meaning allowed told refer refers"
)
_ENDS_WHOLE = re.compile(
    r"\b(?:will|can|should|must|to) (?!be\b|say\b|see\b)\w+ that$|"
    r"\w+ (?:if|as|when|than|before|until|whenever) (?:you|i|we|he|she|it|they) (?:can|do|did|will|have|has|is|are|was|"
    r"were)$|"
    r"\b(?:what|that|which|who|than|where|everything|anything|nothing|something|all|things?) (?:\w+ ){0,3}"
    r"(?:i|you|he|she|we|they)(?: \w+){0,5} (?:have|has|had|having|do|did|doing|getting|taking|for|of|with|to|on|at|"
    r"in|about)$|"
    r"\b(?:other|most|normal) people (?:do|can)(?: not)?$|"
    r"\bas and when$|\bnow and (?:then|again)$|\b(?:since|back) then$|"
    r"\bi can (?:think of|not think of)$"
)
"""A short clause behind a whole one, "take a day off work if you can", or one whose object stands before it: "less than
what I would usually have"."""
_BEFORE_THAT = vocabulary("about of with like for do did after before know than from by assume miss risk")
_THOUGHT = re.compile(
    r",? (?:(?:so )?(?:yes|no),? i (?:do|have|am|did|was)(?: not)?|"
    r"(?:(?:and|but) ?,? )?(?:(?:since then|other than that|besides that|apart from that|otherwise) ?,? )?(?:so )?"
    r"(?:no|yes|not)(?: ?,? (?:no|yes|not))*|"
    r"(?:that|it) (?:is|was)|i (?:think|believe|guess|suppose)(?: (?:it|that) (?:is|was))?)$"
)


LEAST_WHOLE = 4
"""Words from which "…as the day goes on" is whole."""
_PARTICLE = re.compile(
    r"\b(?:(?:walk|stand|lie|sleep|sit|chew|bite|step|goes|drags|carries|comes|came|lie|lying) on|"
    r"(?:breath|breathe|breathes|breathed|breathing|come|comes|came|coming|go|goes|went|kick|kicks|sleep|get|walk|"
    r"log|settle|set|sets|"
    r"stay|"
    r"staying|live|living|move|moved|put|fitted|brought|kicked|kicks|chip|chips|give|gave|dip|dips) in)$"
)


UNCLEAR = "unclear"
"""The speaker of a statement of which it is not clear whom it is about."""
_OWN_CHILD = re.compile(
    r"\b(?:my|our) (?:(?!other\b|older\b|younger\b|oldest\b|youngest\b)[\w-]+ ){0,4}?(?:daughter|son|child|baby|"
    r"little (?:girl|boy))\b(?! in law)(?!'s)"
)
"""Whom a parent who speaks for the patient calls so."""
_CALLED_BY = {
    **{person.name: words_for(Kind.PARENT) for person in persons(Kind.CHILD, Kind.YOUNG)},
    "wife": "husband",
    "husband": "wife",
    **{person.name: words_for(Kind.GRANDPARENT) for person in persons(Kind.GRANDCHILD)},
}


def _patient_called(companion: str, person: Person) -> re.Pattern[str]:
    """What a companion calls the patient: "my son", or a daughter's "my dad"."""
    relation = companion.rsplit(" ", 1)[-1]
    nouns = _CALLED_BY.get(relation)
    if nouns == words_for(Kind.PARENT) and not person.plural:
        nouns = words_for(Kind.PARENT, sex="female" if person.subject == "she" else "male")
    return re.compile(rf"\bmy (?:{nouns})\b(?! in law)(?!'s)") if nouns else _OWN_CHILD


MIN_WITH_NAME = 3
"""Words of a sentence from which ", kim" at its end is somebody spoken to."""
_LEFT_HANGING = re.compile(
    r"^(?:she|he|the patient|they) (?:did|does|do|has|have|is|was|had)(?: not)?(?: "
    r"approximately.*|\.?)$",
    re.IGNORECASE,
)


_LACKS_SUBJECT = re.compile(
    r"^(?:(?:just|also|probably|maybe|usually|normally|sometimes|mostly|still|currently) )?(?:been\b(?! there)|"
    r"have (?:an?|some|had|been)\b|"
    r"had (?:an?|some|been)\b|(?:feel|felt|smoke|drink|live|take|took|use|used|went|vomited|noticed|woke|tried|need|"
    r"needed|never had|allergic to|work|want|wanted|forgot|(?:do|did|have|was|am) not) "
    r"(?!to be\b|of\b|is\b|was\b|has\b))"
)


_OF_CHILD = re.compile(r"^(?:(?:just|also) )?(?:been|have|had|woke|vomited|feel|felt|slept)\b(?!.*\b(?:him|her)\b)")
"""What somebody who speaks for a patient leaves the patient out of: "woke up about one"."""


_DID_NOT_HELP = re.compile(
    r"^(?:did|does) not (?:really |even )?(?:touch|help|work|shift|make|last|do (?:anything|much))\b"
)
"""What a medicine did not do, told without it."""


_DONE_TO_ME = re.compile(
    r"^(?:(?:just|really|always) )?(?:woke|wakes|keeps|kept|stops|stopped|makes|made|gets|got|hit|hits|caught|catches|"
    r"takes|took|knocked|doubles|doubled|drives|scares|scared|worries|bothers|bothered|gives|gave) me\b"
)
"""What something did to the patient, told without it: "woke me up at three"."""


def _with_subject(statement: Statement, person: Person) -> Statement:
    """A patient's "been having problems" begins with "I have", which the speaker swallowed."""
    text = joined(statement.words)
    if statement.role is not Role.PATIENT or statement.kind != "said":
        return statement
    done_to_me = _DONE_TO_ME.match(text)
    if not done_to_me and not _LACKS_SUBJECT.match(text):
        return statement
    if done_to_me or _DID_NOT_HELP.match(text):
        return replace(statement, words=("it", *statement.words))
    has = ("have",) if re.match(r"(?:(?:just|also) )?(?:been|never had)\b", text) else ()
    has = ("am",) if text.startswith("allergic to") else has
    if statement.speaker and _OF_CHILD.match(text):
        who = ("the", "patient") if person.plural else (person.subject,)
        return replace(statement, words=(*who, *(("has",) if has else ()), *statement.words))
    return replace(statement, words=("i", *has, *statement.words))


_YOURS = re.compile(
    r"\byour\b(?! (?:nurses?|receptionists?|colleagues?|letters?|surgery|office|secretary|team|website|partners?)\b)"
)
"""What somebody who came with a patient says to the patient: "your coach said your eyes rolled back"."""
_BARE_KIN = re.compile(
    r"^(?:mum|mom|dad|nan|nana|gran|grandma|grandad|grandpa|granny|mam|mama|mummy|mommy|daddy)(?= (?!and\b|,))"
)


def _with_own_kin(statement: Statement) -> Statement:
    """ "Mum had it too" is of the speaker's mother."""
    told = statement.role is not Role.CLINICIAN and _BARE_KIN.match(joined(statement.words))
    return replace(statement, words=("my", *statement.words)) if told else statement


_ASKS_NEED = re.compile(r"\byou (?:have|need|want) to\b")
"""What a patient has affirmed: "do you have to rush?" is no advice."""


def tell(statement: Statement, person: Person, *, subject: str = "") -> str:
    """One statement in the third person, for the history."""
    statement = _with_own_kin(_with_subject(statement, person))
    name = statement.speaker
    voice = Person(name, name, f"{name}'s", "themselves") if name else person
    register = plain_register(tuple(fluent(statement.words)), clinician=statement.role is Role.CLINICIAN)
    register = parted(_PUT_ON.sub(r"i was \1 on", joined(register)).replace("they had me on ", "i was on "))
    if statement.kind == "told" and (asked := _ASKS_NEED.search(joined(statement.words))):
        register = parted(re.sub(r"\byou should\b", asked[0], joined(register)))
    if name and statement.role is not Role.CLINICIAN:
        if statement.role is Role.OTHER:
            register = parted(_YOURS.sub("the patient's" if person.plural else person.possessive, joined(register)))
        register = parted(_patient_called(name, person).sub("the patient", joined(register)))
    if statement.kind == "denied":
        register = parted(_ASKS_ON.sub("", joined(register))) or register
    words = _third_person(register, statement, voice)
    if len(words) > MIN_WITH_NAME and words[1] == "," and words[0] in first_names():
        words = words[2:]
    if len(words) > MIN_WITH_NAME + 1 and words[2] == "," and words[0].rstrip(".") in _TITLES:
        words = words[3:]  # "Mr. Alvarez, the nurse tells me there's a sore on your foot"
    while len(words) > MIN_WITH_NAME and (words[-1] == "," or (words[-2] == "," and words[-1] in first_names())):
        words.pop()
    while len(words) > 1 and words[0] == words[1] and words[0] == person.subject:
        words.pop(0)
    opening = name or subject or ("the patient" if person.plural else person.subject)
    if statement.kind == "denied":
        words = [opening, "denies", *words]
    elif statement.kind == "affirmed":
        told = re.sub(r"^(some |occasional |possible )?short of breath\b", r"\1shortness of breath", joined(words))
        hard = re.match(r"(?:hard|difficult|painful) to \w+", told)
        words = [opening, *(("finds", "it") if hard else ("reports",)), *parted(told)]
    elif subject and words[:1] == [person.subject] and not person.plural:
        words = [subject, *words[1:]]
    text = sentence(words)
    return "" if _LEFT_HANGING.match(text) or not says_something(text) else text


_PUT_ON = re.compile(r"\bthey (put|started) me on\b")
"""Who "they" were is of no matter, and beside a patient called "they" it would mislead."""
_ASKS_ON = re.compile(r",? or (?:do|does|did|is|are|was|were) (?:it|you|he|she|they|that|there)\b.*$")
"""A second question behind the first, which no denial holds: "pain, or does it feel tender"."""


def _third_person(words: list[str], statement: Statement, voice: Person) -> list[str]:
    """The words in the third person; the name before an answer is the clinician's: "what it was when you checked"."""
    if statement.kind == "told" and ":" in words[:-1]:
        name = third_person(words[: words.index(":")], Role.CLINICIAN, voice)
        told = third_person(words, Role.PATIENT, voice)
        return [*name, *told[told.index(":") :]]
    return third_person(words, _whose(statement), voice)


def _whose(statement: Statement) -> Role:
    """Whose words a statement holds: what stands behind a label ("allergies: it gives me a rash") is the answer."""
    return Role.PATIENT if statement.kind == "told" and ":" in statement.words else statement.role


_EXAM_LEADS = (
    r"^(?:(?:and|so|then|okay) )*(?:now )?(?:on|for|upon) (?:your|his|her|the)? ?(?:physical |quick |"
    r"musculoskeletal |skin )?(?:exam|examination)(?: today| here)?,? ",
    r"^(?:on|for|in) (?:your|his|her|the|their) (?P<part>[a-z ]{3,30}?) exam(?:ination)?(?: of [a-z ]+?)?,? ",
    r"\b(?:(?:i|we) (?:do |can )?(?:appreciate|hear|see|notice|note|feel|find)(?: that)?|there (?:is|are|was|"
    r"were)|(?:you|he|she) (?:do |does )?(?:have|has)(?: got)?|"
    r"(?:it )?looks like (?:there is|there are|you have|your)?|it does look like|i do not (?:hear|see|feel|"
    r"appreciate|notice)|there does seem to be|you do not have|there is not)\b",
)  # fmt: skip


_NOT_FELT = re.compile(
    r"\b(?:i|we) (?:do not|can not|could not) (?:feel|palpate) (?:the |your |his |her |an? |any )?"
    r"(?!any\b|an?\b|the\b|your\b|lymph|node|gland|tender|swell|pain|mass|lump|bump|crepitus|deformit|fluid|"
    r"nodul|fullness|warmth)"
    r"([a-z]+(?: (?:(?:or|and) [a-z]+|edge|gland|tip|lobe|pedis|tibial|pulses?|artery))*)"
)
"""A part that the clinician does not feel, such as a spleen or a pulse; what is felt nowhere is no part."""


def examine(statement: Statement, person: Person) -> str:
    """One finding of the examination, without "I appreciate" and "there is"."""
    text = joined(plain_register(tuple(fluent(statement.words)), clinician=True))
    text = re.sub(_EXAM_LEADS[0], "", text)
    text = re.sub(r"^(?:so )?we will (?:say|call it|note)(?: that)? (?=you have|there is|\w+ tender)", "", text)
    text = re.sub(r"^what i am (?:seeing|noticing|finding) ?:? ", "", text)
    text = re.sub(r",? that is (?:nice|good|great|reassuring)$", "", text)
    text = re.sub(r"^the (?:right|left) \w+ first ?: ", "", text)
    if _SUPPOSED.search(text) or _COMMAND.match(text) or _ONLY_WHERE.match(text) or _OF_THE_LABORATORY.search(text):
        return ""
    if re.match(
        r"(?:as long as|we will|let us|i am (?:just )?going|i want|if you|can you|does|go ahead|take "
        r"a)\b",
        text,
    ):
        return ""
    text = re.sub(r"^(?:on|for|in) (?:your|his|her|the|their) ([a-z ]{3,30}?) exam(?:ination)?,? ", "", text)
    text = _NOT_FELT.sub(r"\1 not palpable", text)
    text = re.sub(r"\bwalking in,? you have (?:got )?", "walking in, ", text)
    text = re.sub(r"^(?:i|we) can (?:feel|palpate) (?:the |your )?([a-z ]+)$", r"\1 palpable", text)
    text = re.sub(r"\b(?:i|we) can not (?:quite )?(?:see|make out) the ((?:\w+ ){0,2}\w+)$", r"\1 not visible", text)
    text = re.sub(r"\b(?:i|we) (?:do not|can not) (?:hear|see|feel|appreciate|notice|find)(?: any| an?)?\b", "no", text)
    text = re.sub(
        r"\b(?:there (?:is|are) (?:no|not any)|you do not have(?: any| an?)?|there (?:is|are) not(?: any| an?)?)\b",
        "no",
        text,
    )
    text = re.sub(
        r"^(?:that )?(?:and )?(?:i|we) (?:can )?(?:appreciate|hear|see|notice|note|feel|find)(?: that)? (?:an? "
        r"(?!little|few|bit|lot))?",
        "",
        text,
    )
    text = re.sub(r"\b(?:i|we) (?:can )?(?:appreciate|hear|see|notice|note|feel|find)(?: that)? ", "", text)
    text = re.sub(
        r"^(?:there is|there are|you have(?: got)?|you are having|here is|it is|this is|there does seem to be) (?:an? "
        r"(?!little|few|bit|lot))?(?=\w+ \w+)",
        "",
        text,
    )
    text = re.sub(
        r"^((?:over|in|on|at|along|under|behind|around|above|below) (?:the|your|both|his|her) [a-z ]{3,40}?),? "
        r"(?:there (?:is|are)|you have(?: got)?) (?:an? )?", r"\1: ", text,
    )  # fmt: skip
    text = re.sub(
        r"(?<!which )(?<!that )\b(?:there is|there are|you have(?: got)?) (?:an? (?!little|few|bit|lot))?", "", text
    )
    text = re.sub(r"\b(?:in|on|of|to|over|with) your\b", lambda m: m.group().replace("your", "the"), text)
    text = re.sub(r"^your ", "", text)
    text = re.sub(r"\byour\b", "the", text)
    text = re.sub(r"^(?:the )?lungs? exam (?:your )?(?=lungs)", "", text)
    text = re.sub(r"\ba nice (?=regular)|\bnice and (?=clear|regular|soft)|\bnice (?=clear|regular)", "", text)
    text = re.sub(r"^((?:the )?[a-z]+(?: [a-z]+)?), it is ", r"\1 is ", text)
    words = third_person(parted(text), Role.CLINICIAN, person)
    return sentence(words)


_COMMAND = re.compile(
    r"^(?:(?:just|now|great|good|so|please|then|keep|okay)\b ?,? ?)*(?:(?:bend|bending|relax|straighten|make a "
    r"fist|squeeze(?! test)|spread)\b.*|(?:kick|push|pull|squeeze(?! test)|follow|squat|bend|lift|raise|touch|walk|"
    r"stand|hold|relax|"
    r"close|open|say|"
    r"swallow|lay|lie|roll|step|hop|"
    r"grip|resist|wiggle|point|press|breathe|take|turn|sit|look (?:up|down|at|straight|over)|bring|put|stick|smile|"
    r"try|keep|tell)\b.*\b(?:my|your|me|"
    r"up|down|against|hard|breaths?|in|out|like this|as hard)\b)"
)
_SUPPOSED = re.compile(r"\bwe worry\b|\b(?:it is|that is|also) (?:also )?possible\b|\bpotential causes\b")
"""What a clinician thinks of, not what is found."""
_OF_THE_LABORATORY = re.compile(
    r"\b(?:(?:kidney|liver|thyroid) function|lab(?:oratory)? results?|(?:white|red) blood cell count|blood count)\b"
)
"""What no examination finds."""
_ONLY_WHERE = re.compile(r"^(?:on|of|in|for) (?:the|his|her|their|your) [a-z ]{3,25}$")
_TEST = re.compile(
    r"\b((?:chest |right |left |knee |hip |shoulder |ankle |foot |hand |wrist |back |neck |lipid |thyroid |"
    r"autoimmune |metabolic |renal |"
    r"lumbar |cervical |abdominal |pelvic |diabetes |hepatic |rapid |event |stress |pulmonary |bone |lyme |urine "
    r"|sleep )*"
    r"(?:echocardiogram|x-?rays?|mri|ct scan|cat scan|ct|ekg|ecg|ultrasound|panel|hemoglobin a1c|a1c|hemoglobin|"
    r"white blood cell count|"
    r"blood sugar|creatinine|labs?|blood work|strep|titer|urinalysis|biopsy|colonoscopy|endoscopy|mammogram|"
    r"monitor|emg|psa|"
    r"function test|density|culture|scan|cholesterol|test))\b"
)
_POINTS_BACK = re.compile(
    r"^(?:it|this|that|these|those|they) (?=(?:does |do |did |basically |also |really )?(?:shows?|showed|is|was|"
    r"are|were|demonstrates?|reveals?|came|looks?(?! like)|has|had)\b)"
)


def test_named(words: Sequence[str]) -> str:
    """The last test that words name, empty where they name none."""
    found = _TEST.findall(joined(words))
    return found[-1] if found else ""


def state_result(statement: Statement, person: Person, test: str = "") -> str:
    """One result of a test; "it shows" becomes "the echocardiogram shows" where `test` was named before."""
    text = joined(plain_register(tuple(fluent(statement.words)), clinician=True))
    text = re.sub(
        r"^(?:here,? )?(?:looking|look) (?:here )?at (?P<what>your (?:blood pressure|weight|heart rate|temperature|"
        r"oxygen|pulse|a1c|hemoglobin|cholesterol))(?: (?:today|here|in the office|right|now))*,? "
        r"(?:it|that) (?=is|was|looks|has)",
        r"\g<what> ",
        text,
    )
    text = re.sub(r"^(?:(?:good|great|okay|perfect|and|so|here),? )+(?=(?:your|the|it|looking) )", "", text)
    text = re.sub(
        r"^(?:and )?(?:(?:looking|look|look here|looking here) (?:here )?at (?:the results of )?(?:your "
        r")?[a-z0-9 -]{3,40}?,) (?=your|the|it|there|that)",
        "",
        text,
    )
    text = re.sub(r"^(?:here,? )?(?:looking|look) (?:here )?at (?:the results of )?(?:your|the) ", "", text)
    text = re.sub(
        r"^(?:i|we|let me|first)\b.{0,40}?\b(?:tell|show|go over|let|see)\b.{0,110}?\b(?:your|the) "
        r"(?=(?:blood pressure|heart rate|temperature|pulse|respiratory|oxygen|weight)\b)",
        "",
        text,
    )
    text = re.sub(r"^(?:so )?(?:the results of )?your ", "", text)
    text = re.sub(r"\byour\b", "the", text)
    text = re.sub(r"\b(?:i|we) (?:do not|did not|can not) (?:see|appreciate|find)(?: any| an?)?\b", "no", text)
    text = (
        re.sub(
            r"\b(?:it|that|this) (?:does )?(?:show|shows|showed)(?: that)? (?:you have |there is |there was )?",
            "shows ",
            text,
        )
        if not re.match(r"(?:it|that|this) ", text)
        else text
    )
    named = test_named(parted(text))
    if test and not named and re.match(r"it (?:does )?looks? like (?!.*\b(?:function|count|levels?|vital)\b)", text):
        text = f"{test}: {text}"
    elif test and not named:
        text = _POINTS_BACK.sub(f"the {test} ", text)
    return sentence(third_person(parted(text), Role.CLINICIAN, person))
