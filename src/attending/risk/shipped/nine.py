"""A diagnosis as the ICD-9-CM stem that the Diabetes-130 set has: from ICD-9, ICD-10 or the words of a problem.

The bridge is one of categories, not of codes: each row is a category of ICD-9-CM 2009 with the ICD-10 stems of the same
disease and its words. What fits no row has no stem, and the model then sees one diagnosis less. Source of the
categories: ICD-9-CM 2009 tabular list; of the stems: ICD-10-CM 2026.
"""

import re

_TABLE: tuple[tuple[str, str, str], ...] = (
    ("250.1", "E10.1 E11.1 E13.1", r"keto-?acidosis"),
    ("250.2", "E11.0 E13.0", r"hyperosmolar"),
    ("250.4", "E10.2 E11.2 E13.2", r"diabetic (?:nephropathy|kidney|renal)|(?:kidney|renal) disease due to.*diabetes"),
    ("250.5", "E10.3 E11.3 E13.3", r"diabetic (?:retinopathy|macular)|retinopathy due to.*diabetes"),
    ("250.6", "E10.4 E11.4 E13.4", r"diabetic (?:\w+ )?neuropathy|neuropathy due to.*diabetes"),
    ("250.7", "E10.5 E11.5 E13.5", r"diabetic (?:foot|angiopathy)"),
    ("250.8", "E10.6 E11.6 E13.6", r"hypoglyc[ae]*mia"),
    ("250.0", "E10.9 E11.9 E13.9 E10.8 E11.8 E13.8", r"(?<!pre)(?<!gestational )\bdiabetes\b(?! insipidus)"),
    ("38", "A40 A41", r"sepsis|septic"),
    ("8", "A04", r"clostridi|enteritis"),
    ("70", "B15 B16 B17 B18 B19", r"viral hepatitis|hepatitis [bc]\b"),
    ("153", "C18", r"colon (?:\w+ )?(?:cancer|carcinoma)|(?:cancer|carcinoma|neoplasm) of (?:\w+ )?colon"),
    ("162", "C34", r"(?:lung|bronch\w+) (?:\w+ )?(?:cancer|carcinoma)|(?:cancer|carcinoma|neoplasm) of (?:\w+ )?lung"),
    ("174", "C50", r"breast (?:\w+ )?(?:cancer|carcinoma)|(?:cancer|carcinoma|neoplasm) of (?:\w+ )?breast"),
    ("185", "C61", r"prostat\w+ (?:\w+ )?(?:cancer|carcinoma)|(?:cancer|carcinoma|neoplasm) of (?:\w+ )?prostate"),
    ("197", "C78", r"metasta"),
    ("198", "C79", r"secondary malignan"),
    ("244", "E03", r"hypothyroid"),
    ("272", "E78", r"hyperlipid|hypercholesterol|dyslipid"),
    ("276", "E86 E87", r"dehydration|hyponatr|hypernatr|hypokal|hyperkal|acidosis|volume depletion"),
    ("278", "E66", r"\bobes"),
    ("280", "D50", r"iron deficiency an"),
    ("285", "D62 D63 D64", r"an[ae]*mia"),
    ("294", "F03 F01 F02", r"dementia"),
    ("295", "F20 F25", r"schizo"),
    ("296", "F31 F32 F33", r"major depress|bipolar"),
    ("300", "F41 F40", r"anxiety"),
    ("303", "F10", r"alcohol (?:dependence|use disorder|abuse|withdrawal)|alcoholism"),
    ("305", "F17", r"tobacco|smoking"),
    ("311", "F34", r"depressi"),
    ("331", "G30", r"alzheimer"),
    ("345", "G40", r"epilep|seizure disorder"),
    ("396", "I08", r"disorders? of both mitral"),
    ("403", "I12", r"hypertensive (?:chronic )?(?:kidney|renal)"),
    ("404", "I13", r"hypertensive heart and"),
    ("402", "I11", r"hypertensive heart"),
    ("401", "I10", r"(?<!pulmonary )(?<!portal )hypertension|hypertensive disorder"),
    ("410", "I21 I22", r"myocardial infarct|\bstemi\b"),
    ("411", "I20.0 I24", r"unstable angina|acute coronary"),
    ("413", "I20", r"angina"),
    ("414", "I25", r"coronary (?:\w+ )?(?:disease|arterio|athero)|isch[ae]*mic heart"),
    ("415", "I26", r"pulmonary embol"),
    ("416", "I27", r"pulmonary hypertension|cor pulmonale"),
    ("424", "I34 I35 I36", r"(?:aortic|mitral|tricuspid) (?:valve )?(?:stenosis|regurg|insuff)"),
    ("425", "I42", r"cardiomyopathy"),
    ("426", "I44 I45", r"heart block|bundle branch"),
    ("427", "I47 I48 I49", r"fibrillation|flutter|arrhythm|tachycardia"),
    ("428", "I50", r"heart failure|\bchf\b"),
    ("433", "I65", r"carotid"),
    ("434", "I63", r"\bstroke\b|cerebral infarct"),
    ("435", "G45", r"transient isch|\btia\b"),
    ("440", "I70", r"atherosclerosis|peripheral arter"),
    ("443", "I73", r"peripheral vascular|claudication"),
    ("453", "I82", r"deep vein|venous thrombo"),
    ("458", "I95", r"hypotension"),
    ("459", "I87", r"venous insufficiency"),
    ("486", "J12 J13 J14 J15 J16 J17 J18", r"pneumonia(?! vaccin)"),
    ("507", "J69", r"aspiration"),
    ("511", "J90 J91", r"pleural effusion"),
    ("518", "J96 J80", r"respiratory (?:failure|distress)"),
    ("491", "J44.0 J44.1 J42", r"exacerbation of chronic obstr|acute exacerbation of copd|chronic bronchitis"),
    ("496", "J44 J43", r"chronic obstructive|\bcopd\b|emphysema"),
    ("493", "J45", r"asthma"),
    ("466", "J20", r"acute bronchitis"),
    ("530", "K20 K21 K22", r"reflux|[o]?esophagitis"),
    ("535", "K29", r"gastritis"),
    ("560", "K56", r"ileus|obstruction of (?:\w+ )?intestine|bowel obstruction"),
    ("562", "K57", r"diverticul"),
    ("574", "K80", r"cholelithiasis|gallstone"),
    ("577", "K85 K86", r"pancreatitis"),
    ("578", "K92", r"gastro-?intestinal (?:bleed|h[ae]*morrhage)|mel[ae]*na"),
    ("571", "K70 K74", r"cirrhosis"),
    ("584", "N17", r"acute (?:kidney|renal)"),
    ("585", "N18", r"chronic (?:kidney|renal)|end[- ]stage renal"),
    ("599", "N39", r"urinary tract infect"),
    ("682", "L03", r"cellulitis"),
    ("707", "L89 L97", r"pressure ulcer|decubitus|ulcer of (?:lower )?(?:limb|leg|foot)"),
    ("715", "M15 M16 M17 M19", r"osteo-?arthritis"),
    ("722", "M51 M50", r"intervertebral"),
    ("724", "M54", r"back pain"),
    ("730", "M86", r"osteomyelitis"),
    ("733", "M80 M81", r"osteoporosis"),
    ("780", "R55 R41 R50 R56", r"syncope|altered mental|fever"),
    ("785", "R57", r"cardiogenic shock|gangrene"),
    ("786", "R07 R06", r"chest pain|dyspn"),
    ("787", "R11 R13", r"nausea|vomiting|dysphagia"),
    ("789", "R10", r"abdominal pain"),
    ("820", "S72", r"fracture of (?:neck of )?(?:femur|hip)|hip fracture"),
    ("996", "T82 T83 T84 T85 T86", r"complication of (?:\w+ )*(?:device|implant|graft)"),
    ("998", "T81", r"(?:post-?operative|procedural) complication"),
    ("V45", "Z95 Z99 Z94", r"pacemaker|dialysis"),
    ("V57", "Z50", r"rehabilitation"),
    ("V58", "Z51", r"chemotherapy|radiotherapy"),
)
_ROWS = [
    (nine, tuple(stem.replace(".", "") for stem in stems.split()), re.compile(words, re.IGNORECASE))
    for nine, stems, words in _TABLE
]


def in_nine(systems: str, codes: tuple[str, ...], words: str) -> str:
    """The stem, or "" where there is none.

    Args:
        systems: the systems of the codes, any separator; ICD-9 is taken as it is.
        codes: every code of the diagnosis.
        words: the diagnosis in words.
    """
    if re.search(r"icd-?9|\.6\.103\b|\.6\.42\b", systems, re.IGNORECASE):
        nine = next((code for code in codes if re.fullmatch(r"V?\d{2,3}(?:\.\d{1,2})?|\d{4,5}", code)), "")
        return nine if "." in nine or len(nine) <= 3 else f"{nine[:3]}.{nine[3:]}"
    bare = [code.replace(".", "").upper() for code in codes]
    fits = [
        (len(stem), nine)
        for nine, stems, _ in _ROWS
        for stem in stems
        if any(code.startswith(stem) and re.match(r"[A-Z]\d", code) for code in bare)
    ]
    if fits:
        return max(fits)[1]
    return next((nine for nine, _, pattern in _ROWS if pattern.search(words)), "")
