"""What patients say of medicines: which they take, took, stopped or never took, told or answered.

Read by `medicines`.
"""

import re
from collections.abc import Sequence
from typing import Literal

from attending.scribe.proposals.passages import Passage, clause_at
from attending.terms.directions import read_directions
from attending.terms.drug_kinds import find_kinds
from attending.terms.drugs import DrugMention, find_drugs
from attending.terms.negation import Status

OUT = re.compile(
    r"\b(?:(?:is|are|was)|(?<=\w)['’]s) (?:out|contraindicated)\b|\ballerg\w+|\brash\b|\breact\w+|\bhives\b|"
    r"\b(?:note|flag|warning|alert|message|letter|leaflet|information|word)\b[^.;]{0,40}\b(?:about|on|regarding)\b",
    re.IGNORECASE,
)
"""Words by which a medicine is one that is not borne, or one that somebody only writes or speaks of."""
Taken = Literal["takes", "took", "stopped", "ran-out", "not-taken"]

_NOT_NOW = re.compile(r"\bnot (?:right now|anymore|any more|currently|at the moment|lately|really)\b", re.IGNORECASE)
_TAKES = re.compile(
    r"\b(?:(?:i|he|she|we)(?:'m| am|'ve been| have been|'s| is| been| was)?(?: still| also| only| just|"
    r" usually| currently| always| do)* (?:take|takes|taking|on|use|uses|using|give|giving|pop|pops|rub|rubs)|"
    r"i (?:do|am|have)(?: been)? (?:take|taking|on)|been (?:taking|using|on|giving)|taking|every (?:day|"
    r"morning|night|evening)|twice a day|once a day|daily|keep taking)\b",
    re.IGNORECASE,
)
TOOK = re.compile(r"\b(?:took|tried|had|used|gave (?:me|him|her)|have taken|'ve taken|i did)\b", re.IGNORECASE)
_RAN_OUT = re.compile(
    r"\b(?:ran out|run out|out of (?:it|my|the|them)|haven't (?:refilled|filled)|couldn't afford)\b", re.IGNORECASE
)
STOPPED = re.compile(
    r"\b(?:stopped(?! (?!taking|using)\w+ing\b)|quit(?! (?!taking|using)\w+ing\b)|came off|no longer|gave (?:it |that |"
    r"them |those )?up|not anymore|not any more|went off|took me off|(?:told|asked) (?:me|him|her) to (?:stop|"
    r"come off)|finished (?:it|that|them|(?:the|my|with)\b)|(?:finished|ended) (?:(?:a|some|many|\w+) )?(?:days|weeks|"
    r"months|years|year|month|while) ago|don't .{0,25}anymore)\b",
    re.IGNORECASE,
)
PAUSED = re.compile(
    r"\b(?:stopped|came off|went off)\b[^.;]{0,40}\bfor (?:just )?(?:an?|a few|a couple of|\d) "
    r"(?:days?|weeks?)\b(?! ago)",
    re.IGNORECASE,
)
"""What was left out for a while says nothing of now."""
_NOT = re.compile(
    r"\b(?:no|not|n't|never|don't|didn't|haven't|cannot|can't|won't|without|rather|instead|scared|want|if|"
    r"should|could|would|will)\b|n't",
    re.IGNORECASE,
)
_ASKS_TAKING = re.compile(
    r"\bthat(?:['’]s| is) (?:the|your)\b|\b(?:taking|take|takes|on|using|use|still|how (?:often|much|many)|dos(?:e|"
    r"es|age)|medic\w+|giv\w+)\b",
    re.IGNORECASE,
)
_ASKS_LIST = re.compile(
    r"\b(?:medic\w+|meds|prescri\w+|pills?|drugs|anything (?:else )?for|tried|painkillers?|tak(?:e|ing)|tablets?|"
    r"statins?|supplements?|herbal\w*|vitamins?|over[- ]the[- ]counter|remed(?:y|ies)|birth control|contracepti\w+|"
    r"inhalers?|on (?:anything|any))\b|"
    r"\bwhat (?:are|is) (?:you|he|she)(?: currently| still| now)? on\W*$|"
    r"^\W*(?:and )?(?:which|what(?:['’]s| is) (?:it|that|the name|its name))\b",
    re.IGNORECASE,
)
_ASKS_ELSE = re.compile(
    r"\b(?:allerg\w*|reaction|side effects?|trouble|problems?|bleeding|bruising|symptoms?|help(?:s|ed|"
    r"ing)?|rash|why|okay with|how (?:is|are|was)|would you|do you want|what if|"
    r"sound|make sense|start|ready|okay|cost|heard of|insurance|work(?:s|ed|ing)?|weapons?|guns?|lot of)\b",
    re.IGNORECASE,
)
_ASKS_TRIED = re.compile(
    r"\b(?:(?:tried|try|taken|took|used|ever been|did (?:you|he|she) (?:take|use|have))\b|(?:you|he|she) had (?!any\b|"
    r"to\b|been\b))",
    re.IGNORECASE,
)


