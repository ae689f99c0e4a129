"""How a note comes to the verifier: as text, JSON, FHIR or a Word document, with shorthand, tables and lists."""

import io
import json
import zipfile

import pytest
from tests.spec.test_verifier import VISIT

from attending.checks.others_note import read_note
from attending.checks.verify import Verdict, verify_note
from attending.errors import BadInput
from attending.journeys.verification import judge_note, list_omissions
from attending.scribe import read_conversation

NOTE = "Denies fever."
COMPOSITION = {
    "resourceType": "Composition",
    "section": [
        {"title": "HPI", "text": {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{NOTE}</p></div>'}}
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        NOTE.encode(),
        NOTE.encode("utf-16"),
        json.dumps({"note": NOTE}).encode(),
        json.dumps(COMPOSITION).encode(),
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": COMPOSITION}]}).encode(),
        json.dumps(
            {"resourceType": "DocumentReference", "content": [{"attachment": {"data": "RGVuaWVzIGZldmVyLg=="}}]}
        ).encode(),
    ],
)
def test_a_note_comes_as_text_or_json_or_fhir(data):
    assert NOTE in read_note(data)


@pytest.mark.parametrize("data", [b"", b"  \n", b"{}", b'{"resourceType": "Patient"}', b"\x00\x01\x02\x03", b"..."])
def test_what_holds_no_note_is_refused(data):
    with pytest.raises(BadInput):
        read_note(data)


WARD_NOTE = """
*** CLINIC NOTE ***
CC: cough x 2 wks
Pt c/o cough, **SOB** w/ exertion. Denies F/C, CP.
PMH: HTN
All: NKDA
| Vital | Value |
|-------|-------|
| BP | 142/88 |
| Temp | 98.6 F |
1. Acute bronchitis - albuterol 2 puffs q4-6h PRN
2. CXR
# Follow up
f/u in 2 months
"""
WARD_VISIT = b"""
Doctor: How are you?
Patient: I've had this cough for two weeks, and I am short of breath on the stairs.
Doctor: Any fever, chills or chest pain?
Patient: No.
Doctor: You have high blood pressure. Any allergies to medications?
Patient: No allergies.
Doctor: Your blood pressure is one forty two over eighty eight. This is acute bronchitis.
I'm giving you an albuterol inhaler, two puffs every four to six hours as needed, and I'd like a chest x-ray.
Come back in two weeks.
"""


def test_shorthand_tables_and_lists_of_a_ward_note_are_read():
    judged = verify_note(WARD_NOTE, read_conversation(WARD_VISIT))
    verdicts = {one.sentence: one.verdict for one in judged}
    assert verdicts.pop("Temp: 98.6 F") is Verdict.NOT_FOUND
    assert verdicts.pop("f/u in 2 months") is Verdict.CONTRADICTED
    assert set(verdicts.values()) == {Verdict.SUPPORTED}
    assert {"PMH: HTN", "All: NKDA", "BP: 142/88", "2. CXR", "Denies F/C, CP."} <= verdicts.keys()
    assert not any("Value" in sentence or "---" in sentence for sentence in verdicts)


@pytest.mark.parametrize(
    "data",
    [
        b'{"note": "Denies fever."',
        b'{"resourceType": "DocumentReference", "content": "x"}',
        b'{"resourceType": "Composition", "section": "x"}',
        b'{"resourceType": "Bundle", "entry": [null, {"resource": 5}]}',
    ],
)
def test_json_that_is_cut_off_or_holds_no_note_is_refused_in_words(data):
    with pytest.raises(BadInput):
        read_note(data)


def test_a_bracket_does_not_make_a_text_json():
    assert read_note(b"[Dictated] Denies fever.") == "[Dictated] Denies fever."


def test_a_note_in_a_word_document_is_judged_and_a_damaged_one_refused():
    conversation = read_conversation(VISIT)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        lines = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in ("HPI", "Left knee pain for 4 days."))
        archive.writestr("word/document.xml", f"<w:document><w:body>{lines}</w:body></w:document>")
    (judged,) = judge_note(packed.getvalue(), conversation)
    assert (judged.heading, judged.sentence, judged.verdict) == ("HPI", "Left knee pain for 4 days.", Verdict.SUPPORTED)
    assert "medicine" in {one.kind.value for one in list_omissions(packed.getvalue(), conversation)}
    with pytest.raises(BadInput):
        judge_note(packed.getvalue()[:60], conversation)
