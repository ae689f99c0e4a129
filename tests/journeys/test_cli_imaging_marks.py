"""`attending imaging marks`: the page's marks at the command line, under the same rules and in the same trail."""

import json

import pytest
from click.testing import CliRunner, Result
from tests.journeys.web.hospital import PASSWORD, Clock, bring_marked_study, bring_studies, fill, open_hospital

from attending.app.cli import main


class Terminal:
    """`attending imaging marks` in one hospital."""

    def __init__(self, folder, known: str, unread: str) -> None:
        self.folder, self.known, self.unread = folder, known, unread
        (folder / "password").write_text(PASSWORD + "\n")

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, ["--home", str(self.folder), "imaging", "marks", *arguments])

    def act(self, command: str, *arguments: str, name: str = "rays") -> Result:
        who = ("--as", name, "--password-file", str(self.folder / "password"))
        return self.run(command, self.known, *arguments, *who, "--json")

    def marks(self) -> dict[str, dict]:
        done = self.run(self.known, "--json")
        assert done.exit_code == 0, done.stderr
        return {one["id"]: one for one in json.loads(done.stdout)["marks"]}


@pytest.fixture
def terminal(tmp_path) -> Terminal:
    clock = Clock()
    clinic = open_hospital(tmp_path, clock)
    fill(clinic, clock)
    known = bring_marked_study(clinic)
    _, unread = bring_studies(clinic)
    clinic.close()
    return Terminal(tmp_path, known, unread)


def reopened(terminal: Terminal):
    return open_hospital(terminal.folder, Clock())


def test_the_marks_of_a_report_are_listed_with_their_images_and_measures(terminal):
    (one,) = terminal.marks().values()
    assert (one["finding"], one["series"], sorted(one["images"])) == ("Bright spot", 1, list(range(1, 13)))
    assert (one["state"], one["probability"], one["images"][0]) == ("open", None, 12)
    assert "volume" in one["measures"] and one["model"].startswith("spot")
    table = terminal.run("list", terminal.known).stdout
    assert "Bright spot" in table and "open" in table


def test_a_mark_is_drawn_from_corners_or_a_box_and_removed_again(terminal):
    done = terminal.act("add", "--finding", "Fracture of bone", "--image", "3", "--outline", "10,10 30,10 30,20 10,20")
    assert done.exit_code == 0, done.stderr
    terminal.act("add", "--finding", "Small cyst", "--image", "4", "--box", "10,10,20,10")
    marks = terminal.marks()
    first, second = marks["drawn1"], marks["drawn2"]
    assert (first["finding"], first["images"], first["state"]) == ("Fracture of bone", [3], "accepted")
    assert first["outlines"]["3"] == second["outlines"]["4"] == [[10.0, 10.0], [30.0, 10.0], [30.0, 20.0], [10.0, 20.0]]
    assert "area 112" in first["measures"] and first["model"] == "drawn by the radiologist"
    assert terminal.act("remove", "drawn1").exit_code == 0
    assert "drawn1" not in terminal.marks()


def test_marks_of_a_file_are_all_understood_before_the_first_is_drawn(terminal):
    path = terminal.folder / "marks.json"
    good = {"finding": "Small cyst", "image": 2, "box": [5, 5, 10, 10]}
    path.write_text(json.dumps([good, {**good, "image": 0}]))
    refused = terminal.act("add", "--file", str(path))
    assert refused.exit_code != 0 and "Mark 2 of the file has no image" in refused.stderr
    assert not any(name.startswith("drawn") for name in terminal.marks())
    path.write_text(json.dumps([good, {"finding": "Pneumonia", "image": 3, "outline": [[1, 1], [9, 1], [9, 9]]}]))
    assert terminal.act("add", "--file", str(path)).exit_code == 0
    assert [one["finding"] for name, one in terminal.marks().items() if name.startswith("drawn")] == [
        "Small cyst",
        "Pneumonia",
    ]


def test_a_models_mark_is_moved_declined_accepted_and_reconsidered(terminal):
    (name,) = terminal.marks()
    before = terminal.marks()[name]["measures"]
    assert terminal.act("move", name, "--image", "12", "--box", "10,10,20,10").exit_code == 0
    moved = terminal.marks()[name]
    assert moved["state"] == "accepted" and "volume" in moved["measures"] and moved["measures"] != before
    for command, state in (("decline", "declined"), ("accept", "accepted"), ("reconsider", "open")):
        assert terminal.act(command, name).exit_code == 0
        assert terminal.marks()[name]["state"] == state


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--finding", "x"), "needs an outline or a box"),
        (("--finding", "x", "--outline", "1,1 2,2"), "3 to"),
        (("--finding", "x", "--outline", "a,b c,d e,f"), "no list of points"),
        (("--finding", "x", "--outline", "nan,1 2,2 3,3"), "damaged"),
        (("--finding", "x", "--box", "1,2,3"), "no list of points"),
        (("--finding", "x", "--box", "500,500,10,10"), "holds no part of the image"),
        (("--finding", "x", "--image", "99", "--box", "1,1,9,9"), "no such image"),
        (("--outline", "1,1 9,1 9,9"), "has no finding"),
    ],
)
def test_what_is_no_mark_is_refused_in_words(terminal, arguments, told):
    refused = terminal.act("add", *arguments)
    assert refused.exit_code not in (0, 1) and told in refused.stderr
    assert len(terminal.marks()) == 1


def test_only_the_reader_of_the_report_draws_and_only_with_a_password(terminal):
    box = ("--finding", "x", "--image", "3", "--box", "10,10,20,10")
    assert terminal.act("add", *box, name="adams").exit_code != 0
    assert terminal.run("add", terminal.known, *box, "--as", "rays").exit_code != 0
    assert terminal.run("add", terminal.known, *box).exit_code != 0
    assert terminal.act("add", *box, "--version", "9").exit_code != 0  # an older view of the report
    assert len(terminal.marks()) == 1


def test_a_study_without_a_report_says_that_it_needs_one(terminal):
    done = terminal.run(terminal.unread)
    assert done.exit_code != 0 and "Draft the report first" in done.stderr


def test_what_is_drawn_stands_in_the_audit_trail_under_its_readers_name(terminal):
    terminal.act("add", "--finding", "Small cyst", "--image", "3", "--box", "10,10,20,10")
    clinic = reopened(terminal)
    bodies = [body for (body,) in clinic.record.connection().execute("SELECT body FROM audit_event ORDER BY seq")]
    clinic.close()
    kept = [body for body in bodies if '"code":"accept"' in body]
    assert len(kept) == 1 and "Practitioner/rays" in kept[0] and "Device/" not in kept[0]