def answered(passage: Passage, drug: DrugMention) -> Taken | None:
    """What question and answer together say: "And the lisinopril?" "Every morning." """
    text = passage.text
    if (
        _ASKS_ELSE.search(_OPENS.sub("", text))
        or not passage.answer
        or re.match(r"\W*(?:any|is there)\b", text, re.IGNORECASE)
    ):
        return None
    short = len(text.split()) <= 9
    if not short and not _ASKS_TAKING.search(text):
        return None
    answer = answer_about(passage, drug)
    said = passage.said
    adds = bool(_YES_AND.match(passage.answer)) and not _names_one_of(passage)
    if len(combined(text)) > 1 and not adds and (find_drugs(passage.answer) or _share(passage, drug)):
        if not _share(passage, drug):
            return _one_of_several(passage, drug)
        said = "yes" if _AFFIRMS.search(answer) else "no" if _NOT.search(answer) else ""
    elif _THE_ONE.match(answer) or re.match(rf"\W*(?:the |my )?{re.escape(drug.name)}\b[^.?!]*\d", answer, re.I):
        said = "yes"  # "That's it, one in the morning.", "Amlodipine, five."
    if _RAN_OUT.search(answer):
        return "ran-out"
    if STOPPED.search(answer) and not PAUSED.search(answer):
        return "stopped"
    others = {i for d in find_drugs(answer) for i in d.ingredients}
    if others and not set(drug.ingredients) & others and not adds:
        return None
    if _NOT_NOW.search(answer):
        return None
    if _WAS_ON_IT.search(answer):
        return "took"
    if said == "no":
        return "stopped" if _SWITCHED_TO.search(answer) else "not-taken"
    if STOPPED.search(text[: drug.start]) and said == "yes":
        return "stopped"
    if _OF_THEN.search(text):
        return "took"
    now_and_then = _STILL_ASKED.search(text) and _NOW_AND_THEN.match(answer)
    if said == "yes" or now_and_then or read_directions(answer).repeat or read_directions(answer).dose_words:
        tried = _ASKS_TRIED.search(text) and not re.search(r"\b(?:taking|still|been)\b", text)
        return "took" if tried else "takes"
    return None


