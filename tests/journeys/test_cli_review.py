"""From a transcript to a signed note without leaving the command line."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.journeys.test_cli_scribe import VISIT

from attending.app.cli import main
from attending.app.cli.who import OPERATOR
from attending.record import Store
from attending.record.write import put
from attending.security import Keys, PractitionerRole
from attending.security.accounts import create_account

ROLES = {"adams": PractitionerRole.PHYSICIAN, "baker": PractitionerRole.PHYSICIAN, "cole": PractitionerRole.NURSE}
PASSWORD = "correct horse battery"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Terminal:
    """`attending` in one hospital, as one person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (self.folder / "password").write_text(PASSWORD + "\n")
        (self.folder / "visit.txt").write_text(VISIT)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, ["--home", str(self.folder), *arguments], input=stdin)

    def answer(self, *arguments: str):
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    def act(self, *arguments: str, name: str = "adams") -> Result:
        return self.run("review", *arguments, "--as", name, "--password-file", str(self.folder / "password"))

    def drafted(self) -> str:
        visit = str(self.folder / "visit.txt")
        return str(self.answer("scribe", visit, "--patient", "p1", "--practitioner", "adams")["id"])


@pytest.fixture(scope="module")
def hospital(tmp_path_factory):
    """A patient and three people with accounts, made once: hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("hospital")
    keys = Keys.load_or_create(folder / "master.key")
    store = Store.open(folder / "attending.sqlite", keys=keys, anchor=folder / "audit.anchor", now=lambda: NOW)
    with store.transaction(grant=OPERATOR) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1", "name": [{"family": "Santos", "given": ["Maria"]}]})
        for id_ in ROLES:
            put(tx, {"resourceType": "Practitioner", "id": id_, "name": [{"text": f"Dr {id_.title()}"}]})
    for id_, role in ROLES.items():
        create_account(
            store.connection(),
            keys,
            practitioner=id_,
            sign_in_name=id_,
            display=f"Dr {id_.title()}",
            role=role,
            password=PASSWORD,
            now=NOW,
        )
    store.close()
    return folder


@pytest.fixture
def terminal(hospital, tmp_path):
    shutil.copytree(hospital, tmp_path, dirs_exist_ok=True)
    return Terminal(tmp_path)


def answer_blockers(terminal: Terminal, review: str) -> None:
    shown = terminal.answer("review", "show", review)
    for finding in shown["findings"]:
        if finding["severity"] == "blocker":
            assert terminal.act("answer", review, finding["id"], "--text", "Confirmed with the patient.").exit_code == 0


def test_a_transcript_becomes_a_signed_note(terminal):
    review = terminal.drafted()
    assert [row["id"] for row in terminal.answer("review", "list")] == [review]
    assert "Maria Santos" in terminal.run("review", "list").stdout
    assert "HISTORY OF PRESENT ILLNESS" in terminal.run("review", "show", review).stdout
    answer_blockers(terminal, review)
    signed = terminal.act("sign", review, "--json")
    assert signed.exit_code == 0, signed.stderr
    assert json.loads(signed.stdout)["status"] == "signed"
    assert json.loads(signed.stdout)["document"].startswith("Composition/")
    assert terminal.answer("review", "list") == []
    assert terminal.run("audit", "verify").exit_code == 0


def test_what_was_said_and_left_out_is_added_dismissed_and_taken_back(terminal):
    (terminal.folder / "visit.txt").write_text(
        "Doctor: New patient. Past medical history includes gerd, anxiety and migraine. Here for belly pain today.\n"
        "Patient: Yes it's my belly, it's been three weeks, it hurts after I eat.\n"
        "Doctor: I know that you were endorsing some night sweats on the form.\nPatient: Yeah.\n"
        "Doctor: I'll start you on omeprazole 20 mg once a day. See you back in two weeks.\n"
    )
    review = terminal.drafted()
    sweats, past = (one["id"] for one in terminal.answer("review", "show", review)["left_out"]["additions"])
    assert "Reports night sweats." in terminal.run("review", "show", review).stdout
    assert terminal.act("include", review, sweats).exit_code == 0
    assert terminal.act("dismiss", review, past).exit_code == 0
    shown = terminal.answer("review", "show", review)
    assert shown["left_out"] == {"assessed": True, "additions": []}
    assert "Reports night sweats." in [claim["text"] for claim in shown["claims"]]
    assert terminal.act("notice", review, past, "--json").exit_code == 0
    assert [one["id"] for one in terminal.answer("review", "show", review)["left_out"]["additions"]] == [past]
    assert terminal.act("dismiss", review, "o-nothing").exit_code == 5


def test_signing_twice_signs_once(terminal):
    review = terminal.drafted()
    answer_blockers(terminal, review)
    version = str(terminal.answer("review", "show", review)["version"])
    first = terminal.act("sign", review, "--version", version, "--json")
    again = terminal.act("sign", review, "--version", version, "--json")
    assert first.exit_code == again.exit_code == 0
    assert first.stdout == again.stdout


def test_an_edit_keeps_the_claims_of_what_stays(terminal):
    review = terminal.drafted()
    before = terminal.answer("review", "show", review)
    text = terminal.folder / "note.md"
    blocks = []
    for section in before["sections"]:
        lines = [f"## {section['title']}"]
        lines += [f"**{s['lead']}** {s['text']}" if s.get("lead") else s["text"] for s in section.get("sentences", [])]
        blocks.append("\n".join(lines))
    text.write_text(
        "\n\n".join(blocks).replace("for approximately 10 days", "for 10 days", 1) + "\nSeen with her son.\n"
    )
    assert terminal.act("edit", review, "--file", str(text)).exit_code == 0
    after = terminal.answer("review", "show", review)
    assert after["version"] > before["version"]
    sentences = {s["text"]: s.get("claim") for section in after["sections"] for s in section.get("sentences", [])}
    assert "Seen with her son." in sentences
    kept = {s["text"]: s.get("claim") for section in before["sections"] for s in section.get("sentences", [])}
    same = [text for text in kept if text in sentences]
    assert same
    assert all(sentences[text] == kept[text] for text in same)


def test_a_rejection_takes_a_coded_reason(terminal):
    review = terminal.drafted()
    assert terminal.act("reject", review).exit_code == 2
    assert terminal.act("reject", review, "--reason", "not-said", "--text", "No fever was said.").exit_code == 0
    assert terminal.answer("review", "show", review)["status"] == "rejected"
    assert terminal.act("sign", review).exit_code == 5


def test_a_signed_note_is_amended_under_a_new_signature(terminal):
    review = terminal.drafted()
    answer_blockers(terminal, review)
    first = json.loads(terminal.act("sign", review, "--json").stdout)["document"]
    sections = terminal.answer("review", "show", review)["sections"]
    text = terminal.folder / "note.md"
    text.write_text("\n".join(f"## {s['title']}\n" + "\n".join(x["text"] for x in s["sentences"]) for s in sections))
    amended = terminal.act("amend", review, "--file", str(text), "--reason", "Leads removed.", "--json")
    assert amended.exit_code == 0, amended.stderr
    assert json.loads(amended.stdout)["status"] == "amended"
    assert json.loads(amended.stdout)["document"] != first


def test_only_the_accountable_person_may_decide(terminal):
    review = terminal.drafted()
    assert terminal.act("sign", review, name="cole").exit_code == 3
    assert terminal.act("sign", review, name="baker").exit_code == 3
    assert terminal.act("assign", review, "baker").exit_code == 0
    assert terminal.answer("review", "list")[0]["assigned"] == "baker"


def test_nobody_signs_without_a_password(terminal):
    review = terminal.drafted()
    nameless = terminal.run("review", "sign", review)
    assert nameless.exit_code == 3
    wrong = terminal.run("review", "sign", review, "--as", "adams", "--password-stdin", stdin="wrong\n")
    assert wrong.exit_code == 3
    silent = terminal.run("review", "sign", review, "--as", "adams")
    assert silent.exit_code == 3
    assert "password" in silent.stderr
    assert terminal.answer("review", "show", review)["status"] == "checked"


def test_a_dry_run_stores_nothing(terminal):
    visit = str(terminal.folder / "visit.txt")
    assert terminal.run("scribe", visit, "--patient", "p1", "--dry-run").exit_code == 0
    assert terminal.answer("review", "list", "--status", "all") == []


def test_a_stranger_is_not_found(terminal):
    visit = str(terminal.folder / "visit.txt")
    unknown = terminal.run("scribe", visit, "--patient", "p9", "--practitioner", "adams")
    assert unknown.exit_code == 4
    assert terminal.run("review", "show", "nothing").exit_code == 4
