"""Join a question and its answer to one statement: "any chest pain?" / "no" → "denies chest pain".

Read by `statements`. Both turns stay cited. Where question and answer do not fit together safely, nothing is joined:
the answer stands alone, or nothing does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from attending.drafts import Role
from attending.scribe.dialogue.allergies_answered import allergy_named, denied_only_to, reaction_told
from attending.scribe.dialogue.alternatives import chosen, one_of_list, told_one_by_one
from attending.scribe.dialogue.antecedents import with_antecedents
from attending.scribe.dialogue.declared import declare, denied_of_anybody, fill, in_place_of_any, is_of_the_call
from attending.scribe.dialogue.denied_by_name import named_in_denial, names_any, only_named
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.given_up import given_up, used_to
from attending.scribe.dialogue.how_often import had_earlier, had_often, how_many, how_often
from attending.scribe.dialogue.indirect import asks_what, put_behind, with_name_asked
from attending.scribe.dialogue.listed import find_list, is_single
from attending.scribe.dialogue.polarity import (
    NO,
    NONE_OF_IT,
    TAKES_BACK,
    UNCLEAR,
    YES,
    denies_all,
    polarity,
    takes_back,
)
from attending.scribe.dialogue.recast import recast, without_name
from attending.scribe.dialogue.side_asked import side_told
from attending.scribe.dialogue.stated_questions import stated, without_tag
from attending.scribe.dialogue.supposed_no import AS_KNOWN, no_longer, only_this, thinks_not
from attending.scribe.dialogue.telegraphic import label
from attending.scribe.dialogue.timed import told_when
from attending.scribe.dialogue.told_instead import told_instead
from attending.scribe.dialogue.under_its_name import under_its_name
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.dialogue.when_told import with_time
from attending.scribe.rewrite.verbs import BE_HAVE_DO, FORMS
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sentences.words import read_words
from attending.scribe.vocabulary import content, joined, parted, phrases, vocabulary
from attending.terms.content import keys_of, units_of
from attending.terms.negation import Status, assertion_of
from attending.terms.symptoms import find_symptoms

_QUALIFIERS = {
    "i think": "possible",
    "i believe": "possible",
    "a little": "some",
    "a bit": "some",
    "sometimes": "occasional",
    "occasionally": "occasional",
    "every now": "occasional",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """A statement made of a question and its answer, in words of the two."""

    words: tuple[str, ...]
    kind: str
    """`denied`, `affirmed` (a list of findings) or `told` (a whole clause, in the clinician's voice)."""
    role: Role
    rests_on: int = 1
    """How many utterances of the reply hold its words: all of them are cited."""


_SOMEWHAT = frozenset({"a little", "a bit", "a little bit", "somewhat", "sometimes", "occasionally"})
_NONE_TAKEN = re.compile(
    r"^no (?:[a-z-]+ ){0,3}(?:medications?|medicines?|tablets|surger(?:y|ies)|operations?|vaccines?|conditions?)$"
)
"""Such answers stand under the name of what was asked for: "surgical history: no surgeries"."""


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
    r"^(?:that|it) is (?:a|an|very|so|really|quite) (?:\w+ )?(?:loss|lot|shame|pity|hard|difficult|tough|worry|"
    r"worrying|"
    r"stressful|sad|long)\b|\b(?:i|we|let|will|would|should|need to|going to|recommend|can (?:take|get|try|use|"
    r"book|call)|mean|sorry|"
    r"mentioned|(?<!urine )(?<!water )(?<!working )(?<!eating )(?<!drinking )(?<!sleeping )okay|good|fine|great|"
    r"not|no)\b"
)
LONGEST_SUMMARY = 22
_AGREES_FULLY = ("that is right", "that is correct", "exactly", "correct")
"""Answers that agree to a denial too: a bare "yes" to "you do not smoke?" may mean either."""