_STILL_ASKED = re.compile(r"\b(?:still|taking|on|using)\b", re.IGNORECASE)
_NOW_AND_THEN = re.compile(
    r"\W*(?:(?:well|oh|um|just|only|maybe|about|probably) )*(?:(?:an? )?half(?: an?| a one)?|one|two|an? \w+|\d+|some|"
    r"most|every|now and (?:then|again)|sometimes|occasionally|on and off|when(?:ever)? i need|as and when|the odd)\b",
    re.IGNORECASE,
)
"""How much or how often, in answer to whether something is still taken: "half a one, some nights"."""
_OPENS = re.compile(r"^\W*(?:(?:okay|ok|so|and|right|then)\b\W*)+", re.IGNORECASE)
_OF_THEN = re.compile(
    r"\b(?:dose|strength|how (?:much|many|often)) (?:was|were) (?:that|it|you|he|she)\b", re.IGNORECASE
)
"""How a dose of the past is asked for: "and what dose was that?"."""
_YES_AND = re.compile(
    r"^\W*(?:yes|yeah|yep|that['’]s (?:right|it)|correct)\b[\s,.]*(?:(?:and|plus|also|that['’]s (?:right|it))\b|$)",
    re.I,
)
"""An answer that says yes to what was asked and adds another medicine: "yes, and the spironolactone, 25"."""


def _names_one_of(passage: Passage) -> bool:
    """Whether an answer names one of the medicines asked after."""
    asked = {i for d in combined(passage.text) for i in d.ingredients}
    return bool(asked & {i for d in find_drugs(passage.answer) for i in d.ingredients})


def answer_about(passage: Passage, drug: DrugMention) -> str:
    """The answer to a question about one medicine, up to the sentence in which another one is told of."""
    if len(combined(passage.text)) > 1:
        share = _share(passage, drug)
        return share if share is not None else _up_to_another(passage.answer, combined(passage.text))
    return _of_the_asked(_up_to_another(passage.answer, [drug]), drug)


def _up_to_another(answer: str, asked: Sequence[DrugMention]) -> str:
    """The sentences of an answer up to the first, behind its beginning, that tells of a medicine not asked after."""
    kept: list[str] = []
    for sentence in re.split(r"(?<=[.!?;])\s+", answer):
        named = {i for d in find_drugs(sentence) for i in d.ingredients}
        if kept and (named or find_kinds(sentence)) and not named & {i for one in asked for i in one.ingredients}:
            break
        kept.append(sentence)
    return " ".join(kept)


def _of_the_asked(answer: str, drug: DrugMention) -> str:
    """The answer up to where it goes on to another medicine: "yes, and I stopped the other" is a yes."""
    others = [d.start for d in find_drugs(answer) if not set(drug.ingredients) & set(d.ingredients)]
    others += [kind.start for kind in find_kinds(answer)]
    if not others:
        return answer
    turns = [m.start() for m in _GOES_ON.finditer(answer[: min(others)]) if answer[: m.start()].strip(" ,.")]
    return answer[: turns[-1]] if turns else answer


def _share(passage: Passage, drug: DrugMention) -> str | None:
    """What an answer says of one of several medicines asked after: "the vitamin yes, the iron I stopped".

    None where it does not call them one by one.
    """
    others = [one for one in combined(passage.text) if one.start != drug.start]
    mine, theirs = _words_of(drug), frozenset[str]().union(*map(_words_of, others))
    shares: dict[bool, list[str]] = {True: [], False: []}
    about: bool | None = None
    for part in re.split(r"[,.;]|\b(?:and|but)\b", passage.answer):
        said = set(re.findall(r"[a-z]{3,}", part.lower()))
        named = bool(said & (mine - theirs)), bool(said & (theirs - mine))
        if any(named):
            about = None if all(named) else named[0]
        if about is not None:
            shares[about].append(part.strip())
    return ", ".join(shares[True]) if shares[True] or shares[False] else None


def _words_of(drug: DrugMention) -> frozenset[str]:
    """The words by which a medicine is called again: "the vitamin" of the prenatal vitamin."""
    return frozenset(re.findall(r"[a-z]{3,}", f"{drug.name} {' '.join(drug.ingredients)}".lower()))


_GOES_ON = re.compile(r"\b(?:and|but|though|except|plus)\b", re.IGNORECASE)


