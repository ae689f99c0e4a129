"""The comorbidity groups of Charlson and Elixhauser on a problem list.

Source of ICD-10 stems: Quan et al., Med Care 2005;43:1130, table 1. The words serve lists coded in SNOMED CT or written
by hand; they leave out what is in the family, feared, or benign.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from attending.drafts import Element
from attending.risk.inputs import Known
from attending.risk.reading import Reading

_NOT_ILL = re.compile(
    r"family history|\bno \b|screening|suspected|at risk|benign|in situ|vaccin|fear of", re.IGNORECASE
)
_TUMOUR = r"malignan|carcinoma|\bcancer\b|sarcoma|melanoma|blastoma"

CHARLSON: Mapping[str, tuple[str, str]] = {
    "myocardial infarction": (r"myocardial infarct|\bheart attack\b|\bstemi\b", "I21 I22 I25.2"),
    "heart failure": (
        r"heart failure|cardiomyopathy|\bchf\b",
        "I09.9 I11.0 I13.0 I13.2 I25.5 I42.0 I42.5-I42.9 I43 I50 P29.0",
    ),
    "peripheral vascular disease": (
        r"peripheral (?:arter|vascular)|claudication|aortic aneurysm",
        "I70 I71 I73.1 I73.8 I73.9 I77.1 I79.0 I79.2 K55.1 K55.8 K55.9 Z95.8 Z95.9",
    ),
    "cerebrovascular disease": (
        r"\bstroke\b|cerebral infarct|transient isch|cerebrovascular|intracerebral h[ae]*morrhage",
        "G45 G46 H34.0 I60-I69",
    ),
    "dementia": (r"dementia|alzheimer", "F00-F03 F05.1 G30 G31.1"),
    "chronic lung disease": (
        r"chronic obstructive|\bcopd\b|emphysema|chronic bronchitis|\basthma\b|pulmonary fibrosis|interstitial lung|"
        r"bronchiectasis|pneumoconiosis",
        "I27.8 I27.9 J40-J47 J60-J67 J68.4 J70.1 J70.3",
    ),
    "connective tissue disease": (
        r"rheumatoid arthritis|lupus erythematosus|scleroderma|systemic sclerosis|polymyositis|polymyalgia|"
        r"mixed connective",
        "M05 M06 M31.5 M32-M34 M35.1 M35.3 M36.0",
    ),
    "peptic ulcer": (r"(?:peptic|gastric|duodenal|stomach) ulcer", "K25-K28"),
    "mild liver disease": (
        r"cirrhosis|chronic hepatitis|fatty liver|steatohepatitis|liver fibrosis",
        "B18 K70.0-K70.3 K70.9 K71.3-K71.5 K71.7 K73 K74 K76.0 K76.2-K76.4 K76.8 K76.9 Z94.4",
    ),
    "diabetes": (
        r"(?<!pre)(?<!gestational )diabetes\b(?! insipidus)",
        "E10.0 E10.1 E10.6 E10.8 E10.9 E11.0 E11.1 E11.6 E11.8 E11.9 E13.0 E13.1 E13.6 E13.8 E13.9",
    ),
    "diabetes with end-organ damage": (
        r"diabetic (?:retinopathy|nephropathy|neuropathy|kidney|renal|foot|macular)|"
        r"(?:retinopathy|nephropathy|neuropathy|kidney disease|renal disease|macular [oe]+dema) (?:\w+ )*?"
        r"(?:due to|co-occurrent and due to) (?:type [12i]+ )?diabetes",
        "E10.2-E10.5 E10.7 E11.2-E11.5 E11.7 E13.2-E13.5 E13.7",
    ),
    "hemiplegia": (
        r"hemipleg|parapleg|tetrapleg|quadripleg|hemipar[ae]*sis",
        "G04.1 G11.4 G80.1 G80.2 G81 G82 G83.0-G83.4 G83.9",
    ),
    "kidney disease": (
        r"chronic kidney disease stage [345]|end[- ]stage renal|chronic renal failure|dialysis|"
        r"(?:kidney|renal) transplant",
        "I12.0 I13.1 N03.2-N03.7 N05.2-N05.7 N18.3-N18.6 N19 N25.0 Z49 Z94.0 Z99.2",
    ),
    "solid tumour": (_TUMOUR, "C00-C26 C30-C34 C37-C41 C43 C45-C58 C60-C76"),
    "leukaemia": (r"leuk[ae]*mia", "C91-C95"),
    "lymphoma": (r"lymphoma|hodgkin|myeloma", "C81-C85 C88 C90 C96"),
    "moderate or severe liver disease": (
        r"(?:o?esophageal|gastric) varices|hepatic (?:encephalopathy|coma)|hepatorenal|portal hypertension|"
        r"liver failure",
        "I85.0 I85.9 I86.4 I98.2 K70.4 K71.1 K72.1 K72.9 K76.5-K76.7",
    ),
    "metastatic tumour": (r"metasta|secondary malignan", "C77-C80"),
    "AIDS": (r"\baids\b|acquired immun", "B20-B22 B24"),
}
"""Name → (words, stems), the names of `scores.comorbidity.CHARLSON_WEIGHTS`."""

ELIXHAUSER: Mapping[str, tuple[str, str]] = {
    "heart failure": CHARLSON["heart failure"],
    "arrhythmia": (
        r"atrial (?:fibrillation|flutter)|arrhythmia|heart block|tachycardia|sick sinus|pacemaker",
        "I44.1-I44.3 I45.6 I45.9 I47-I49 R00.0 R00.1 R00.8 T82.1 Z45.0 Z95.0",
    ),
    "valve disease": (
        r"(?:aortic|mitral|tricuspid|pulmonary) (?:valve )?(?:stenosis|regurgitation|insufficiency|prolapse)|"
        r"heart valve",
        "A52.0 I05-I08 I09.1 I09.8 I34-I39 Q23.0-Q23.3 Z95.2-Z95.4",
    ),
    "pulmonary circulation": (r"pulmonary (?:hypertension|embol)|cor pulmonale", "I26 I27 I28.0 I28.8 I28.9"),
    "peripheral vascular disease": CHARLSON["peripheral vascular disease"],
    "hypertension": (
        r"(?<!pulmonary )(?<!portal )(?<!ocular )(?<!intracranial )hypertension|hypertensive",
        "I10-I13 I15",
    ),
    "paralysis": CHARLSON["hemiplegia"],
    "other neurological disease": (
        r"parkinson|multiple sclerosis|epilep|seizure disorder|huntington|amyotrophic|ataxia",
        "G10-G13 G20-G22 G25.4 G25.5 G31.2 G31.8 G31.9 G32 G35-G37 G40 G41 G93.1 G93.4 R47.0 R56",
    ),
    "chronic lung disease": CHARLSON["chronic lung disease"],
    "diabetes": (CHARLSON["diabetes"][0], "E10.0 E10.1 E10.9 E11.0 E11.1 E11.9 E13.0 E13.1 E13.9"),
    "diabetes with complications": (
        CHARLSON["diabetes with end-organ damage"][0],
        "E10.2-E10.8 E11.2-E11.8 E13.2-E13.8",
    ),
    "hypothyroidism": (r"hypothyroid", "E00-E03 E89.0"),
    "kidney failure": (
        r"chronic kidney disease|chronic renal failure|end[- ]stage renal|dialysis|(?:kidney|renal) transplant",
        "I12.0 I13.1 N18 N19 N25.0 Z49 Z94.0 Z99.2",
    ),
    "liver disease": (
        r"cirrhosis|chronic hepatitis|fatty liver|steatohepatitis|liver (?:failure|fibrosis)|varices|"
        r"portal hypertension",
        "B18 I85 I86.4 I98.2 K70 K71.1 K71.3-K71.5 K71.7 K72-K74 K76.0 K76.2-K76.9 Z94.4",
    ),
    "peptic ulcer without bleeding": (
        r"(?:peptic|gastric|duodenal|stomach) ulcer(?!.*(?:bleed|h[ae]*morrhage))",
        "K25.7 K25.9 K26.7 K26.9 K27.7 K27.9 K28.7 K28.9",
    ),
    "AIDS": CHARLSON["AIDS"],
    "lymphoma": (CHARLSON["lymphoma"][0], "C81-C85 C88 C96 C90.0 C90.2"),
    "metastatic tumour": CHARLSON["metastatic tumour"],
    "solid tumour": CHARLSON["solid tumour"],
    "rheumatic disease": (
        r"rheumatoid|lupus|scleroderma|systemic sclerosis|polymyositis|polymyalgia|ankylosing|vasculitis",
        "L94.0 L94.1 L94.3 M05 M06 M08 M12.0 M12.3 M30 M31.0-M31.3 M32-M35 M45 M46.1 M46.8 M46.9",
    ),
    "coagulopathy": (r"coagulopathy|thrombocytop[ae]*nia|h[ae]*mophilia|willebrand", "D65-D68 D69.1 D69.3-D69.6"),
    "obesity": (r"obes(?:e|ity)|body mass index 30|body mass index 40", "E66"),
    "weight loss": (r"weight loss|malnutrition|cachexia|underweight", "E40-E46 R63.4 R64"),
    "fluid and electrolyte disorder": (
        r"hyponatr|hypernatr|hypokal|hyperkal|dehydration|acidosis|alkalosis|fluid overload",
        "E22.2 E86 E87",
    ),
    "blood loss anaemia": (r"an[ae]*mia due to (?:chronic )?blood loss|h[ae]*morrhagic an[ae]*mia", "D50.0"),
    "deficiency anaemia": (r"(?:iron|b12|folate)[- ]deficiency|pernicious an[ae]*mia", "D50.8 D50.9 D51-D53"),
    "alcohol misuse": (
        r"alcohol (?:dependence|use disorder|abuse|withdrawal)|alcoholism|alcoholic",
        "F10 E52 G62.1 I42.6 K29.2 K70.0 K70.3 K70.9 T51 Z50.2 Z71.4 Z72.1",
    ),
    "drug misuse": (
        r"(?:drug|opioid|cocaine|substance) (?:dependence|use disorder|abuse|misuse)|dependent drug",
        "F11-F16 F18 F19 Z71.5 Z72.2",
    ),
    "psychosis": (r"schizophren|psychosis|psychotic", "F20 F22-F25 F28 F29 F30.2 F31.2 F31.5"),
    "depression": (r"depressi(?:on|ve)|dysthymi", "F20.4 F31.3-F31.5 F32 F33 F34.1 F41.2 F43.2"),
}
"""Name → (words, stems), the names of `scores.comorbidity.ELIXHAUSER_WEIGHTS`."""


@dataclass(frozen=True)
class Comorbidities:
    """Every group of a table that the problem list holds, past ones too; a chart without problems is missing."""

    name: str
    groups: Mapping[str, tuple[str, str]]

    def find(self, reading: Reading) -> Known | None:
        """The names of the groups, with the problems by which they were found."""
        if not reading.problems:
            return None
        found: dict[str, list[Element]] = {}
        for problem in reading.problems:
            if _NOT_ILL.search(problem.text):
                continue
            evidence = Element(
                reference=problem.reference, version=problem.version, path="Condition.code", text=problem.text
            )
            for name, (words, stems) in self.groups.items():
                if re.search(words, problem.text, re.IGNORECASE) or reading.has_stem(problem, _stems(stems)):
                    found.setdefault(name, []).append(evidence)
        evidence_of_all = tuple(dict.fromkeys(element for group in found.values() for element in group))
        return Known(frozenset(_without_blood_cancers(found)), evidence_of_all)


def _without_blood_cancers(found: Mapping[str, list[Element]]) -> set[str]:
    """A lymphoma is a malignancy by its words, but no solid tumour; that takes a problem of its own."""
    blood = {e.reference for name in ("lymphoma", "leukaemia") for e in found.get(name, ())}
    solid = [e for e in found.get("solid tumour", ()) if e.reference not in blood]
    return {name for name in found if name != "solid tumour" or solid}


@cache
def _stems(text: str) -> tuple[str, ...]:
    """`I42.5-I42.9` as its five stems; ranges share all but their last digits."""
    stems: list[str] = []
    for part in text.split():
        first, _, last = part.partition("-")
        if not last:
            stems.append(first)
            continue
        width = len(first) - (first.index(".") + 1 if "." in first else 1)
        head = first[: len(first) - width]
        stems += [f"{head}{n:0{width}}" for n in range(int(first[-width:]), int(last[-width:]) + 1)]
    return tuple(stems)
