"""Problems that scores ask for: the words and ICD-10-CM stems by which they are found on the problem list.

The stems are chapters of ICD-10-CM 2026; the words are ours, for lists coded in SNOMED CT or written by hand. The
groups of Charlson and Elixhauser stand in `comorbidities`.
"""

from attending.drafts import Element
from attending.risk.inputs import Known, OnProblemList, Takes
from attending.risk.reading import Reading

HEART_FAILURE = OnProblemList("heart failure", r"heart failure|cardiomyopathy|\bchf\b|\bhf[rp]ef\b", ("I50", "I42"))
HYPERTENSION = OnProblemList(
    "hypertension",
    r"(?<!pulmonary )(?<!portal )(?<!ocular )(?<!intracranial )hypertension|hypertensive disorder",
    ("I10", "I11", "I12", "I13"),
)
DIABETES = OnProblemList(
    "diabetes",
    r"type [12] diabetes|(?<!pre)(?<!gestational )\bdiabetes\b(?! insipidus)",
    ("E10", "E11", "E13"),
)
STROKE = OnProblemList(
    "stroke or embolism",
    r"\bstroke\b|transient isch|\btia\b|cerebral infarct|systemic embol",
    ("I63", "G45", "Z86.73"),
    ever=True,
)
VASCULAR = OnProblemList(
    "vascular disease",
    r"myocardial infarct|peripheral (?:arter|vascular)|aortic plaque|coronary",
    ("I21", "I25", "I70", "I73.9"),
    ever=True,
)
ISCHAEMIC_HEART = OnProblemList(
    "ischaemic heart disease",
    r"myocardial infarct|coronary|angina|isch[ae]*mic heart",
    ("I20", "I21", "I25"),
    ever=True,
)
FIBRILLATION = OnProblemList("atrial fibrillation", r"atrial (?:fibrillation|flutter)", ("I48",))
LIVER = OnProblemList(
    "liver disease", r"cirrhosis|hepatitis|liver (?:disease|failure)", ("K70", "K72", "K73", "K74", "B18")
)
CIRRHOSIS = OnProblemList("cirrhosis", r"cirrhosis", ("K70.3", "K74.3", "K74.4", "K74.5", "K74.6"))
PNEUMONIA = OnProblemList("pneumonia", r"pneumonia(?! vaccin)", ("J12", "J13", "J14", "J15", "J16", "J17", "J18"))
INFECTION = OnProblemList(
    "infection",
    r"pneumonia|sepsis|septic|infection|infectious|bacter[ae]*mia|pyelonephritis|cellulitis|meningitis|influenza|"
    r"covid|peritonitis|cholangitis|endocarditis|abscess",
    ("A", "B", "J0", "J1", "J2", "N10", "N39.0", "L03", "U07"),
)
GI_BLEEDING = OnProblemList(
    "bleeding of the upper gut",
    r"upper gastro-?intestinal (?:bleed|h[ae]*morrhage)|h[ae]*matemesis|mel[ae]*na|bleeding (?:ulcer|varices)",
    ("K92.0", "K92.1", "K92.2", "K25.0", "K25.4", "K26.0", "K26.4", "I85.01"),
)
MELAENA = OnProblemList("melaena", r"mel[ae]*na", ("K92.1",))
SYNCOPE = OnProblemList("syncope", r"syncope|faint|collapse", ("R55",))
PANCREATITIS = OnProblemList("acute pancreatitis", r"acute (?:\w+ )?pancreatitis", ("K85",))
EFFUSION = OnProblemList("pleural effusion", r"pleural effusion", ("J90", "J91"))
EMBOLISM = OnProblemList("pulmonary embolism", r"pulmonary (?:thrombo-?)?embol", ("I26",))
CANCER = OnProblemList(
    "cancer",
    r"malignan|carcinoma(?! in situ)|lymphoma|leuk[ae]*mia|myeloma|sarcoma|melanoma|metasta|\bcancer\b",
    tuple(f"C{n:02}" for n in range(0, 97) if n != 44),
    ever=True,
)
CHRONIC_LUNG = OnProblemList(
    "chronic lung disease",
    r"chronic obstructive|\bcopd\b|emphysema|chronic bronchitis|pulmonary fibrosis|interstitial lung|bronchiectasis|"
    r"chronic lung disease|\basthma\b",
    ("J40", "J41", "J42", "J43", "J44", "J45", "J46", "J47", "J84"),
)
BLEEDING = OnProblemList(
    "bleeding",
    r"h[ae]*morrhage|bleeding|an[ae]*mia|thrombocytop[ae]*nia|h[ae]*mophilia",
    ("K92.0", "K92.1", "K92.2", "I60", "I61", "I62", "D5", "D60", "D61", "D62", "D63", "D64", "D66", "D67", "D69"),
    ever=True,
)
ON_DIALYSIS = OnProblemList(
    "dialysis or kidney transplant", r"dialysis|(?:kidney|renal) transplant", ("Z99.2", "Z94.0")
)
ISCHAEMIC_STROKE = OnProblemList("stroke", r"\bstroke\b|cerebral infarct", ("I63", "I61", "Z86.73"), ever=True)

INSULIN = Takes("insulin", frozenset({"insulins"}))
VASOPRESSORS = Takes("vasopressors", frozenset({"vasopressors"}))
WARFARIN = Takes("warfarin", ingredients=frozenset({"warfarin", "phenprocoumon", "acenocoumarol"}))
STATIN = Takes("statin", frozenset({"statins"}))
ANTIPLATELETS_OR_NSAIDS = Takes("antiplatelets or NSAIDs", frozenset({"antiplatelets", "NSAIDs", "salicylates"}))
PRESSURE_MEDICINES = Takes(
    "medicines against high pressure",
    frozenset(
        {
            *("ACE inhibitors", "angiotensin receptor blockers", "calcium channel blockers", "thiazide diuretics"),
            *("beta blockers", "antihypertensives", "alpha blockers", "mineralocorticoid antagonists"),
        }
    ),
)


class _Graded:
    """A sign whose grade the words of the problem must tell: none when it is not listed, missing without a grade."""

    def __init__(self, name: str, listed: OnProblemList) -> None:
        self.name, self.listed = f"grade of {name}", listed

    def find(self, reading: Reading) -> Known | None:
        """`none`, `mild` or `severe`."""
        known = self.listed.find(reading)
        if known is None or not known.value:
            return None if known is None else Known("none")
        words = " ".join(element.text.lower() for element in known.evidence)
        severe = any(word in words for word in ("severe", "tense", "refractory", "grade 3", "grade 4", "coma"))
        mild = any(
            word in words for word in ("mild", "slight", "moderate", "controlled", "grade 1", "grade 2", "minimal")
        )
        evidence: tuple[Element, ...] = known.evidence
        return Known("severe", evidence) if severe else Known("mild", evidence) if mild else None


ASCITES = _Graded("ascites", OnProblemList("ascites", r"ascites", ("R18", "K70.31", "K71.51")))
ENCEPHALOPATHY = _Graded(
    "encephalopathy", OnProblemList("encephalopathy", r"hepatic (?:encephalopathy|coma)", ("K76.82", "K72.9"))
)
