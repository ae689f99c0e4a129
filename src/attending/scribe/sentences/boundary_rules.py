"""Where nobody ends a sentence, and where everybody does: what the network's scores are corrected by.

Read by `boundaries`. Words come cleaned (`normalise`), lower case, without marks.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attending.scribe.sex_heard import first_names
from attending.scribe.vocabulary import vocabulary
from attending.terms.numerals import is_number_word
from attending.terms.vital_signs import VITAL_SIGN

Floats = NDArray[np.float32]

_NEVER_LAST = vocabulary("the a an my your our their of if because and or i we he she they very than into")
"""Words with which nobody ends a sentence."""
_THINKS = vocabulary("think believe say sure mean feel hope know told said see notice so")
"""Words behind which "that" opens a thought: half of "i do not think that this is a stroke" says the contrary."""
_OPENS_THOUGHT = re.compile(
    r"(?:(?:pretty|make|makes|making|made|not|so) sure|think|thinks|believe|believes|guess|hope|hoping|said|says|"
    r"noticed|realized|figured|assume|assuming|suspect|feel like|sounds like|looks like|seems like|(?:the|only|main|"
    r"first|other|next|last) (?:thing|things|way|time|reason)|(?:am|are) (?:concerned|worried|afraid))$"
)
_SUBJECT = vocabulary("i you he she it we they that this there the everything everyone my your his her")
_BEHIND_NO = vocabulary(
    "no not i i'm it he she they we you that there this nothing none just okay but so my the well actually because and "
    "if do does did is are was have has"
)
"""Words that begin anew behind an answering "no"; behind any other, "no" denies what follows and nothing parts them."""
_FINITE = vocabulary("is are was were has have had will would can could should does do did am helps shows means")
_NOW = re.compile(
    r"now (?:i|we|let|on|for|as|this|the|these|some|most|there|what|when|if|in|your|you|with|do|have|are|is|"
    r"unfortunately)$"
)
"""A "now" that begins what follows: "… of that area now on your foot exam"."""
EXAMINED = "(?:neck|lungs?|heart|abdomen|belly|eyes?|ears?|throat|skin)"
"""Parts of the body that a clinician names before what was found there: a pattern."""
_SURELY_ANEW = re.compile(
    r"(?:hey dragon|there (?:is|are|was|were)\b|can (?:some|any)(?:one|body) |"
    r"what (?:i am|we are) going to do|what (?:i|we) (?:will|would) do|"
    r"now (?:it is|it's) (?:like |just |more |only |about |a |down |up )|let us|let me|"
    r"listen(?:ing)? to your|take a (?:nice )?deep|"
    r"do you have any|have you (?:had|noticed) any|the good news|(?:and )?on (?:your |the )?"
    r"(?!(?:the|your|his|her|my|a) )(?:\w+ ){1,3}(?:exam|examination) (?!but|and|so|that|to|of|today)|"
    rf"(?:and )?your {EXAMINED} (?:i (?:do|am)|there (?:is|are)|is|are|"
    r"sounds?|looks?) |for (?:your|the|his|her) (?:first|second|third|fourth|next|last) (?:problem|issue|diagnosis)|"
    r"for (?:your|the) (?:\w+ ){1,2}(?:i would like|i want|i am going|let us|we will|we are going))"
)
_ANEW = re.compile(
    r"(?:so (?:let us|let me|i (?:will|want|would|am|think)|we (?:will|are|can)|for your|on your|for the)|"
    r"and then (?:for|as|in) |for (?:your|the) (?:first|second|third|next|last|other) |"
    r"as far as|in terms of|i do (?:not )?appreciate|i am going to|i would like|i want you|"
    r"(?:it|this) (?:is|was|looks|sounds|feels) |the only thing|the best |my recommendation|any (?:fever|chest|other|"
    r"shortness|nausea|pain|history|changes)|unfortunately|there is no|there are no)"
)
"""Openings of a sentence."""
_LEADS_ON = vocabulary(
    "so and but now then okay because that if when as or well alright right what which where like while since until "
    "sometimes maybe probably usually currently how why whether than unless although though once before after time way "
    "feels looks sounds seems see notice noticed says say guess hope thought know whatever everything bad much long "
    "sure think believe know said in on for with of to about is are was think"
)
"""Words that lead on to one of those openings: the sentence began with them."""

_LEADS_TO_VERB = vocabulary("going want like need able")
_BEHIND_TO = vocabulary("i you he she it we they and but so because okay yeah yes no not well")
"""Words before which a "to" may be the last: "as often as i want to | but"."""
_NEW_PART = re.compile(
    r"(?:now (?:on|for) (?:your |the )?(?:\w+ ){1,3}(?:exam|examination|problem|issue|diagnosis|condition) |"
    r"(?:now )?for (?:your|the|his|her) (?:first|second|third|fourth|next|last) (?:problem|issue|diagnosis|condition) )"
)
"""With which the next part of the examination or the next problem of the plan begins."""
_OPENS_PART = vocabulary("so and then now okay alright well right but also again uh um")

FORBID = np.array([0.0, 0.0, 99.0, 99.0], np.float32)
FORBID_ANY = np.array([0.0, 99.0, 99.0, 99.0], np.float32)
STRONGLY = np.array([0.0, 0.0, -5.0, -3.0], np.float32)
COMMA_ONLY = np.array([99.0, 0.0, 99.0, 99.0], np.float32)
FAVOUR = np.array([0.0, 0.0, -2.0, -1.2], np.float32)
RELUCTANT = np.array([0.0, 0.0, 1.5, 1.0], np.float32)
_TRAILS = vocabulary("when because until while whenever")
"""Words that go on with a sentence rather than begin one: "a bit out of breath | when i was walking"."""
REQUIRE = np.array([99.0, 99.0, 0.0, 99.0], np.float32)
_NOTHING = np.zeros(4, np.float32)
_DECIDES = re.compile(r"(?:we|i) (?:are|am|will|are going|am going) \w+|let us \w+")
_NEXT_QUESTION = re.compile(r"(?:any |all right |okay |(?:do|did|have|are) you |let (?:me|us) )")
"""What follows an answer that was said, or noted, in the turn of its question: "any fever | no | any chills | no"."""
_TELLS_WHO = re.compile(r"who (?:presents|presented|comes|came|returns|has|had|was|is (?!(?:your|the|that|he|she)\b))")
"""What says of a patient why they came: "a 34-year-old female | who is here with a headache"."""
_VITAL = re.compile(rf"(?:your )?{VITAL_SIGN}\b")
"""What is read out behind the number of the vital sign before it."""
_EXAMINED = re.compile(r"\bon (?:your |the )?(?:\w+ ){1,3}(?:exam|examination)$")
"""What names a part of the examination and leads to what was found."""
_PART = (
    r"(?:tonsils?|uvula|(?:ear ?)?drums?|ears?|throat|nose|neck|chest|lungs?|heart(?: sounds)?|abdomen|tummy|belly|"
    r"stomach|bowel sounds|liver|spleen|skin|eyes?|pupils|reflexes|calves|ankles|legs|gait|power|tone|sensation|"
    rf"rebound|rovsing|weight|{VITAL_SIGN})"
)
_NEXT_FINDING = re.compile(
    rf"(?:and |so )*(?:(?:the|your|his|her|both|left|right) )*{_PART}(?:'s)? (?:both |all )?(?:is|are|sounds?|looks?|"
    r"feels?|in|clear|soft|tender|positive|negative|normal|fine|good|okay|red|no|not|non ?tender|regular|\d|"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety) )|"
    r"no (?:\w+ ){0,2}?(?:crackles|creps|wheezes?|wheezing|murmurs?|tenderness|guarding|rebound|mass(?:es)?|rash|"
    r"swelling|edema|oedema|nodes|glands|jaundice|pallor|exudate|pus|discharge|stridor|recession)\b"
)
"""What is found next, behind a finding that is told to its end: "… chest is clear | heart sounds normal | no edema"."""
_IS_PART = re.compile(_PART)
_IS_SO = re.compile(r"(?:both |all )?(?:normal|clear|soft|fine|non ?tender|red|dull|equal|unremarkable)\b")
"""How a part is, told without a verb: "ears both normal"."""
_FOUND = vocabulary(
    "normal clear fine good okay soft red pink regular equal intact negative positive present absent swollen enlarged "
    "inflamed wheeze wheezes wheezing crackles creps murmur murmurs guarding tenderness rebound mass masses edema "
    "oedema rash exudate jaundice tender nontender dry moist warm healthy unremarkable reactive sides symmetrical "
    "steady middle midline central rest"
)
"""Words with which a finding ends."""
_NO_SIGN = re.compile(r"no (?:signs?|evidence) of\b")
_TOLD_OF = vocabulary(
    "is are was were has have had see saw find found with and but there there's so feel hear show shows"
)
_SO_IT_IS = re.compile(rf"so (?:the|your) {_PART} (?:is|are|looks?)\b")


_NOT_FOUND = re.compile(r"\bno (?:(?:signs?|evidence) of )?(?:an? |any )?(?:\w+ )?\w+$")


_WILL_EXAMINE = re.compile(
    r"\blet me (?:just )?(?:examine|check|listen to|(?:have|take) a (?:quick )?(?:look|listen)(?: at| to)?)"
    r"(?: you| him| her)?(?: over| then| now)?$"
)
"""With which an examination is announced: what is read out behind it begins anew."""


def _tells_next(texts: Sequence[str], index: int, ahead: str) -> bool:
    """Whether a finding has been told to its end, and the next begins."""
    word = texts[index]
    if _NO_SIGN.match(ahead):
        return word not in _TOLD_OF
    told = word in _FOUND or word[0].isdigit() or is_number_word(word)
    before = " ".join(texts[max(0, index - 5) : index + 1])
    told = told or bool(_NOT_FOUND.search(before) and word not in _TOLD_OF) or bool(_WILL_EXAMINE.search(before))
    return bool(_SO_IT_IS.match(ahead)) or (told and bool(_NEXT_FINDING.match(ahead)))


_PART_SEEN = re.compile(
    rf"(?:{_PART}|cap(?:illary)? refill|pulses?|air entry) "
    r"(?:is|are|was|were|looks?|sounds?|feels?|both|clear|soft|normal|fine|red|regular|good|equal|less|under|present)\b"
)
"""A part of the body named without an article before what was found there: "good air entry | throat is a bit red"."""
_BELONGS = _SUBJECT | vocabulary(
    "a an of in on to and the both left right good bad little his her fetal foetal resting lying standing sitting"
)
_NO_THAT = re.compile(
    r"(?:(?!(?:more|longer|i|you|he|she|it|we|they)\b)\w+ ){1,2}(?:will|do|does|did|is|are|was|were|can|would) not\b"
)
"""Behind a "no" that answers: "no | antibiotics will not help"."""
_DOES_TO = vocabulary(
    "stop take use try keep start give bring leave put hold pat dry wash rinse clean cover soak lift wear check rub"
)
_WHAT_IS_DONE = vocabulary("it them")
SIGNS = 10
"""Words from "any" to what is then to be done."""
_SETTLED = (("no", "harm", "done"), ("no", "worries"))
"""What is a sentence of its own: "no harm done | if he gets the noise again ring us"."""
_AT_ONCE = re.compile(r"(?:(?:that|the) same day|that day|straight away|right away|immediately) ")
"""How soon something is to be done, said behind it."""
_FORBIDS = re.compile(
    r"do not (?:do|give|use|let|worry|put|stop|drive|drink|miss|skip|rub|share|squeeze|"
    r"stay|eat|lift|try|get|leave)\b"
)


_THEN_DO = (
    r"(?<!not )(?:you (?:need to|should|must|have to|got to|call|come|go|ring)|(?:please |just |then )?(?:call|ring|"
    r"phone|come (?:back|in|right|straight|to)|go (?:to|straight|right|back)|let (?:us|me) know|give (?:us|me) a|seek|"
    r"stop (?:it|taking)|take (?:him|her|them) to|bring (?:him|her|them)|get (?:straight |right )?to|shout|"
    r"tell (?:us|me|them|someone|somebody)|"
    r"(?:that|it) is (?:an? )?(?:nine nine nine|nine one one|triple nine|999|911|emergency)))\b"
)
_WARNS = re.compile(
    rf"if (?!you (?:need|want)\b)(?:(?!(?:we|i|they) (?:will|would|can|are|am)\b)[\w']+ ){{2,40}}?(?P<do>{_THEN_DO})"
)
_DO_IT = re.compile(_THEN_DO)
_DONE_IF = re.compile(r"\b(?:call|come|go|ring|phone|return|know|tell|seek|see (?:us|me)|stop|back|away)\b")
_BEFORE_IF = vocabulary("even and but so or because also then see know wonder ask as like")
_AS_NEEDED = re.compile(r"if you need (?:it|to|them|any)\b")
CONDITION = 40
"""Words of a condition before what then to do."""
SHORTEST = 2
COMMANDED = 6
"""Words before an "if" in which a command makes it the command's own: "call us if you get a fever"."""


