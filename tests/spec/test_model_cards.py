"""Model cards: no model loads without a complete card, or with other weights than those of its card."""

import hashlib
from pathlib import Path

import pytest

from attending.errors import InvalidCard, NotConfigured, NotFound
from attending.models import (
    ATTRIBUTES,
    Registry,
    load,
    open_language_model,
    open_speech_model,
    parse_card,
    source_attributes,
)
from attending.settings import Settings

WEIGHTS = b"numbers that were learned"
SHA256 = hashlib.sha256(WEIGHTS).hexdigest()
CARD = f"""
name = "cough"
version = "2"
title = "Cough classifier"
output = "Probability that a cough is dry"
kind = "classification"
released = 2026-01-15
review_by = 2026-07-15

[developer]
name = "The Attending contributors"
contact = "https://example.org"
funding = "not provided"

[use]
intended_use = "Shows the kind of a cough"
population = "Adults"
users = "Physicians"
role = "informs"

[cautions]
out_of_scope = "Children"
risks = "Silent recordings"

[development]
inclusion = "Adults with cough"
sensitive_inputs = "None"
representativeness = "not provided"
relevance = "Same microphones"

[fairness]
approach = "Compared by sex"
bias_reduction = "not provided"

[external_validation]
source = "not provided"
party = "not provided"
representativeness = "not provided"
process = "not provided"

[validity]
internal = "See results"
internal_fairness = "See results"
external = "not provided"
external_fairness = "not provided"
outcomes = "not provided"

[maintenance]
validity_monitoring = "Monthly"
local_validity = "not provided"
fairness_monitoring = "Monthly"
local_fairness = "not provided"
updates = "With each release"
correction = "At once"

[licence]
model = "Apache-2.0"
data = "CC-BY-4.0"

[commands]
train = "python -m cough.train"
evaluate = "attending evaluate cough"

[[data]]
name = "Coughs"
used_for = "training"
licence = "CC-BY-4.0"
size = "100 recordings"

[[results]]
measure = "AUROC"
value = 0.8
lower = 0.7
upper = 0.9
n = 50
data = "Coughs, held out"

[[results]]
measure = "AUROC"
group = "women"
value = 0.81
n = 24
data = "Coughs, held out"

[[weights]]
file = "cough.npz"
sha256 = "{SHA256}"
"""


def package(folder: Path, card: str | None = CARD, weights: bytes | None = WEIGHTS) -> Path:
    for name in ("cards", "weights"):
        (folder / name).mkdir(parents=True)
    if card is not None:
        (folder / "cards" / "cough.toml").write_text(card, encoding="utf-8")
    if weights is not None:
        (folder / "weights" / "cough.npz").write_bytes(weights)
    return folder


def test_a_model_with_its_card_and_its_weights_loads(tmp_path):
    model = load(package(tmp_path / "lung"), "cough")
    assert model.card.version == "2"
    assert model.files == {"cough.npz": WEIGHTS}


def test_a_model_without_a_card_does_not_load(tmp_path):
    with pytest.raises(InvalidCard, match="has no card"):
        load(package(tmp_path / "lung", card=None), "cough")


@pytest.mark.parametrize("weights", [b"other numbers", b"", None])
def test_other_weights_than_those_of_the_card_do_not_load(tmp_path, weights):
    with pytest.raises(InvalidCard, match=r"cough\.npz"):
        load(package(tmp_path / "lung", weights=weights), "cough")


def test_a_card_shows_all_31_source_attributes():
    shown = dict(source_attributes(parse_card(CARD, name="cough.toml")))
    assert [attribute.number for attribute in ATTRIBUTES] == list(range(1, 32))
    assert len(shown) == 31
    assert all(shown.values())
    assert shown[ATTRIBUTES[7]] == "informs"


LINES = [line for line in CARD.splitlines() if " = " in line and "group" not in line and "er = 0" not in line]


@pytest.mark.parametrize("line", LINES, ids=[line.split(" = ")[0] for line in LINES])
def test_a_card_that_leaves_something_out_is_refused_by_its_name(line):
    with pytest.raises(InvalidCard, match=line.split(" = ")[0]):
        parse_card(CARD.replace(f"\n{line}\n", "\n", 1), name="cough.toml")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('users = "Physicians"', 'users = " "', "use.users is empty"),
        ('role = "informs"', 'role = "decides"', "use.role"),
        ("review_by = 2026-07-15", 'review_by = "soon"', "review_by"),
        ("review_by = 2026-07-15", "review_by = 2025-07-15", "review_by"),
        ('version = "2"', 'version = "2"\ncolour = "red"', "colour is unknown"),
        ("upper = 0.9", "upper = 0.75", "interval of AUROC"),
        ("n = 50", "n = 0", "has no n"),
        (SHA256, SHA256[:-1], "64 hexadecimal digits"),
        ('file = "cough.npz"', 'file = "../secret"', "plain file name"),
        ('train = "python -m cough.train"', 'train = "not provided"', "training command"),
        ("[use]", "[use", "not valid TOML"),
    ],
)
def test_a_card_with_a_fault_is_refused_by_its_name(old, new, named):
    with pytest.raises(InvalidCard) as refused:
        parse_card(CARD.replace(old, new, 1), name="cough.toml")
    assert named in str(refused.value)


def test_of_many_faults_the_first_three_are_named():
    with pytest.raises(InvalidCard, match="and 14 more"):
        parse_card("", name="cough.toml")


def test_rules_have_a_card_without_weights(tmp_path):
    rules = CARD[: CARD.index("[[weights]]")].replace('train = "python -m cough.train"', 'train = "not provided"')
    assert load(package(tmp_path / "lung", card=rules, weights=None), "cough").files == {}


def test_the_registry_lists_every_model_and_says_why_one_does_not_load(tmp_path):
    package(tmp_path / "lung")
    package(tmp_path / "heart", weights=b"changed")
    listed = Registry(tmp_path).models()
    assert [(one.package, one.name, one.card is None) for one in listed] == [
        ("heart", "cough", True),
        ("lung", "cough", False),
    ]
    assert "SHA-256" in listed[0].fault
    with pytest.raises(NotFound):
        Registry(tmp_path).find("fever")


def test_every_model_of_the_package_has_a_valid_card():
    assert [one.fault for one in Registry.installed().models() if one.card is None] == []


def test_a_card_is_overdue_after_its_review_date():
    card = parse_card(CARD, name="cough.toml")
    assert not card.overdue(card.review_by)
    assert card.overdue(card.review_by.replace(year=2027))


def test_a_closed_door_says_so_and_makes_nothing_up(tmp_path):
    settings = Settings(home=tmp_path, master_key_file=tmp_path / "key")
    language, speech = open_language_model(settings), open_speech_model(settings)
    assert not language.status().configured
    assert not speech.status().configured
    with pytest.raises(NotConfigured):
        language.complete("Summarise", "text", {})
    with pytest.raises(NotConfigured):
        speech.transcribe(b"")


def test_a_door_that_this_version_cannot_open_is_refused_openly(tmp_path):
    settings = Settings(
        home=tmp_path, master_key_file=tmp_path / "key", language_model_url="http://x", speech_model="/x"
    )
    with pytest.raises(NotConfigured, match="allow-list"):
        open_language_model(settings)
    with pytest.raises(NotConfigured, match="not the folder of a faster-whisper model"):
        open_speech_model(settings)