def confirmed(said: Utterance, reply: list[Utterance]) -> Joined | None:
    """What a clinician sums up and the patient says yes to: "so you can walk about a mile" / "that's right, yes"."""
    denied = _SUMMED_UP_NO.match(joined(said.words))
    if denied and reply and reply[0].reply and not takes_back(reply) and len(said.plain) <= LONGEST_SUMMARY:
        return Joined(tuple(parted(denied.group("denied"))), "denied", Role.CLINICIAN)
    found = _SUMMED_UP.match(joined(said.words))
    opening = " ".join(reply[0].plain) if reply else ""
    agrees = bool(reply) and (reply[0].reply == YES or opening.startswith(("that is right", "exactly", "correct")))
    if not found or not agrees or polarity(reply) != YES or not 4 <= len(said.plain) <= LONGEST_SUMMARY:
        return None
    told = found.group("told")
    if opening.startswith(_AGREES_FULLY) and not re.search(r"\b(?:i|we|let|will|would|should|okay)\b", told):
        return Joined(tuple(with_time(parted(told), reply[0].words)), "told", Role.CLINICIAN)
    return (
        None
        if _NOT_SUMMED_UP.search(told)
        else Joined(tuple(with_time(parted(told), reply[0].words)), "told", Role.CLINICIAN)
    )


def _verdict(questions: list[Utterance], reply: list[Utterance]) -> str:
    """Whether the answer says yes or no to these questions, where yes or no can answer them."""
    said = polarity(reply, questions) or (NO if questions and _nothing_else(questions[-1], reply) else UNCLEAR)
    if questions and said == YES and asks_what(questions[-1].words):
        said = UNCLEAR  # "How many times?" / "Yeah, five.": nothing was asked that a yes could answer
    if questions and said == YES and len(reply) > 1 and not reply[0].plain and "or" in questions[-1].words:
        said = UNCLEAR if not find_list(questions[-1].words) and is_fragment(reply[1].words) else said
    return said


def join(questions: list[Utterance], reply: list[Utterance]) -> list[Joined]:
    """Join the questions at the end of one turn with the answer in the next."""
    said = _verdict(questions, reply)
    questions = [replace(question, words=without_name(question.words)) for question in questions]
    asked = [question.words for question in questions]
    questions = with_antecedents(
        [
            replace(question, words=recast(_asked_in(without_tag(question.words)), yes=said == YES))
            for question in questions
        ]
    )
    joined: list[Joined] = []
    listed = [found for found in (find_list(q.words) for q in questions) if found]
    if len(questions) > 1 and len(listed) == 1 and set(listed[0]) <= _SUBSTANCES:
        listed = []  # "How about marijuana? Do you use that?": the second question says what of it
    again = _once(questions, reply, listed, said)
    if again:
        return [Joined(tuple(again), "told", Role.CLINICIAN)]
    answer = [w for u in reply for w in u.words]
    none = label(questions[-1].words, answer, known=True) if questions and NONE_OF_IT.match(_text(answer)) else None
    if (none and not listed and none[:1] == ["family"]) or (none and _NONE_TAKEN.match(_text(answer))):
        return [Joined(tuple(none), "told", Role.CLINICIAN, len(reply))]
    anymore = no_longer(listed[0], reply) if said == NO and len(listed) == 1 else None
    if anymore:
        return [Joined(tuple(anymore), "told", Role.CLINICIAN)]
    if listed and said == NO:
        together = [word for findings in listed for word in (",", *findings)][1:]
        words = [
            *_with_or(_clauses_last(_without_reported(only_named(together, reply), reply))),
            *denied_only_to(together, reply),
            *(AS_KNOWN if thinks_not(reply) else []),
        ]
        if words:
            joined.append(Joined(tuple(words), "denied", Role.CLINICIAN))
    elif listed and said == YES and len(listed) == 1 and is_single(listed[0]) and not _says_itself(reply):
        text = " ".join(answer)
        qualifier = next((v for k, v in _QUALIFIERS.items() if text.startswith(k)), "")
        there = declare(questions[-1].words, yes=True) if "there" in questions[-1].words[:4] else None
        there = there or (declare(questions[-1].words, yes=True) if _FORMERLY.search(" ".join(asked[-1])) else None)
        if there:
            return [Joined(tuple(with_time(there, answer)), "told", Role.CLINICIAN)]
        found = with_time(["had", *listed[0]], answer)[1:] if "had" in questions[-1].words else listed[0]
        joined.append(Joined(tuple(_qualified(qualifier, found)), "affirmed", Role.CLINICIAN))
    named = _named_or_chosen(questions[-1].words, reply, listed=bool(listed)) if questions and reply else None
    if named:
        return [Joined(tuple(named), "told", Role.CLINICIAN)]
    of_anybody = _of_anybody(questions) if said == NO and not listed else None
    whole = of_anybody is not None and of_anybody[0] == "anything"
    if of_anybody and (whole or not _denies_one_of_several(questions[-1], said, reply)):
        return [Joined(tuple(of_anybody), "denied", Role.CLINICIAN)]
    if not listed and questions and said and not _denies_one_of_several(questions[-1], said, reply):
        told = _stated_by(questions, asked[-1], reply, yes=said == YES)
        joined += [Joined(tuple(told), "told", Role.CLINICIAN)] if told else []
    if questions and said == YES and not joined and is_fragment(reply[0].words) and not reply[0].reply:
        named = label(questions[-1].words, reply[0].words)
        joined += [Joined(tuple(named), "told", Role.CLINICIAN)] if named else []
    fragment = _told_by_fragment(questions, reply, listed=bool(listed)) if questions and reply and not said else None
    return [*joined, fragment] if fragment else joined


