"""Names that are likely to be spoken in a visit: the patient's own medicines first, then the commonest ones.

Read by the transcription, which tells them to the speech model: a medicine it has just read is heard better.
"""

from collections.abc import Iterable

from attending.record import Chart, allergies, medicines, problems
from attending.terms.drugs import ingredients_of

COMMON = (
    "atorvastatin", "metformin", "lisinopril", "levothyroxine", "amlodipine", "metoprolol",
    "albuterol", "losartan", "gabapentin", "omeprazole", "sertraline", "rosuvastatin",
    "pantoprazole", "escitalopram", "hydrochlorothiazide", "bupropion", "fluoxetine", "semaglutide",
    "montelukast", "simvastatin", "apixaban", "prednisone", "furosemide", "insulin",
    "amoxicillin", "ibuprofen", "acetaminophen", "clopidogrel", "empagliflozin", "tamsulosin",
    "trazodone", "duloxetine", "carvedilol", "fluticasone", "meloxicam", "citalopram",
    "venlafaxine", "cetirizine", "aspirin", "warfarin", "allopurinol", "azithromycin",
    "doxycycline", "cephalexin", "spironolactone", "lamotrigine", "naproxen", "topiramate",
    "tramadol", "rivaroxaban",
)  # fmt: skip
"""Most prescribed ingredients of US outpatient care, the commonest first. Source: ClinCalc DrugStats (MEPS 2022), by
general knowledge; the order matters little."""


def likely_names(chart: Chart | None) -> tuple[str, ...]:
    """Names for the speech model, the likeliest first; each once."""
    own: list[str] = []
    if chart is not None:
        own += [_first_words(one.text) for one in medicines(chart)]
        own += [_first_words(one.text) for one in allergies(chart)]
        own += [one.text for one in problems(chart)]
    return tuple(dict.fromkeys(filter(None, (*own, *COMMON))))


def _first_words(name: str) -> str:
    """A medicine without its strength and form: those are not said."""
    words = name.split()
    cut = next((at for at, word in enumerate(words) if any(c.isdigit() for c in word)), len(words))
    return " ".join(words[:cut])


def unknown(names: Iterable[str]) -> list[str]:
    """Names that the table of medicines lacks."""
    return [name for name in names if not ingredients_of(name)]
