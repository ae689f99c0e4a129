"""How the words that physicians keep are learned from dialogues with the text of their section."""

import pytest

from attending.checks.kept_words_remake import remake
from attending.errors import BadInput

DIALOGUE = "Doctor: Any pets at home?\nPatient: Yes, a parrot. I like your tie."


def learned(tmp_path, rows):
    data = tmp_path / "train.csv"
    lines = "".join(f'{number},"{said}","{note}"\n' for number, (said, note) in enumerate(rows))
    data.write_text(f"ID,dialogue,section_text\n{lines}", encoding="utf-8")
    said = []
    remake(data, tmp_path, said.append)
    rows = [line.split("\t") for line in (tmp_path / "kept_words.tsv").read_text().splitlines()[1:]]
    return {word: float(share) for word, share in rows}, said


def test_what_notes_have_is_kept_and_small_talk_is_not(tmp_path):
    words, said = learned(tmp_path, [(DIALOGUE, "She keeps a parrot.")] * 6)
    assert words["=parrot"] > 0.6
    assert "=ti" not in words and "=tie" not in words
    assert said[0].startswith("6 dialogues")


def test_a_word_said_once_is_not_learned(tmp_path):
    words, _ = learned(tmp_path, [(DIALOGUE, "She keeps a parrot."), ("Patient: A budgie.", "A budgie.")] * 1)
    assert words == {}


def test_a_table_without_notes_is_refused(tmp_path):
    with pytest.raises(BadInput, match="dialogue and section_text"):
        learned_from = tmp_path / "train.csv"
        learned_from.write_text("a,b\n1,2\n", encoding="utf-8")
        remake(learned_from, tmp_path, print)