_FORMERLY = re.compile(r"\bever had\b|\bhad\b.*\bbefore\b")
"""What is asked of the past: a yes reports nothing that is there now."""


def _of_anybody(questions: list[Utterance]) -> list[str] | None:
    """What the last question of a turn that asks of anybody denies, where the answer is no."""
    denied = (denied_of_anybody(tuple(question.words)) for question in reversed(questions))
    return next((words for words in denied if words), None)


def _once(
    questions: list[Utterance], reply: list[Utterance], listed: Sequence[list[str]], said: str
) -> Sequence[str] | None:
    """What was had before, given up, or once done."""
    again: Sequence[str] | None = next((found for found in (_had_before(one, said) for one in listed) if found), None)
    if again or not questions or not reply:
        return again
    asked, answer = questions[-1].words, reply[0].words
    named = None if said == NO and not answer else under_its_name(asked, reply[0])
    only = only_this(asked, reply)
    return named or only or told_instead(asked, answer) or given_up(asked, answer) or used_to(asked, answer)


def _stated_by(
    questions: list[Utterance], asked: tuple[str, ...], reply: list[Utterance], *, yes: bool
) -> list[str] | None:
    """The clause that a yes or no to the last of the questions states, with its time; None where it states none."""
    answer = [w for u in reply for w in u.words]
    clauses = (stated(question.words, yes=yes) or declare(question.words, yes) for question in reversed(questions))
    clause = next((c for c in clauses if c and not is_of_the_call(c)), None) if not _says_itself(reply) else None
    doubt = thinks_not(reply) if clause and not yes else None
    if clause and doubt:
        thought = declare(questions[-1].words, yes=True)
        return [*doubt, *thought] if thought else [*clause, *AS_KNOWN]
    if clause and clause[-3:] == ["up", "to", "date"] and _VACCINES.search(" ".join(asked)):
        clause = ["immunizations", ":", *([] if yes else ["not"]), "up", "to", "date"]
    if clause and not yes and {",", "or"} & set(clause) and names_any(clause, named_in_denial(reply)):
        return None  # "You smoke, drink?" / "No smoking. One beer at lunch.": the answer says which
    if clause and yes and (_told_after_all(clause, reply[1:]) or _names_other(asked, clause, answer)):
        return None
    if clause and yes and "," in clause and set(content(_text(clause))) & set(content(_text(answer))):
        return None  # "Are you tired, dizzy?" / "I'm always tired. Not dizzy.": the answer says which
    if not clause or told_one_by_one(asked, answer):
        return None
    if yes and "and" in clause and reply[0].words and set(reply[0].words) & set(clause) and "and" not in answer:
        return None  # "Can you eat and drink?" / "Drink, yes. Eating hurts.": the answer says which
    if answer[:2] == ["not", "since"]:
        clause = [*clause, ",", *said_to_patient(answer)]
    if yes and joined(answer) in _SOMEWHAT:
        return [*clause, ",", *answer]
    return with_time(_hedged(clause, answer), answer) if yes else _hedged(clause, answer)


