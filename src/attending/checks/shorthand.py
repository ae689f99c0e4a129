"""The shorthand of written notes spelled out: "NKDA", "s/p", "w/o", "NT/ND". Read by `verify`, for notes of anybody.

Only forms with one meaning in a clinical note; names of diagnoses ("HTN", "COPD") are known to `terms.problems`.
Source: common abbreviations of US and UK ward and clinic notes, written down by ourselves.
"""

import re
from functools import cache

from attending.terms.content import Keys, stem
from attending.terms.lexicon import read_table


def spelled_out(sentence: str, spoken: Keys = frozenset()) -> str:
    """A sentence with its shorthand in words; what is not shorthand, and what the visit speaks so itself, stays."""
    words, forms = _forms()

    def in_words(match: re.Match[str]) -> str:
        form = match.group()
        return form if f"={stem(form.lower())}" in spoken else words.get(form) or words[form.lower()]

    text = forms.sub(in_words, sentence)
    text = _WEEKS.sub(_lasting, text)
    return _SIDE.sub(lambda match: "left" if "L" in match.group() else "right", text)


def is_shorthand(text: str) -> bool:
    """Whether a text is one form of shorthand and nothing else."""
    return _forms()[1].fullmatch(text.strip()) is not None


_LASTING = {"7": "days", "52": "weeks", "12": "months", "40": "weeks"}
_WEEKS = re.compile(
    r"\b(?!20/40)(?P<number>\d{1,2})/(?P<unit>52|40)\b|"
    r"(?:^|(?<=\bx )|(?<=\bfor )|(?<=\bin )|(?<=review )|(?<=follow up )|(?<=\bafter )|(?<=daily )|(?<=day ))"
    r"(?P<number2>\d{1,2})/(?P<unit2>7|12)(?![\d/])",
    re.IGNORECASE,
)
"""British shorthand of time: "3/7" of days, "4/52" and, pregnant, "28/40" of weeks, "6/12" of months; alone "3/12" may
be a date, and "20/40" is how well an eye sees."""
_SIDE = re.compile(r"(?<![\w/.'’-])(?:[LR]|\([LR]\))(?=[\s-]+(?!to\b|and\b|for\b|with\b|was\b|in\b|on\b)[a-z]{3,})")
"""A capital before a word: "R knee", "(L) sided"; not "L4", "L/min" or "vitamin L."."""


def _lasting(match: re.Match[str]) -> str:
    number, unit = (match["number"], match["unit"]) if match["number"] else (match["number2"], match["unit2"])
    return f"{number} {_LASTING[unit]}"


@cache
def _forms() -> tuple[dict[str, str], re.Pattern[str]]:
    """Words by form, and the pattern of all forms: those with capitals as they are written, others in any case."""
    words = {form: words for form, words in read_table("note_shorthand.tsv")}  # noqa: C416 - rows are lists
    ends = {form: re.escape(form) + ("" if form.endswith("/") else r"(?![\w/-])") for form in words}
    longest = sorted(words, key=len, reverse=True)
    exact = "|".join(ends[form] for form in longest if form != form.lower())
    loose = "|".join(ends[form] for form in longest if form == form.lower())
    return words, re.compile(rf"(?<![\w/.-])(?:{exact}|(?i:{loose}))")