def _at_condition(texts: Sequence[str], index: int) -> Floats | None:
    """What to look out for stays whole: "… twice a day | if you get a fever you need to come back"."""
    ahead = " ".join(texts[index + 1 : index + CONDITION + 8])
    if texts[index + 1] == "if":
        if _AS_NEEDED.match(ahead):
            return FORBID
        led = texts[index] in _BEFORE_IF or _DONE_IF.search(" ".join(texts[max(0, index + 1 - COMMANDED) : index + 1]))
        return REQUIRE if _WARNS.match(ahead) and not led else None
    if texts[index + 1] in {"i", "we", "let"} and _AS_NEEDED.fullmatch(" ".join(texts[max(0, index - 3) : index + 1])):
        return REQUIRE
    start = next((i for i in range(index, max(-1, index - CONDITION), -1) if texts[i] == "if"), None)
    if start is None or _DONE_IF.search(" ".join(texts[max(0, start - COMMANDED) : start])):
        return None
    warned = _WARNS.match(" ".join(texts[start : start + CONDITION + 8]))
    inside = warned is not None and index - start + 1 <= warned.string[: warned.start("do")].count(" ")
    before_do = bool(_DO_IT.match(ahead)) and not _DO_IT.search(" ".join(texts[start : index + 1]))
    return FORBID if inside or (before_do and index - start >= SHORTEST) else None