def _named_or_chosen(question: tuple[str, ...], reply: list[Utterance], *, listed: bool) -> Sequence[str] | None:
    """The allergy named behind a yes, or the one of two things asked that the answer chooses."""
    allergy = reaction_told(question, reply) or (allergy_named(question, reply) if reply[0].reply == YES else None)
    return allergy or (None if listed else chosen(question, [word for u in reply for word in u.words]))


def _told_by_fragment(questions: list[Utterance], reply: list[Utterance], *, listed: bool) -> Joined | None:
    """What an answer that is neither yes nor no says together with its question."""
    last = questions[-1].words
    told = (place for place, one in enumerate(reply) if one.words and not _NO_IDEA.match(joined(one.words)))
    first = next(told, None)
    if first is None:
        return None
    answer = reply[first]
    one = one_of_list(last, answer) if listed else None
    if one:
        return Joined(tuple(one), "told", Role.CLINICIAN, first + 1)
    named = label(last, answer.words, known=True) or had_often(last, answer) if listed else None
    clause = (
        named
        or had_earlier(last, answer)
        or how_many(last, answer)
        or told_when(last, answer.words)
        or side_told(last, answer.words)
    )
    clause = clause or (
        None if listed else how_often(last, answer) or in_place_of_any(last, answer) or fill(last, answer)
    )
    if clause:
        return Joined(tuple(clause), "told", Role.CLINICIAN, first + 1)
    return _behind_its_question(questions, reply)


def _without_reported(findings: list[str], reply: list[Utterance]) -> list[str]:
    """A denied list without what the answer reports: "any nausea, vomiting?" / "no vomiting, but I felt nauseated"."""
    said = " ".join(u.text.lower() for u in reply)
    reported = {
        mention.symptom
        for mention in find_symptoms(said)
        if assertion_of(said, mention.start, mention.end).status is Status.PRESENT
    }
    items = [list(item) for comma, item in groupby(findings, lambda word: word in {",", "or", "and"}) if not comma]
    left = [item for item in items if not any(m.symptom in reported for m in find_symptoms(joined(item)))]
    if len(left) == len(items) or len(items) == 1:
        return findings
    return [word for item in left for word in (",", *item)][1:]


def _clauses_last(findings: list[str]) -> list[str]:
    """ "Burning when you pass urine, or fever" as "fever, or burning when you pass urine": both are surely denied."""
    items = [list(item) for comma, item in groupby(findings, ",".__eq__) if not comma]
    items = [item[1:] if item[0] in {"or", "and"} else item for item in items]
    ordered = [item for item in items if not _has_clause(item)] + [item for item in items if _has_clause(item)]
    if ordered == items or not all(items):
        return findings
    *before, last = ordered
    return [*(word for item in before for word in (*item, ",")), "or", *last]


