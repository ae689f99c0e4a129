"""Notes are drafted from English: of a visit in another language nothing, of one with an interpreter the rest."""

from datetime import UTC, datetime

import pytest
from tests.visits import conversation_of, draft_of

from attending.drafts import Words
from attending.errors import BadInput
from attending.scribe import read_conversation, write_note
from attending.scribe.english import without_other_languages

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
GERMAN = """
D: Guten Tag, was führt Sie zu mir?
P: Ich habe seit drei Tagen Husten und Fieber, und nachts kann ich nicht schlafen.
D: Haben Sie Auswurf?
P: Ja, gelblich. Und ich nehme Ramipril fünf Milligramm.
D: Die Lunge ist frei. Es ist eine Bronchitis. Trinken Sie viel, und kommen Sie in einer Woche wieder.
"""
SPANISH = """
D: Buenos días, ¿qué le trae por aquí?
P: Tengo dolor de pecho desde hace dos días y no puedo respirar bien cuando camino.
D: ¿Toma algún medicamento?
P: Sí, metformina quinientos miligramos dos veces al día.
D: Le voy a pedir un electrocardiograma y una radiografía.
"""
HINDI = """
D: नमस्ते, आपको क्या तकलीफ है?
P: मुझे तीन दिन से बुखार और खांसी है, और रात को नींद नहीं आती।
D: क्या आप कोई दवा ले रहे हैं?
P: हाँ, मैं पैरासिटामोल ले रही हूँ, दिन में दो बार।
"""
INTERPRETED = """
D: What brings her in today?
P: Me duele mucho la espalda desde hace dos semanas.
M: She has had bad back pain for two weeks.
D: Any fever?
M: ¿Ha tenido fiebre?
P: No, no he tenido fiebre.
M: No, she has not had any fever.
D: Does she take any medicines?
M: She takes metformin, lisinopril, atorvastatin, aspirin, tamsulosin.
D: Her back is tender on the left.
D: This is a muscle strain. I'd like her to take ibuprofen 400 milligrams three times a day.
"""


@pytest.mark.parametrize("said", [GERMAN, SPANISH, HINDI])
def test_nothing_is_drafted_from_a_visit_in_another_language(said):
    with pytest.raises(BadInput, match="English") as refused:
        write_note(conversation_of(said), None, now=NOW)
    assert "transcript is unchanged" in str(refused.value)
    assert "Ramipril" not in str(refused.value)


def test_turns_in_another_language_are_left_out_and_counted():
    draft = draft_of(INTERPRETED)
    cited = {turn for c in draft.claims for e in c.evidence if isinstance(e, Words) for turn in e.turns}
    assert not cited & {1, 5}
    assert 2 in cited
    assert any("in Spanish (first: turn 2)" in one for one in draft.not_assessed)


def test_a_list_of_medicines_and_english_with_foreign_names_are_english():
    said = conversation_of(
        "D: What do you take?\nP: Metformin, lisinopril, atorvastatin, aspirin, tamsulosin.\n"
        "P: I was born in La Paz, and my doctor there was Dr. de la Cruz.\nP: No, no, no, no.\nP: Um, a little bit.\n"
        "P: No, he had a bit of a cold, and me too.\nD: Si vous plait, as they say."
    )
    assert without_other_languages(said) == (said, "")


def test_few_words_are_not_judged():
    said = read_conversation(b"Doctor: Guten Tag.\nPatient: Guten Tag.\n")
    assert without_other_languages(said) == (said, "")


def test_raised_figures_are_no_letters_of_another_script() -> None:
    turns = "\n".join(f"{who}: A0²0²0¹ m² 10⁶ cm³ x¹⁰" for who in "DPDPDP")
    kept, said = without_other_languages(conversation_of(turns))
    assert (kept, said) == (conversation_of(turns), "")
