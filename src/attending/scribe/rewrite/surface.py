"""The last step to a written sentence: numbers in digits, spacing, capitals, full stop.

Read by `compose` and every section builder.
"""

import re

from attending.scribe.vocabulary import vocabulary
from attending.terms.drugs import find_drugs, is_brand
from attending.terms.spoken import written

_SPACE_BEFORE = re.compile(r"\s+([,.;:%?!])")
_CAPITALS = re.compile(
    r"\b(i|mri|mrcp|ercp|ct|ekg|ecg|emg|er|ed|icu|bmi|psa|tsh|copd|gerd|uti|hiv|afib|covid|nsaids?|adhd|cbc|bmp|cmp|ldl|hdl|bp|"
    r"egfr|hba1c|moca|mmse|mrc|tia|inr|crp|esr|acr|phq|gad|amt|gcs|fev1|atfl|pcl|ckd|aki|mmr|ipss|bppv|bnp|hcg|fsh|"
    r"ibs|ptsd|dvt|cva(?= tenderness)|acl|mcl|lcl|pcp|er|gp|gps|nhs|hrt|iud|std|stds|sti|stis|afp|iv|ivf|hpv|cpap|"
    r"tylenol|motrin|advil|aleve|ibuprofen)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march(?= \d)|april|june|july|august|"
    r"september|october|november|december|mcmurray|tinel|phalen|lachman|spurling|murphy|babinski|romberg|dix|hallpike|"
    r"rovsing|kernig|brudzinski|finkelstein|trendelenburg|hawkins|epley|brandt|daroff|"
    r"[a-z]\.? (?=(?:diff|difficile|pylori|coli|influenzae|aureus|pneumoniae)\b)|dr\.|mr\.|"
    r"ms\.|mrs\.|(?<=\bin )may\b|(?<=\bsince )may\b|(?<=\blast )may\b|(?<=\bof )may\b|(?<=\buntil )may\b|"
    r"easter\b|ramadan|"
    r"christmas|thanksgiving|english|spanish|american)",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b((?:Dr|Mr|Ms|Mrs)\. |(?:Miss|Doctor) )([a-z]+)")
_BEFORE_VOWEL = re.compile(
    r"\b([Aa]) (?=(?:[aeio](?!n?e\b)(?!nce\b)(?!u)|u(?!ni|s|r|t[ei]|ro)|MRI|EKG|ECG|EMG|x-ray|NSAID|"
    r"hour)[a-z]*)(?!(?:a|e|and|one|once)\b)"
)
"""An article that stands before another word than when it was spoken: "a belly pain", "an abdomen pain"."""
_MIXED = {"egfr": "eGFR", "hba1c": "HbA1c", "moca": "MoCA", "hcg": "hCG"}
_WITH_S = vocabulary("nsaids gps stds stis")
_BRANDS = vocabulary("tylenol motrin advil aleve")


def sentence(words: list[str], *, stop: str = ".") -> str:
    """Write words as one sentence: "she took five hundred milligrams" → "She took 500 mg."."""
    text = tidy(" ".join(words))
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text.endswith((".", ":", "?")) else text + stop


def tidy(text: str) -> str:
    """Numbers and units as clinicians write them, spacing before marks, capitals of names."""
    text = _SPACE_BEFORE.sub(r"\1", " ".join(text.split()))
    text = re.sub(r"(\d)\. (?=\d)", r"\1.", text)
    text = re.sub(r"(\d)\. (?=\d\b)", r"\1.", written(text))
    text = _CAPITALS.sub(lambda m: _capital(m.group(1)), text)
    text = _NAMES.sub(lambda m: m.group(1)[0].upper() + m.group(1)[1:], text).replace("Mcmurray", "McMurray")
    text = _TITLED.sub(lambda m: m.group(1) + m.group(2).capitalize(), text)
    for drug in reversed(find_drugs(text)):
        if drug.name.islower() and is_brand(drug.name):
            text = text[: drug.start] + drug.name.capitalize() + text[drug.end :]
    text = _BEFORE_VOWEL.sub(lambda m: f"{m.group(1)}n ", text)
    text = re.sub(r"\ba (and|&) e\b|\ba&e\b", lambda m: f"A {m[1]} E" if m[1] else "A&E", text)
    text = re.sub(r",\s*(?=[,.])", "", text)
    text = re.sub(r"\b([Cc])an not\b", r"\1annot", text)
    return text.strip(" ,;")


def _capital(word: str) -> str:
    low = word.lower()
    if low == "ibuprofen":
        return low
    if low in _MIXED:
        return _MIXED[low]
    if low in _BRANDS:
        return low.capitalize()
    if low == "covid":
        return "COVID"
    if low in _WITH_S:
        return f"{low[:-1].upper()}s"
    return word.upper()