def _with_or(findings: list[str]) -> list[str]:
    """ "Nausea, vomiting, diarrhoea" with an "or" before the last, so that one denial holds them all."""
    if "or" in findings or "and" in findings or "," not in findings:
        return findings
    place = len(findings) - 1 - findings[::-1].index(",")
    last = findings[place + 1 :]
    if not place or not last or last[0] in _LINKS or not units_of(joined(last)):
        return findings
    return [*findings[:place], *([","] if findings.count(",") > 1 else []), "or", *findings[place + 1 :]]


_LINKS = vocabulary("to in on at with for of from about if when like do done right")
"""Words that go on with what stands before them, and begin no finding of their own."""


def _has_clause(item: list[str]) -> bool:
    return any(word in _OPENS_CLAUSE and after == "you" for word, after in pairwise(item))


_OPENS_CLAUSE = vocabulary("when while if after before")


def _names_other(question: tuple[str, ...], clause: list[str], answer: list[str]) -> bool:
    """Whether a yes goes on with the other of two things asked: "is it sharp, is it dull?" / "yeah, it is sharp"."""
    told = [unit for unit in units_of(_text(answer)) if unit.text.lower() not in _SAYING]
    named = [unit for unit in told if unit.is_in(keys_of(joined(question)))]
    return bool(named) and not any(unit.is_in(keys_of(joined(clause))) for unit in named)


_SAYING = vocabulary("say think believe guess suppose know imagine")


def _text(words: list[str]) -> str:
    return " ".join(word for word in words if word[0].isalnum())


_ELSE = re.compile(
    r"\b(?:anywhere|elsewhere|any (?:sorts? of |kinds? of )?other (?:places?|parts?|areas?|joints?|muscles?|symptoms?)|"
    r"any (?:\w+ ){1,4}(?:in|on|with) any other|"
    r"(?:radiat|spread|mov|travel|shoot)(?:e|es|ed|ing|s)?|"
    r"(?:go|goes|going|come|comes) (?:(?:down|up|round|over|through|"
    r"across|out) )?(?:to|into|down|up|through|round|across))\b(?! (?:worse|better|the (?:bathroom|toilet|loo|gym|"
    r"hospital|doctor)|sleep|bed|work|school)\b)"
)
"""Where or what else: "no, just there" denies it all the same."""


def _nothing_else(question: Utterance, reply: list[Utterance]) -> bool:
    """ "Does it move anywhere else?" / "No, just my stomach.": nowhere else."""
    words = [w.text for u in reply for w in read_words(u.text) if not w.is_mark][:24]
    only = bool(reply) and reply[0].reply == NO and {"just", "only"} & set(words[:6])
    return bool(only and _ELSE.search(joined(question.words)) and not set(words) & (TAKES_BACK - {"only"}))


def _qualified(qualifier: str, finding: list[str]) -> list[str]:
    """A finding as far as the answer affirms it: "a possible fever", "some headache"."""
    if not qualifier:
        return finding
    if finding[0] not in {"a", "an"}:
        return [qualifier, *finding]
    return ["a", qualifier, *finding[1:]] if qualifier == "possible" else [qualifier, *finding[1:]]


_LEAST_HEDGED = 3
"""Words of a clause that has a place for "possibly"."""


def _hedged(clause: list[str], answer: list[str]) -> list[str]:
    """ "Have you lost weight?" / "I think so.": "you have possibly lost weight"."""
    if answer[:2] not in (["i", "think"], ["i", "believe"], ["i", "guess"]) or len(clause) < _LEAST_HEDGED:
        return clause
    place = 2 if clause[1] in BE_HAVE_DO else 1
    return [*clause[:place], "possibly", *clause[place:]]