_THE_ONE = re.compile(
    r"\W*(?:(?:yes|yeah|oh)\W+)*(?:that['’]?s|that is) (?:it|the one|them|the ones)\b(?! for)",
    re.I,
)
_AFFIRMS = re.compile(
    r"^(?!.*\b(?:no|not|never|stopped)\b)(?!.*n['’]t\b).*\b(?:yes|yeah|yep|still|just|only)\b",
    re.I,
)
_WAS_ON_IT = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|oh|well|so)\b\W*)*(?:i|he|she) (?:was on|used to (?:be on|take)|had been on|took|tried|"
    r"had)\b(?: (?:it|that|them|this|those))?\b",
    re.IGNORECASE,
)
"""An answer that tells of a medicine as past: "I was on that for six months"."""
_THE_REST = re.compile(r"\b(?:the )?(?:rest|others?|other (?:two|2|three|3|ones?))\b", re.IGNORECASE)


def _one_of_several(passage: Passage, drug: DrugMention) -> Taken | None:
    """Of several medicines asked after, what the answer says of those that it does not name: "the other two, yes"."""
    named = {i for d in find_drugs(passage.answer) for i in d.ingredients}
    rest = _THE_REST.search(passage.answer)
    if set(drug.ingredients) & named or rest is None:
        return None  # the answer's own words on a medicine are read where they stand
    beside = passage.answer[max(0, rest.start() - 20) : rest.end() + 40].lower()
    if re.search(r"\b(?:no|not|n't|never|stopped)\b", passage.answer[rest.end() :].lower()):
        return None
    still = r"\b(?:yes|yeah|yep|still|take|taking|on|right|correct|both|same|fine|every|daily)\b"
    return "takes" if re.search(still, beside) else None


def told(passage: Passage, drug: DrugMention, status: Status, before: Taken | None) -> Taken | None:
    """What a patient's own sentence says of one medicine in it; None where it says nothing of taking.

    Args:
        passage: the sentence.
        drug: the medicine.
        status: whether the sentence denies or doubts it.
        before: what the turn said of the medicine before it, for a list.
    """
    start, end = clause_at(passage.text, drug.start)
    clause, lead = passage.text[start:end], _SEARCHED.sub(" ", passage.text[start : drug.start])
    if OUT.search(passage.text):
        return None
    about = _said_of(passage.text, drug, start, end)
    if _RAN_OUT.search(about):
        return "ran-out"
    if (STOPPED.search(about) or _stopped_after(passage, drug)) and not PAUSED.search(passage.text):
        return "stopped"
    if status in (Status.NEGATED, Status.HYPOTHETICAL, Status.UNCERTAIN) or _NOT.search(lead):
        return None
    if _NOT_NOW.search(_before_another(passage.text[drug.end :])):
        return None
    if _ALL_BUT.search(passage.text[: drug.start]):
        return "not-taken"
    if _CANNOT_TAKE.match(passage.text[drug.end :]):
        return None
    if _SWITCHED_TO.search(lead):
        return "takes"
    if _WAS_ON.search(lead) and not _STILL.search(about):
        return "took"
    if _TAKES.search(clause) or _DOSE_MOVED.search(lead):
        return "takes"
    if _WENT.match(passage.text[drug.end :]) or _AFFIRMED.match(passage.text[drug.end :]):
        return "takes"
    if _BORNE.match(passage.text[drug.end :] or f" {passage.after}"):
        return "takes"
    if _CAUSES.search(passage.text[drug.end : end]):
        return "takes" if _KEPT.search(f"{passage.text[drug.end :]} {passage.after}") else None
    if TOOK.search(lead) or _ONE_OF_ANOTHERS.search(passage.text[drug.end :]):
        return None if _FIRST_AID & set(drug.ingredients) else "took"
    how = read_directions(passage.text[drug.end : end])
    if how.dose is not None and how.repeat is not None and not _PAST.search(clause):
        return "takes"
    short = len(clause.split()) <= 12 or len(find_drugs(clause)) > 1
    if short and passage.question and _ASKS_LIST.search(passage.question) and not _ASKS_ELSE.search(passage.question):
        return "took" if _ASKS_TRIED.search(passage.question) else "takes"
    if (
        short
        and before
        and passage.at
        and re.match(r"\W*(?:and|also|plus|oh)?\W*(?:the|my)?\W*$", lead.strip().lower())
    ):
        return before
    return None


