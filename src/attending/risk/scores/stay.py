"""Stays and wards: LACE, HOSPITAL, Centor/McIsaac, PHQ-9, GAD-7, Glasgow coma scale, Apgar, Padua."""

from attending.risk.scores.score import Bands, Score, points, step, within


def lace(*, length_of_stay_days: int, emergency: bool, comorbidity: int, emergency_visits_6m: int) -> Score:
    """Death or unplanned readmission within 30 days of discharge, 0 to 19 points.

    Source:
        van Walraven et al., CMAJ 2010;182:551 (`comorbidity` from `comorbidity.lace_comorbidity`; 4 and more give 5).
    """
    days = int(within("length of stay", length_of_stay_days, "days", 0, 4000))
    return points(
        Bands(((0, "low", ""), (5, "moderate", ""), (10, "high", "expected risk above 12 %"))),
        length_of_stay=step(days, (1, 1), (2, 2), (3, 3), (4, 4), (7, 5), (14, 7)),
        acute_admission=3 * emergency,
        comorbidity=5 if comorbidity >= 4 else comorbidity,
        emergency_visits=min(emergency_visits_6m, 4),
    )


def hospital(
    *,
    haemoglobin_g_dl: float,
    oncology_discharge: bool,
    sodium_mmol_l: float,
    procedure: bool,
    urgent: bool,
    admissions_12m: int,
    length_of_stay_days: int,
) -> Score:
    """HOSPITAL score: potentially avoidable readmission within 30 days, 0 to 13 points.

    Source:
        Donzé et al., JAMA Intern Med 2013;173:632 (admissions: 0–1, 2–5, more than 5 as validated internationally,
        Donzé et al., JAMA Intern Med 2016;176:496).
    """
    haemoglobin = within("haemoglobin", haemoglobin_g_dl, "g/dL", 1, 25, hint="Was it given in g/L?")
    return points(
        Bands(((0, "low", "5.8 %"), (5, "intermediate", "11.9 %"), (7, "high", "22.8 %"))),
        haemoglobin=int(haemoglobin < 12),
        oncology=2 * oncology_discharge,
        sodium=int(within("sodium", sodium_mmol_l, "mmol/L", 90, 190) < 135),
        procedure=int(procedure),
        urgent=int(urgent),
        admissions=step(admissions_12m, (2, 2), (6, 5)),
        length_of_stay=2 * (length_of_stay_days >= 5),
    )


def centor_mcisaac(
    *, temperature_c: float, cough: bool, tender_anterior_nodes: bool, tonsil_exudate: bool, age_years: float
) -> Score:
    """Group A streptococcal pharyngitis, −1 to 5 points.

    Source:
        McIsaac et al., CMAJ 1998;158:75.
    """
    temperature = within("temperature", temperature_c, "°C", 20, 45, hint="Was it given in °F?")
    within("age", age_years, "years", 3, 120)
    return points(
        Bands(((-1, "low", "no test, no antibiotic"), (2, "moderate", "test"), (4, "high", "51 to 53 %"))),
        fever=int(temperature > 38),
        no_cough=int(not cough),
        tender_nodes=int(tender_anterior_nodes),
        tonsils=int(tonsil_exudate),
        age=1 if age_years < 15 else -1 if age_years >= 45 else 0,
    )


def phq9(*, answers: tuple[int, ...]) -> Score:
    """Patient Health Questionnaire, nine answers of 0 to 3; the ninth asks about self-harm.

    Source:
        Kroenke, Spitzer, Williams, J Gen Intern Med 2001;16:606.
    """
    bands = Bands(
        ((0, "minimal", ""), (5, "mild", ""), (10, "moderate", ""), (15, "moderately severe", ""), (20, "severe", ""))
    )
    return _questionnaire(answers, 9, bands)


def gad7(*, answers: tuple[int, ...]) -> Score:
    """Generalised Anxiety Disorder scale, seven answers of 0 to 3.

    Source:
        Spitzer et al., Arch Intern Med 2006;166:1092.
    """
    return _questionnaire(
        answers, 7, Bands(((0, "minimal", ""), (5, "mild", ""), (10, "moderate", ""), (15, "severe", "")))
    )


def _questionnaire(answers: tuple[int, ...], items: int, bands: Bands) -> Score:
    within("number of answers", len(answers), "items", items, items)
    named = {f"item_{i}": within("an answer", value, "points", 0, 3) for i, value in enumerate(answers, 1)}
    return points(bands, **named)


def glasgow_coma(*, eyes: int, verbal: int, motor: int) -> Score:
    """Glasgow Coma Scale, 3 to 15: eyes 1 to 4, verbal 1 to 5, motor 1 to 6.

    Source:
        Teasdale and Jennett, Lancet 1974;304:81; motor scale of six: Teasdale et al., Acta Neurochir Suppl 1979;28:13.
    """
    return points(
        Bands(((3, "severe", ""), (9, "moderate", ""), (13, "mild", ""), (15, "alert", ""))),
        eyes=within("eye response", eyes, "points", 1, 4),
        verbal=within("verbal response", verbal, "points", 1, 5),
        motor=within("motor response", motor, "points", 1, 6),
    )


def apgar(*, appearance: int, pulse: int, grimace: int, activity: int, respiration: int) -> Score:
    """Apgar score of a newborn, 0 to 10; five signs of 0 to 2.

    Source:
        Apgar, Curr Res Anesth Analg 1953;32:260.
    """
    signs = {
        "appearance": appearance,
        "pulse": pulse,
        "grimace": grimace,
        "activity": activity,
        "respiration": respiration,
    }
    checked = {name: within(name, value, "points", 0, 2) for name, value in signs.items()}
    return points(Bands(((0, "low", ""), (4, "moderately abnormal", ""), (7, "reassuring", ""))), **checked)


def padua(
    *,
    active_cancer: bool,
    previous_vte: bool,
    reduced_mobility: bool,
    thrombophilia: bool,
    trauma_or_surgery_1m: bool,
    age_years: float,
    heart_or_respiratory_failure: bool,
    infarction_or_stroke: bool,
    infection_or_rheumatic: bool,
    body_mass_index: float,
    hormones: bool,
) -> Score:
    """Padua prediction score: venous thromboembolism in medical inpatients, 0 to 20 points.

    Source:
        Barbar et al., J Thromb Haemost 2010;8:2450.
    """
    return points(
        Bands(((0, "low", "0.3 %"), (4, "high", "11.0 % without prophylaxis"))),
        active_cancer=3 * active_cancer,
        previous_vte=3 * previous_vte,
        reduced_mobility=3 * reduced_mobility,
        thrombophilia=3 * thrombophilia,
        trauma_or_surgery=2 * trauma_or_surgery_1m,
        age=int(age_years >= 70),
        heart_or_respiratory_failure=int(heart_or_respiratory_failure),
        infarction_or_stroke=int(infarction_or_stroke),
        infection_or_rheumatic=int(infection_or_rheumatic),
        obesity=int(within("body mass index", body_mass_index, "kg/m2", 8, 100) >= 30),
        hormones=int(hormones),
    )
