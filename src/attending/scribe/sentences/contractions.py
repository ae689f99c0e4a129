"""Contractions without their apostrophe, as some recognisers and quick typists write them: "ive", "dont", "its been".

Read by `words`, which opens them.
"""

from attending.scribe.vocabulary import vocabulary

_UNMARKED = {
    **{f"{verb}nt": f"{verb}n't" for verb in vocabulary(
        "do does did have has had is are was were ca could would should wo must need ai"
    )},
    **{f"{who}ve": f"{who}'ve" for who in ("i", "you", "we", "they")},
    **{f"{who}re": f"{who}'re" for who in ("you", "they")},
    **{f"{who}ll": f"{who}'ll" for who in ("you", "they", "it", "that")},
    **{f"{what}s": f"{what}'s" for what in vocabulary("that there what where how who he she here everything")},
    "im": "i'm",
}  # fmt: skip
"""Contractions typed without their apostrophe, as some recognisers do; those that are words themselves are not here."""
_AFTER_IT_IS = vocabulary(
    "a an the not been like just really very so still about always only kind sort getting gotten got gone worse better "
    "fine okay good bad hard sore itchy pretty quite more mostly all been probably maybe usually there here when "
    "my his her your our from about on in at one two three four five six seven eight nine ten twenty thirty"
)
"""Words before which "its" is "it's"."""

_BEFORE_ACTS = {
    "id": ("i'd", vocabulary(
        "like want rather recommend suggest advise prefer say also start stop keep go give put"
    )),
    "ill": ("i'll", vocabulary(
        "be have do give send see need get take check put ask let refer call just probably start try go want book "
        "write ring prescribe order arrange also"
    )),
    "well": ("we'll", vocabulary("check repeat arrange book start recheck send refer give stop increase do see get "
        "go")),
    "were": ("we're", vocabulary("gonna going gon sending starting keeping getting giving doing admitting")),
    "lets": ("let's", vocabulary(
        "see get do start try stop go put check have keep talk look take book make increase give leave say switch"
    )),
}  # fmt: skip
"""What is a contraction only before these verbs: "id like", "ill send", but "he is ill", "feeling well"."""

_PARTS = frozenset(f"{part}s" for part in vocabulary(
    "belly tummy abdomen chest heart throat neck skin liver spleen temp pulse rebound rovsing incision wound"
))  # fmt: skip
_OF_A_PART = vocabulary(
    "a tender non nontender soft clear normal red dry healed healing clean regular fine okay good swollen supple warm "
    "positive negative very slightly quite a bit"
)
"""Words before which "bellys" is "belly is": a part of the body that is examined."""

OF_A_NOUN = vocabulary(
    "been gone getting feeling having being making going not really very a an the high low elevated stable normal fine "
    "okay controlled better worse swollen sore hurting killing painful itchy numb stiff bleeding blocked burning "
    "itching aching throbbing bruised broken late about always too quite "
    "diabetic asthmatic bipolar schizophrenic alcoholic epileptic"
)
"""Words that show a verb in "my wife's been worried", where "my wife's worries" has none."""


def with_apostrophe(word: str, following: str) -> str:
    """A word with the apostrophe that a recogniser left out: "ive", "dont", "its been"."""
    if word == "its":
        return "it's" if following in _AFTER_IT_IS or following[:1].isdigit() else word
    if word in _BEFORE_ACTS and following in _BEFORE_ACTS[word][1]:
        return _BEFORE_ACTS[word][0]
    if word in _PARTS and following in _OF_A_PART:
        return f"{word[:-1]}'s"
    return _UNMARKED.get(word, word)
