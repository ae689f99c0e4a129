"""Words that are each other's opposite: as notes write them, and as conversations say them. Read by `opposites`."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pole:
    """One end of a scale."""

    written: re.Pattern[str]
    plain: re.Pattern[str]
    """Words that say the same in a conversation, and nothing else."""
    loose: re.Pattern[str]
    """These and words that may say the same: enough to bear a note out, too little to speak against its opposite."""


def _pole(written: str, plain: str, loose: str) -> Pole:
    said = f"{written}|{plain}" if plain else written
    return Pole(*(_words(words) for words in (written, said, f"{said}|{loose}" if loose else said)))


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Scale:
    """Two ends that exclude each other, and the code of a finding."""

    code: str
    poles: tuple[Pole, Pole]
    turns: bool = True
    """Whether a denial of one is the other: what is not normal is abnormal, but what is not mild need not be severe."""
    ended: re.Pattern[str] | None = None
    """Words that somebody must have said in some wording: that a thing is no longer done."""


_WITH_PREFIX = (
    "symmetric(?:al)?", "stable", "regular", "equal", "complete", "effective", "(?<!poorly )controlled", "productive",
    "displaced", "steady", "responsive", "compliant", "intentional(?:ly)?", "reactive", "painful", "healed",
    "vaccinated", "employed", "married", "comfortable",
)  # fmt: skip
"""Words that a prefix turns into their opposite."""


def _turned_by_prefix(word: str) -> Scale:
    return Scale(
        "result-differs", (_pole(rf"(?<!-){word}", word, word), _pole(rf"(?:un|in|im|ir|a|dis|non)-?{word}", "", ""))
    )


_SAME = (
    r"(?:about\s+|pretty\s+much\s+|just\s+)?the\s+same|no\s+(?:worse|different|change)|n[o'’]t\s+(?:really\s+|any\s+)?(?:changed|worse|different)|"
    r"unchanged|stable|steady"
)
"""How a conversation says that something has neither gained nor lost."""
_NEVER = r"(?!)"
"""A pole that speaks against its opposite where it is said; notes that write it are left alone ("stable" is much)."""
SCALES = (
    Scale(
        "status-differs",
        (
            _pole(
                r"still|persist(?:s|ing|ent(?:ly)?)?|ongoing|remains|unresolved|current(?:ly)?(?:\s+a)?\s+smok\w+|smokes",
                r"never\s+(?:went|goes)\s+away|pending|waiting\s+(?:on|for)|keeps?\s+(?:coming|hurting|happening)|i\s+smoke|(?<!was\s)(?<!quit\s)(?<!stopped\s)smoking",
                r"keeps?|yet|every\s+now\s+and\s+then|continu\w+|sometimes|lately",
            ),
            _pole(
                r"no\s+longer|resolved|subsided|former(?:ly)?|ex-?smoker|(?<!to )quit|stopped|"
                r"discontinued|used\s+to|ceased",
                r"(?:that|it)(?:['’]s|\s+has|\s+is)\s+gone|gone\s+away|went\s+away|clear(?:ed|s)\s+up|got\s+rid\s+of|given\s+up|gave\s+up|n[o'’]t\s[^.]{0,30}\bany\s?more",
                r"gone|any\s?more|finished|came\s+off|off\s+of|in\s+the\s+past|all\s+better|years?\s+ago|quit|stop|not|n't",
            ),
        ),
        ended=_words(r"no\s+longer|former(?:ly)?|ex-?smoker|quit|used\s+to"),
    ),
    Scale(
        "severity-differs",
        (
            _pole(
                r"mild(?:ly)?|slight(?:ly)?|minimal(?:ly)?|trace|minor|faint",
                r"a\s+little(?:\s+bit)?|a\s+bit(?:\s+of)?|tiny|not\s+(?:too|so|that|very)\s+bad|low\s+grade",
                r"little|small|bit|somewhat|some|moderate\w*",
            ),
            _pole(
                r"severe(?:ly)?|marked(?:ly)?|extreme(?:ly)?|excruciating|intense(?:ly)?|massive|profound(?:ly)?",
                r"terrible|terribly|awful|horrible|(?:really|very|so)\s+bad|worst|unbearable|huge|killing\s+me",
                r"significant(?:ly)?|a\s+lot|pretty\s+bad|moderate\w*|badly|very|really",
            ),
        ),
        turns=False,
    ),
    Scale(
        "result-differs",
        (
            _pole(
                r"normal(?:ly)?|unremarkable|within\s+(?:a\s+)?normal\s+limits|wnl|intact",
                r"fine|good|great|perfect|excellent|clear|no\s+(?:issues|problems|concerns|fractures?)",
                r"ok|okay|negative|stable|no|not|nothing",
            ),
            _pole(
                r"abnormal(?:ly|it(?:y|ies))?|impaired|elevated|inflamed|infected|unsteady|ataxic|antalgic",
                r"(?:a\s+(?:little|bit)\s+|too\s+|really\s+|pretty\s+)?(?:high|low)|reduced|diminished|decreased|weak(?:er)?|not\s+great",
                r"up|bad|increased|limited|concern\w*|crackles|murmur|edema|swelling|tender\w*|fracture|wheez\w+|worse\w*|poor\w*|"
                r"red(?:ness)?|pink|swollen|inflamed|enlarged|effusion|rash|lump|positive|remarkable|pain\w*|(?:over|above)(?=\s+\d)|gain\w*",
            ),
        ),
    ),
    Scale(
        "result-differs",
        (
            _pole(r"negative", r"came\s+back\s+(?:normal|clear)", r"normal|clear|no|not|fine|n't"),
            _pole(
                r"positive",
                r"came\s+back\s+abnormal",
                r"pain\w*|hurts?|abnormal|\w*tender\w*|yes|ouch|yeah|do\s+have|warm\w*|have",
            ),
        ),
    ),
    Scale(
        "change-differs",
        (
            _pole(
                r"increas(?:e|es|ed|ing)|rais(?:e|ed|ing)|higher|gain(?:ed|s)?|up(?=\s+(?:by\s+)?\d)",
                r"(?:go|goes|going|went|gone|bump\w*|up)\s+(?:it\s+|that\s+|you\s+)?up|up\s+to|put\s+on|doubl\w+",
                r"up|more|high|elevated|above|over|from|bad|worse\w*",
            ),
            _pole(
                r"decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|lower(?:ed|ing)|diminished|down(?=\s+(?:by\s+)?\d)",
                r"(?:go|goes|going|went|gone|cut\w*|come|came|bring)\s+(?:it\s+|that\s+|you\s+|right\s+|way\s+)?down|(?:cut\w*|scal\w+|dial\w*)\s+(?:it\s+|that\s+|you\s+)?back|"
                r"cut\s+(?:\w+\s+){1,3}in\s+half|halve|down\s+to|less|los(?:e|ing|t)",
                r"down|half|cut(?:ting)?|drop\w*|loss|taper\w*|back\s+off|fewer|below|under|limit\w*|low\w*|trouble|difficult\w*|weak\w*|pain\w*|help\w*|"
                r"hard|not|n't|numb(?!er)\w*|better|manage\w*",
            ),
        ),
        turns=False,
        ended=_words(r"increase|decrease|reduce"),
    ),
    Scale(
        "course-differs",
        (
            _pole(
                r"improv(?:e|es|ed|ing|ement)|better|alleviat\w+|reliev(?:e|es|ed|ing)|relief",
                r"(?<!need )(?<!for )(?<!any )(?<!get )help(?:s|ed|ing)?|eases?|eased|went\s+away",
                r"good|well|fine|great|brighten\w*|brighter|works|worked|less|down|gone|nice\w*|okay|stops?",
            ),
            _pole(
                r"wors(?:e|ens?|ened|ening)|aggravat\w+|exacerbat\w+|deteriorat\w+",
                r"flare[sd]?|acts?\s+up|acting\s+up|kicks?\s+in|hurts?\s+more",
                r"bad|hurts?|more|painful|trouble|bother\w*|sore|trigger\w*|aches?|pain\w*|when|if|increas\w*|problem\w*|harder",
            ),
        ),
        turns=False,
    ),
    Scale(
        "severity-differs",
        (
            _pole(r"small|tiny", r"little", r"mild|slight|bit|minor|trace"),
            _pole(r"large|big|sizeable|huge|massive", r"pretty\s+big", r"lot|significant|marked|severe|moderate"),
        ),
        turns=False,
    ),
    Scale(
        "side-differs",
        (
            _pole(r"medial(?:ly)?", r"(?:inner|inside)(?:\s+(?:part|side|of))?", r"in"),
            _pole(r"lateral(?:ly)?(?!\s+rotation)", r"(?:outer|outside)(?:\s+(?:part|side|of))?", r"out"),
        ),
        turns=False,
    ),
    Scale(
        "course-differs",
        (
            _pole(
                r"wors(?:e|en\w*)|progress(?:ed|ing|ive(?:ly)?)|increasing|deteriorat\w+|higher",
                r"(?:go|goes|going|went|come|came|gone)\s+up|flare[sd]?|acting\s+up",
                r"more|bad|hurts?|up|harder|trouble|bother\w*",
            ),
            _pole(_NEVER, _SAME, r"same|fine|normal"),
        ),
        turns=False,
    ),
    Scale(
        "course-differs",
        (
            _pole(
                r"improv(?:e|es|ed|ing|ement)|better|decreas(?:ed|ing)",
                r"help(?:s|ed|ing)?|eases?|eased|(?:go|goes|going|went|come|came|gone)\s+(?:\w+\s+)?down",
                r"good|well|great|less|down|gone|nice\w*|resolv\w+|clear\w*",
            ),
            _pole(_NEVER, rf"{_SAME}|no\s+better|n[o'’]t\s+(?:any\s+|really\s+)?(?:better|improved)", r"same"),
        ),
        turns=False,
    ),
    Scale(
        "severity-differs",
        (
            _pole(
                r"severe(?:ly)?|marked(?:ly)?|large|massive|big|extensive|major",
                r"terrible|awful|horrible|(?:really|very|so)\s+bad|huge",
                r"significant|a\s+lot|bad|worst|lots|very|really",
            ),
            _pole(r"moderate(?:ly)?", r"medium", r"moderate"),
        ),
        turns=False,
    ),
    Scale(
        "severity-differs",
        (
            _pole(
                r"mild(?:ly)?|slight(?:ly)?|minimal(?:ly)?|trace|small|minor",
                r"a\s+little(?:\s+bit)?|a\s+bit(?:\s+of)?|tiny|not\s+(?:too|so|that|very)\s+bad",
                r"little|bit|somewhat|some",
            ),
            _pole(r"moderate(?:ly)?", r"medium", r"moderate"),
        ),
        turns=False,
    ),
    Scale(
        "course-differs",
        (
            _pole(
                r"intermittent(?:ly)?|episodic|comes\s+and\s+goes",
                r"come\s+and\s+go|off\s+and\s+on|on\s+and\s+off|(?:now|every\s+once)\s+(?:and|in)\s+(?:then|a\s+while)",
                r"sometimes|occasional\w*",
            ),
            _pole(
                r"constant(?:ly)?|persistent|continuous(?:ly)?",
                r"all\s+(?:the|of\s+the)\s+time|all\s+day|non-?stop|never\s+(?:stops|goes\s+away)",
                r"always|there",
            ),
        ),
        turns=False,
    ),
    Scale(
        "result-differs",
        (
            _pole(
                r"productive(?!\s+of\s+no)",
                r"(?:bring\w*|cough\w*)\s+(?:\w+\s+)?up",
                r"phlegm|sputum|mucus|yellow\w*|green\w*|wet",
            ),
            _pole(r"dry(?=\s+cough)|(?<=cough is )dry|(?<=cough, )dry|non-?productive", r"dry", r"nothing"),
        ),
        turns=False,
    ),
    Scale(
        "result-differs",
        (
            _pole(
                r"effective|help(?:s|ed)|(?:good|with|some)\s+(?:effect|response|relief|benefit)|helpful",
                r"help(?:s|ed|ing)?|work(?:s|ed)|did\s+the\s+trick|takes?\s+the\s+edge\s+off",
                r"good|better|well|eases?|eased|little|bit",
            ),
            _pole(
                r"ineffective|(?:no|little|without|minimal)\s+(?:effect|response|relief|benefit|help)|unhelpful|failed(?!\s+to)",
                r"(?:doesn|didn|don|hasn|isn|wasn)['’]t\s+(?:\w+\s+)?(?:touch|help|work|do\s+(?:anything|much))\w*|no\s+(?:good|use)|useless|(?:did|does|do)\s+nothing",
                r"not|n't|nothing",
            ),
        ),
        turns=False,
    ),
    Scale(
        "result-differs",
        (
            _pole(
                r"intact|full(?=\s+(?:strength|range|extension|flexion))|brisk",
                r"normal|good|fine|full|strong|equal",
                r"okay|no|ok",
            ),
            _pole(
                r"decreased|diminished|reduced|absent",
                r"weak(?:er)?|numb|can['’]?t\s+feel",
                r"limited|down|lower|poor|low|not|n't|pain\w*|drop\w*|loss|lost",
            ),
        ),
        turns=False,
    ),
    Scale(
        "result-differs",
        (
            _pole(
                r"(?:well\s+)?tolerat(?:ed|es|ing)(?:\s+(?:it\s+)?well)?",
                r"no\s+(?:side\s+effects?|problems?|issues?|trouble)",
                r"fine|well|okay|good|helps?|helping|works?|working",
            ),
            _pole(
                r"not\s+tolerated|(?:poorly|badly)\s+tolerated|intolera\w+",
                r"upset(?:s|ting)?\s+(?:my|his|her)|made\s+(?:me|him|her)\s+(?:\w+\s+)?(?:sick|ill|nauseous|dizzy|sleepy|drowsy|cough|itch\w*|feel)|"
                r"could\s*n['’]?t\s+(?:take|tolerate|stand)|side\s+effects?",
                r"stopped|sick|upset|nausea",
            ),
        ),
        turns=False,
    ),
    Scale(
        "status-differs",
        (
            _pole(
                r"new(?:ly)?(?=(?:[\s-]+onset)?\s+(?:of\s+)?(?:\w+\s+)?(?:pain|short\w*|cough|headaches?|weakness|numbness|"
                r"swelling|symptoms?|rash|dizz\w+|palpitations))",
                r"(?:is|are|it['’]s|that['’]s)\s+new|just\s+started|all\s+of\s+a\s+sudden|sudden(?:ly)?",
                r"new|started|recent\w*|began|since|now|last\s+\w+",
            ),
            _pole(
                _NEVER,
                r"long-?\s?standing|chronic|(?:not|\w*n['’]t)\s+(?:a\s+)?new|always\s+(?:had|been)|as\s+usual|"
                r"as\s+(?:long|far\s+back)\s+as",
                r"years|same|usual",
            ),
        ),
        turns=False,
    ),
    *(_turned_by_prefix(word) for word in _WITH_PREFIX),
)  # fmt: skip
_LEFT, _RIGHT = (
    re.compile(rf"\b(?:(?<=on\sthe\s){side}|{side}\b(?!\s*[,.?!]))\b", re.IGNORECASE) for side in ("left", "right")
)
_EITHER = r"both|bilateral(?:ly)?|either|each|other"
SIDES = Scale(
    "side-differs",
    (
        Pole(_LEFT, _LEFT, re.compile(rf"\b(?:left|{_EITHER})\b", re.IGNORECASE)),
        Pole(_RIGHT, _RIGHT, re.compile(rf"\b(?:right|{_EITHER})\b", re.IGNORECASE)),
    ),
)
"""Left and right of what is no part of the body that is known by name."""