def reluctance(texts: Sequence[str], index: int) -> Floats:
    """What is taken from the score of each mark behind word `index`, which is not the last."""
    word, following = texts[index], texts[index + 1]
    if word == "maybe" and not index and _DECIDES.match(" ".join(texts[1:5])):
        return REQUIRE  # "do I need surgery" / "maybe | we are going to get blood work"
    if word in {"no", "yes"} and _NEXT_QUESTION.match(" ".join([*texts[index + 1 : index + 3], ""])):
        return REQUIRE
    if word == "no" and _NO_THAT.match(" ".join(texts[index + 1 : index + 5])):
        return REQUIRE
    if any(tuple(texts[max(0, index + 1 - len(words)) : index + 1]) == words for words in _SETTLED):
        return REQUIRE
    if word in {"no", "without", "denies"} and following not in _BEHIND_NO:
        return FORBID_ANY
    stepped = " ".join([*texts[index + (word != "then") : index + 6], ""])
    if _NEXT_DOSE.match(stepped):
        return FORBID_ANY
    if word in _DOES_TO and following in _WHAT_IS_DONE:
        return FORBID_ANY  # "stop it please"
    if "any" in texts[max(0, index - SIGNS) : index] and _DO_IT.match(" ".join(texts[index + 1 : index + 6])):
        return FORBID  # "any chest pain or a swollen leg | come straight in"
    condition = _at_condition(texts, index)
    if condition is not None:
        return condition
    after = list(texts[index + 1 : index + 8])
    ahead = " ".join([*after, ""])
    if word == following == "that" and after[1:2] and after[1] in _FINITE:
        return REQUIRE  # "you can take that | that will help"
    if word in first_names() and following in {"i", "we"}:
        return REQUIRE  # "so barbara | i know you are here"
    if word == "to" and index and texts[index - 1] in _LEADS_TO_VERB and following not in _BEHIND_TO:
        return FORBID_ANY  # "we are going to | have you continue"
    if word not in _OPENS_PART and _NEW_PART.match(ahead):
        return REQUIRE  # "we will monitor that | now for your lung exam"
    if _AT_ONCE.match(ahead) and word not in _LEADS_ON:
        return FORBID  # "go straight to a and e that same day"
    if following in _SUBJECT and _OPENS_THOUGHT.search(" ".join(texts[max(0, index - 2) : index + 1])):
        return FORBID_ANY
    if _goes_on(texts, index) or (following == "who" and _TELLS_WHO.match(ahead)):
        return FORBID
    if word[0].isdigit() and _VITAL.match(ahead):
        return COMMA_ONLY
    if _IS_PART.fullmatch(word) and _IS_SO.match(ahead):
        return FORBID_ANY
    if _tells_next(texts, index, ahead):
        return REQUIRE
    if _EXAMINED.search(" ".join(texts[max(0, index - 5) : index + 1])) and following not in _LEADS_ON:
        return COMMA_ONLY
    if following in _TRAILS:
        return RELUCTANT
    if word in _LEADS_ON:
        return _NOTHING
    if word not in _BELONGS and (_PART_SEEN.match(ahead) or _FORBIDS.match(ahead)):
        return STRONGLY
    if _SURELY_ANEW.match(ahead) or _NOW.match(" ".join(after[:2])):
        return STRONGLY
    return FAVOUR if _ANEW.match(ahead) else _NOTHING