_SEARCHED = re.compile(
    r",? (?:um,? )?what(?:['’]s| is| do you| d['’]you|['’]s it) (?:call )?(?:it|that|the name)?(?: called)?(?:,|\?)? ",
    re.IGNORECASE,
)
"""How somebody looks for a name: "I was on the, what's it called, Campral"."""


def _said_of(text: str, drug: DrugMention, start: int, end: int) -> str:
    """The words of a clause that speak of one of its medicines: "aspirin yes, the clopidogrel they told me to stop"."""
    drugs = [d for d in find_drugs(text[start:end]) if d.start + start != drug.start]
    first = max((d.end + start for d in drugs if d.end + start <= drug.start), default=start)
    last = min((d.start + start for d in drugs if d.start + start >= drug.end), default=end)
    behind = text[drug.end : last] if last == end else re.split(r",|\b(?:and|but)\b", text[drug.end : last])[0]
    return f"{text[first : drug.start]}{drug.name}{behind}"


_SWITCHED_TO = re.compile(
    r"\b(?:switched|changed|moved|swapped) (?:me|him|her|it|that)(?: over)? (?:to|onto|for)(?: the)?(?: |$)",
    re.IGNORECASE,
)
"""How one medicine was left for another: "no, they switched me to Eliquis"."""
_WAS_ON = re.compile(
    r"\b(?:(?:i|he|she) (?:was|had been|used to (?:be|take|use))|they (?:had|put|started) (?:me|him|"
    r"her))\b(?: [\w']+){0,3}\s*$",
    re.IGNORECASE,
)
"""How a medicine of the past is told of: "I was on…", "they put me on…"."""
_PAST = re.compile(
    r"\b(?:was|were|had|used to|took|gave|in the past|years ago|back in|at one point)\b",
    re.IGNORECASE,
)
_ALL_BUT = re.compile(
    r"\b(?:all|everything|every one)(?: of them)? (?:but|except|apart from|besides)(?: for)?(?: the| my)? $", re.I
)
"""Before the one medicine of a list that is not taken."""
_CANNOT_TAKE = re.compile(
    r"^,? (?:i|he|she) "
    r"(?:can['’]?t|cannot|can not|couldn['’]?t|could not|don['’]t|do not|never|won['’]t|am not|'m not)\b",
    re.IGNORECASE,
)
"""A medicine named first and then not taken: "propranolol I can't take"."""
_STILL = re.compile(r"\b(?:still|now|currently|every (?:day|morning|night)|ever since)\b", re.IGNORECASE)
_STOPS_IT = re.compile(
    r"^[^.?!]{0,24}\b(?:stopped|quit|came off|went off|gave up|took me off|weaned (?:me )?off|"
    r"(?:told|asked) (?:me|him|her) to stop|finished|no longer (?:take|use))\b(?: (?:taking|using))?"
    r"(?: (?:it|that|them|those|\w+ (?:year|month|week)s?|(?:after|in|about|because|a|an|around|when) \w+)\b|\W*$)",
    re.IGNORECASE,
)


def _stopped_after(passage: Passage, drug: DrugMention) -> bool:
    """Whether the words behind a medicine say that it was stopped: "I was on the pill but I stopped that last year"."""
    behind = passage.text[drug.end :]
    own = _before_another(behind)
    parts = _CLAUSES.split(own)[1:]
    if own == behind and _before_another(passage.after) == passage.after:
        parts += _CLAUSES.split(passage.after)
    return any(_STOPS_IT.search(part) for part in parts)


