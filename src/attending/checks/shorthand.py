"""The shorthand of written notes spelled out: "NKDA", "s/p", "w/o", "NT/ND". Read by `verify`, for notes of anybody.

Only forms with one meaning in a clinical note; names of diagnoses ("HTN", "COPD") are known to `terms.problems`.
Source: common abbreviations of US and UK ward and clinic notes, written down by ourselves.
"""

import re
from functools import cache

from attending.terms.lexicon import read_table


def spelled_out(sentence: str) -> str:
    """A sentence with its shorthand in words; what is not shorthand stays as it is."""
    words, forms = _forms()
    text = forms.sub(lambda match: words.get(match.group()) or words[match.group().lower()], sentence)
    return _SIDE.sub(lambda match: "left" if "L" in match.group() else "right", text)


def is_shorthand(text: str) -> bool:
    """Whether a text is one form of shorthand and nothing else."""
    return _forms()[1].fullmatch(text.strip()) is not None


_SIDE = re.compile(r"(?<![\w/.'’-])(?:[LR]|\([LR]\))(?=[\s-]+(?!to\b|and\b|for\b|with\b|was\b|in\b|on\b)[a-z]{3,})")
"""A capital before a word: "R knee", "(L) sided"; not "L4", "L/min" or "vitamin L."."""


@cache
def _forms() -> tuple[dict[str, str], re.Pattern[str]]:
    """Words by form, and the pattern of all forms: those with capitals as they are written, others in any case."""
    words = {form: words for form, words in read_table("note_shorthand.tsv")}  # noqa: C416 - rows are lists
    ends = {form: re.escape(form) + ("" if form.endswith("/") else r"(?![\w/-])") for form in words}
    longest = sorted(words, key=len, reverse=True)
    exact = "|".join(ends[form] for form in longest if form != form.lower())
    loose = "|".join(ends[form] for form in longest if form == form.lower())
    return words, re.compile(rf"(?<![\w/.-])(?:{exact}|(?i:{loose}))")
