"""Checklists of facts: read from workbooks, and looked for in notes."""

import zipfile

import pytest

from attending.scribe.evaluation.checklist_recall import assign, recall
from attending.scribe.evaluation.checklists import Checklist, Fact, Rarity, is_found, read_checklists
from attending.terms.content import keys_of

EVERYDAY = Rarity(())
ROWS = [
    ("CHECKLIST", "Critical / Non Critical"),
    ("PC", None),
    ("Diarrhoea", "c"),
    ("*3 days", "c"),
    ("**no blood", "nc"),
    ("#REF!", "c"),
    ("Went to a restaurant", "i"),
    ("NKDA", "C"),
]


def write_workbook(path, rows):
    cells = "".join(
        "<row>"
        + "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("AB", row, strict=True)
            if text
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cells}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", sheet)


def test_a_workbook_becomes_facts_without_headings_and_broken_cells(tmp_path):
    write_workbook(tmp_path / "any name", ROWS)
    (tmp_path / "other.txt").write_text("no workbook")
    (checklist,) = read_checklists(tmp_path)
    assert checklist.facts == (
        Fact("Diarrhoea", critical=True),
        Fact("3 days", critical=True, parent="Diarrhoea"),
        Fact("no blood", critical=False, parent="3 days"),
        Fact("NKDA", critical=True),
    )


@pytest.mark.parametrize(
    ("fact", "note"),
    [
        (Fact("SOB", critical=True), "The patient reports feeling short of breath."),
        (Fact("No fever", critical=True), "Denies cough, fever or chills."),
        (Fact("3 days", critical=True, parent="Diarrhoea"), "He has had diarrhea for 3 days."),
        (Fact("NKDA", critical=True), "The patient denies allergies."),
        (Fact("Left sided tummy pain", critical=True), "He has pain in his belly. It is on the left side."),
        (Fact("Non smoker", critical=True), "The patient does not smoke."),
    ],
)
def test_a_fact_is_found_in_other_words(fact, note):
    assert is_found(fact, note.split(". "), EVERYDAY)


@pytest.mark.parametrize(
    ("fact", "note"),
    [
        (Fact("No fever", critical=True), "Reports fever."),
        (Fact("Fever", critical=True), "Denies fever."),
        (Fact("3 days", critical=True, parent="Diarrhoea"), "He took paracetamol for 3 days."),
        (Fact("4 days", critical=True, parent="Diarrhoea"), "He has had diarrhea for 3 days."),
        (Fact("Takes warfarin", critical=True), "Takes aspirin."),
    ],
)
def test_a_fact_is_not_found_in_its_opposite_or_elsewhere(fact, note):
    assert not is_found(fact, [note], EVERYDAY)


def test_a_checklist_belongs_to_the_consultation_that_speaks_of_it():
    checklist = Checklist("x", (Fact("Diarrhoea", critical=True), Fact("No fever", critical=False)))
    transcripts = {"a": keys_of("my knee hurts"), "b": keys_of("I've had loose stools. Any fever? No.")}
    assert assign([checklist], transcripts) == [(checklist, "b")]
    counted = recall([(checklist, "b")], {"b": "Diarrhea. Reports fever."}.get, EVERYDAY)
    assert counted.measures() == {"critical_recall": 100.0, "other_recall": 0.0, "critical_facts": 1, "other_facts": 1}
    assert assign([Checklist("y", (Fact("Broken arm", critical=True),))], transcripts) == []