def _before_another(text: str) -> str:
    """What is said before another medicine is spoken of by name or kind: "… and a statin but I stopped that"."""
    starts = [d.start for d in find_drugs(text)] + [kind.start for kind in find_kinds(text)]
    return text[: min(starts)] if starts else text


_CLAUSES = re.compile(r",|\b(?:and|but|so|because|until|then)\b", re.IGNORECASE)


_BORNE = re.compile(
    r"^,? (?:i['’]?m|i am|he is|she is|is) (?:just |doing )?(?:fine|okay|ok|good) (?:with|on)\b", re.IGNORECASE
)
_KEPT = re.compile(r"\b(?:halved|cut|reduced|lowered|doubled|still (?:take|on)|keep taking)\b", re.IGNORECASE)
"""What is said of a medicine that did harm and is taken all the same."""
_DOSE_MOVED = re.compile(
    r"\b(?:they|he|she|dr\.? \w+|doctor|gp|cardiologist|specialist)(?: just| recently|['’]ve| have| has)?(?: \w+)? "
    r"(?:upped|increased|raised|doubled|lowered|reduced|decreased|halved|cut|bumped|moved|changed)\b[^,.]*$",
    re.IGNORECASE,
)
"""Who had a dose changed takes the medicine: "they upped the atorvastatin to 80"."""
_WENT = re.compile(
    r"^(?: dose)? (?:went|came|(?:was|got|has been|['’]?s been) (?:put|brought|taken|cut|moved|turned|stepped)|has "
    r"(?:gone|come)|['’]s (?:gone|come)) (?:back |right )?(?:up|down)\b",
    re.IGNORECASE,
)
"""Behind a medicine that is taken: "after the methotrexate went down"."""
_AFFIRMED = re.compile(r",? (?:yes|yeah|yep|still)\b(?! but)(?! i (?:stopped|used))", re.IGNORECASE)
"""Behind a medicine that an answer affirms: "levothyroxine yes, 75"."""
_CAUSES = re.compile(r"^\W*(?:really |always |just )*(?:makes?|made|gives?|gave|upsets?|messe[sd]) (?:me|him|her|my)\b")
"""What a medicine did to somebody, which says of no taking: "codeine makes me sick"."""
_ONE_OF_ANOTHERS = re.compile(
    r"\b(?:gave|lent|slipped) me (?:one|some|a couple|two|a few|his|hers|her|it)\b|\b(?:had|were)"
    r" (?:some )?left(?: over)?\b",
    re.IGNORECASE,
)
"""Behind a medicine that was taken once: "sumatriptan, my friend gave me one"."""
_FIRST_AID = frozenset({"epinephrine", "adrenaline", "naloxone", "oxygen"})
"""What an ambulance gives once: an event, no medicine of the patient's."""


_ONE_OF = {"iron": "ferr", "potassium": "potassium", "insulin": "insulin", "vitamin d": "calciferol"}
"""What is said before its own name: "back on iron, ferrous fumarate"."""


def _is_same(kind: DrugMention, drug: DrugMention, text: str) -> bool:
    """Whether a medicine only says which one was meant just before."""
    named = _ONE_OF.get(kind.name.lower())
    between = text[kind.end : drug.start]
    return named is not None and named in drug.ingredients[0] and bool(re.fullmatch(r"\W*(?:so |as )?", between))


def combined(text: str) -> list[DrugMention]:
    """The medicines of a text; two names joined by a hyphen or a slash are one combination."""
    found: list[DrugMention] = []
    for named in find_drugs(text):
        drug = named
        if found and _is_same(found[-1], drug, text):
            found.pop()
        if found and text[found[-1].end : drug.start] in ("-", "/"):
            before = found.pop()
            both = (*before.ingredients, *(i for i in drug.ingredients if i not in before.ingredients))
            drug = DrugMention(text[before.start : drug.end], both, before.start, drug.end)
        found.append(drug)
    return found
