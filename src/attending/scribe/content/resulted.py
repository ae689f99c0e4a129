"""Results of tests, known by their words: a test or what it measures, and how it came out.

Read by `results`, which lists them, and by `findings`, which leaves them to it.
"""

import re

from attending.terms.spoken import written

_BLOOD = (
    r"h(?:ba|b|emoglobin |aemoglobin )?a1c|a1c|h(?:a)?emoglobin|creatinine|potassium|sodium|calcium|magnesium|"
    r"(?:total |ldl |hdl |bad |good )?cholesterol|ldl|hdl|triglycerides?|tsh|thyroid (?:function|tests?|levels?)|"
    r"free t4|t4|t3|ferritin|iron levels?|vitamin (?:d|b ?12)|b ?12|folate|crp|esr|bnp|troponins?|urea|bun|uric acid|"
    r"urate|psa|(?:white|red) (?:blood )?(?:cell )?(?:counts?|cells?)|white count|neutrophils|platelets?|inr|"
    r"e ?gfr|egfr|kidney (?:function|tests?|numbers)|(?:liver|kidney) (?:function(?: tests?)?|enzymes?|tests?)|alt|ast|"
    r"alk phos|bilirubin|albumin|lipase|amylase|d ?-?dimer|lactate|lead|glucose|fasting (?:sugar|glucose)|blood sugar|"
    r"ketones|blood (?:tests?|counts?|work)|bloods|labs|blood (?:group|type)"
)
_OTHER_SAMPLES = (
    r"acr|urine(?: (?:dip\w*|culture|sample|acr))?|dip ?stick|urinalysis|pap(?: smear)?|smear|biops(?:y|ies)|pathology|"
    r"histology|cultures?|swabs?|group b strep|(?:urine|pregnancy|glucose|strep|covid|flu|glucose tolerance|stress|"
    r"hearing|stool|fit|skin|allergy|patch|monospot|hiv|chlamydia) tests?"
)
_IMAGES_AND_TRACES = (
    r"ekg|ecg|x-?rays?|ct(?: (?:scan|head))?|mri|scans?|ultrasound|echo(?:cardiogram)?|dexa(?: scan)?|mammogram|"
    r"colonoscopy|endoscopy|spirometry|peak flow|fev1|audiogram|tympanogram|nerve conduction|emg|doppler|holter|"
    r"ejection fraction"
)
_SCORES = (
    r"phq ?-?(?:9|2|nine|two)?|gad ?-?(?:7|seven)?|epds|edinburgh(?: score)?|audit(?:-c)?|epworth|mmse|moca|m-?chat|"
    r"asthma control (?:test|score)|ips?s"
)
_MEASURED = rf"{_BLOOD}|{_OTHER_SAMPLES}|{_IMAGES_AND_TRACES}|{_SCORES}"
"""Names of tests whose results are told."""
_CAME_OUT = (
    r"(?:is|was|are|were|'s|'re|came back|come back|has come back|comes back|shows?|showed|show|has|has got|'s got|"
    r"have|grew|got|did not show|reads?|of|at|normal|negative|positive|looks?|looked)"
)
_HOW = re.compile(
    r"\d|\b(?:normal|clear|fine|okay|good|great|perfect|negative|positive|high|low|raised|elevated|borderline|up|down|"
    r"better|worse|stable|unchanged|same|pending|no|not|nitrites?|leu[ck]ocytes?|protein|blood|within|unremarkable|"
    r"abnormal|grew|fractures?|shows?|showed|detected|back)\b"
)
_RESULT = re.compile(rf"\b(?:{_MEASURED})\b[^.?!]{{0,50}}?(?:\b|(?<=\w)(?='))(?:{_CAME_OUT})\b")
_ALSO_RESULT = re.compile(
    r"\byou are (?:also )?(?:rhesus|rh) (?:negative|positive)\b|\b(?:still )?pending\b|^(?:negative|positive) for \w+|"
    r"\b(?:protein|ketones?|glucose|sugar|blood|leu[ck]ocytes?|nitrites?)\b[^.?!]{0,12}\bin (?:the|your|his|her) "
    r"(?:urine|wee|water|sample)\b"
)
_NO_RESULT = re.compile(
    r"\b(?:if|when we|once|until|unless|whether|will|would|should|could|might|may|want|need|needs|going to|let us|goal|"
    r"target|below|order\w*|repeat|recheck|check|send|book|arrange|because|diagnosed|think|believe|called? (?:an?|you|"
    r"him|her|it)|plan|clinical exam\w*|examination|reasons|measures|is the|biopsy site|here (?:for|with)|for (?:your|"
    r"the|his|her)|(?:high|raised) (?:blood sugar|cholesterol) (?:can|is|does))\b"
)
"""Words of a test that is still to come, or of what results are good for."""


def is_result(text: str) -> bool:
    """Whether a clinician's words tell how a test came out."""
    plain = written(text).lower()
    if _NO_RESULT.search(plain):
        return False
    return bool(_ALSO_RESULT.search(plain) or (_RESULT.search(plain) and _HOW.search(plain)))


_SCORED = re.compile(
    r"\b(?:you|he|she|they|the patient)(?:'ve| have| has)? ?(?:just )?(?:filled (?:in|out)|did|completed|scored|"
    r"done)\b.*\b(?:phq|gad|epds|edinburgh|audit|epworth|mmse|moca|m-?chat|asthma control|questionnaire|ipss)\b|"
    r"\b(?:score|scale|index)(?:'s| is| was) \d|\b(?:cat|mrc|act|epworth)(?:'s| is| was) \d"
)
_WEIGHED = re.compile(
    r"\b(?:centor|feverpain|wells|chads\w*|cha2ds2\w*|abcd\w*|curb\w*|heart|has-?bled|ottawa|apgar|pain|news2?|"
    r"qrisk\w*|perc|geneva|calcium) (?:score|rule|scale|index)"
)
"""Scores with which a diagnosis is weighed, and no result."""


def is_scored(text: str) -> bool:
    """Whether a clinician's words name a questionnaire that the patient has answered."""
    plain = written(text).lower()
    return bool(_SCORED.search(plain)) and not (_NO_RESULT.search(plain) or _WEIGHED.search(plain))