_VACCINES = re.compile(r"\b(?:immuni[sz]ation|vaccin|shots)")
_BEFORE = re.compile(
    r"^(?:anything|an? (?:time|episode|spell|problem|attack)|episodes|spells|problems) (?:like|similar to) (?:this|"
    r"that|it|these)\b(?P<when>(?: before| in the past| previously)*)$"
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
    for place in range(len(words) - 2, 0, -1) if words[:1] != ("or",) else ():
        if not any(words[place : place + len(s)] == s for s in _ASKING_STARTS):
            continue
        if words[place] == "any" and (find_list(words[:place]) or "family" in words[:place]):
            continue  # "any nausea, any vomiting": one list
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


def _denies_one_of_several(question: Utterance, said: str, reply: list[Utterance]) -> bool:
    """ "Have you fainted, or felt lightheaded?" / "No, I have not fainted. A bit dizzy.": one of them is denied."""
    if any(map(denies_all, reply)):
        return False  # "Did he go blue, or stop breathing?" / "No, nothing like that. He made a noise."
    more = [w for u in reply for w in u.plain if w not in _BARE_DENIAL]
    rest = joined(reply[1].words) if len(reply) > 1 and not reply[0].plain else ""
    if rest and (_GAVE_UP.search(rest) or (_ELSE_THAN.search(joined(question.words)) and _ONLY_HERE.match(rest))):
        return (
            False  # "Are you smoking or drinking?" / "No. I quit in May.", "Does it go to your arm?" / "No. Just here."
        )
    return said == NO and "or" in question.words and bool(more)


_GAVE_UP = re.compile(r"\b(?:quit|stopped|gave up|given up|used to|never)\b(?!.*\bbut\b)")
_ELSE_THAN = re.compile(
    r"\b(?:go|goes|spread\w*|radiat\w*|move|moves|shoot|shoots|travel\w*)\b.*\b(?:to|into|down|up)\b"
)
_ONLY_HERE = re.compile(r"^(?:it is |it stays )?(?:just |only |right |all )*(?:here|there|in|on|at|around|across)\b")


def _behind_its_question(questions: list[Utterance], reply: list[Utterance]) -> Joined | None:
    """What the reply's first words say of the last question that can be put indirectly."""
    own = len(reply[0].plain) >= OWN_WORDS and _NEGATES & set(
        reply[0].words
    )  # "I've not had a fag… That's four years ago."
    if _HARDLY.match(joined(reply[0].words)):
        clause = declare(questions[-1].words, yes=True)
        return Joined((*clause, *reply[0].words), "told", Role.CLINICIAN) if clause else None
    for place in [place for place, utterance in enumerate(reply) if utterance.words][: 1 if own else 2]:
        answer = reply[place].words
        if answer[0] in {"just", "only"} and any(len(u.words) >= OWN_WORDS for u in reply[:place]):
            break  # "He was five weeks early. Only for feeding.": what follows speaks of that
        if place and _IS_SOMETHING.match(joined(reply[0].words)):
            break  # "I'm a drywaller. Thirty years."
        for question in reversed(questions):
            clause = with_name_asked(question.words, answer) or put_behind(question.words, answer)
            if clause:
                return Joined(tuple(clause), "told", Role.CLINICIAN, place + 1)
    return None


_IS_SOMETHING = re.compile(r"^i (?:am|was|work|used to|run|drive|teach|have been) (?!not\b|just\b|so\b|very\b)")
"""What somebody is or does: an answer that goes on with how long or where."""
_NO_IDEA = re.compile(
    r"^(?:(?:i have )?no (?:clue|idea)|not (?:too |really )?sure|not really|nothing else|"
    r"i am not sure|i do not (?:know|remember))$"
)
_HARDLY = re.compile(r"^(?:hardly|barely|scarcely|next to nothing|very little|not much)(?: |$)")
"""What is nearly a no: "is she eating?" / "hardly anything"."""
_NEGATES = vocabulary("not never no")
_SUBSTANCES = vocabulary("marijuana cannabis cocaine recreational street illicit drugs or")
_BARE_DENIAL = vocabulary(
    "no not never nothing none neither i have do did am really yet like that any of those them think so noticed "
    "everything as usual normally really aware know ever he she they it we has had does is was are were would "
    "say no, , not, recall remember can could"
)