_INNER = frozenset({"oh", "point"})


def _inside_number(texts: Sequence[str], index: int) -> bool:
    """Whether the next gap lies in a number spoken with "oh" or "point": "two oh four", "one point five"."""
    around = texts[max(0, index - 1) : index + 3]
    middle = next((i for i in (index, index + 1) if texts[i] in _INNER), -1)
    return (
        len(around) > 2
        and 0 < middle < len(texts) - 1
        and is_number_word(texts[middle - 1])
        and is_number_word(texts[middle + 1])
    )


_TELL_WHOM = re.compile(r"\btell (?:them|him|her|(?:the|your|his|her) \w+)$")
_BELONGS_BEFORE = re.compile(
    r"even (?:when|if|though) |so (?:they|(?:i|we) can|get up|take|do not|be careful|try|use|keep|"
    r"make sure|(?:you|he|she|it) (?:do|does|is|are|will) not) "
)
"""What goes on with the sentence before it: "every day | even when he is well", "a laxative | so you do not strain"."""
_NEXT_DOSE = re.compile(
    r"then (?:(?:go )?(?:back|down|up) (?:down |up )?to |(?:reduce|drop) (?:it )?to |stop |as needed )"
)
"""The step that follows a dose: "eighty for three days | then go back to forty"."""
_COUNTS = re.compile(r"\d|(?:two|three|four|five|six|ten|fifteen|twenty|thirty|once|twice)$")


def _goes_on(texts: Sequence[str], index: int) -> bool:
    """Whether no sentence ends behind this word."""
    word, following = texts[index], texts[index + 1]
    if word in _NEVER_LAST or (word == "that" and index > 0 and texts[index - 1] in _THINKS):
        return True
    if _BELONGS_BEFORE.match(" ".join(texts[index + 1 : index + 5])):
        return True
    if following in _SUBJECT and _TELL_WHOM.search(" ".join(texts[max(0, index - 2) : index + 1])):
        return True  # "tell the ambulance | you have copd"
    if following == "it" and index + 2 < len(texts) and _COUNTS.match(texts[index + 2]):
        return True  # "and ice | it twenty minutes at a time"
    if _inside_number(texts, index):
        return True  # "weight is two | oh four"
    if tuple(texts[max(0, index - 3) : index + 1]) == ("and", "in", "the", "meantime"):
        return True
    if word == "now" and index and texts[index - 1] in {"then", "but"} and following in _SUBJECT:
        return True  # "it was an eight then | now it is a three"
    # "… of that area | now on your foot exam"
    return word == "now" and index > 2 and bool(_NOW.match(f"now {following}"))
