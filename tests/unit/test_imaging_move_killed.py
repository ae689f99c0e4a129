"""kill -9 at each point of a move between two patients: the study is moved with everything, or not at all."""

import io
import os
import shutil
import signal
from contextlib import closing
from pathlib import Path

import pydicom
import pytest
from tests.journeys.web.hospital import SYSTEM, Clock, bring_marked_study, fill, open_hospital
from tests.spec.test_imaging_corrections import JOHN
from tests.unit.record.test_kill_at_every_statement import in_a_process_of_its_own

from attending.exchange.dicom import moving
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.intents import Intents
from attending.exchange.dicom.sealed import SealedFiles
from attending.journeys.imaging_moving import Moving, finish_moves, move_study
from attending.record.write import put
from attending.review import ReviewStatus

TO_JOHN = Moving("john", "wrong-at-scanner")
POINTS: dict[str, tuple[object, str, int, str, bool]] = {
    "before it is written down": (Intents, "write", 1, "before", False),
    "written down": (Intents, "write", 1, "after", False),
    "in the transaction": (moving, "decide", 1, "before", False),
    "just before the commit": (moving, "decide", 1, "after", False),
    "committed": (SealedFiles, "write", 2, "before", True),
    "the manifest written": (SealedFiles, "write", 2, "after", True),
    "some headers written": (SealedFiles, "write", 6, "after", True),
    "every header written": (ImageArchive, "drop", 1, "before", True),
    "everything but the intent": (Intents, "forget", 1, "before", True),
    "the intent taken away": (Intents, "forget", 1, "after", True),
}
"""Where it dies: before or after a function's call of that number; and whether the record has committed by then."""


def die_in(owner: object, name: str, number: int, when: str, patch: pytest.MonkeyPatch) -> None:
    """Let this process be killed there."""
    whole, left = getattr(owner, name), [number]

    def dying(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if (left[0], when) == (0, "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        made = whole(*args, **kwargs)
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return made

    patch.setattr(owner, name, dying)


@pytest.fixture(scope="module")
def hospital(tmp_path_factory) -> tuple[Path, str, str]:
    """A study with a drafted report that waits, made once; each test works on a copy."""
    home, now = tmp_path_factory.mktemp("hospital"), Clock()
    with closing(open_hospital(home, now)) as clinic:
        fill(clinic, now)
        key = bring_marked_study(clinic)
        with clinic.record.transaction(grant=SYSTEM) as tx:
            put(tx, JOHN)
        return home, key, str(clinic.images.load(key).review)


def move_and_die(home: Path, key: str, point: str) -> None:
    """In another process."""
    owner, name, number, when, _ = POINTS[point]

    def work() -> None:
        with pytest.MonkeyPatch.context() as patch:
            clinic = open_hospital(home, Clock())
            die_in(owner, name, number, when, patch)
            move_study(key, TO_JOHN, clinic=clinic, grant=SYSTEM)

    assert not in_a_process_of_its_own(work), f"it was not killed: {point}"


def told(clinic, key) -> dict[str, str]:
    """Whose study it is by each witness."""
    kept = clinic.images.load(key)
    uids = [image.sop_instance_uid for series in kept.series for image in series.images]
    names = {str(pydicom.dcmread(io.BytesIO(clinic.images.read(key, uid))).PatientID) for uid in uids}
    return {
        "manifest": str(kept.patient),
        "list": str(next(line.patient for line in clinic.images.lines() if line.key == key)),
        "record": clinic.record.read("ImagingStudy", key, grant=SYSTEM)["subject"]["reference"].partition("/")[2],
        "images": "john" if names == {"1"} else "p1" if "1" not in names else "both",
    }


def of(patient: str) -> dict[str, str]:
    return dict.fromkeys(("manifest", "list", "record", "images"), patient)


def on_the_disk(clinic, key) -> set[str]:
    """Numbers in the files as they lie, whatever a reader is told."""
    folder = clinic.settings.image_archive / key[:2] / key
    files = [SealedFiles.read(clinic.images._files, path) for path in folder.iterdir()]
    return {str(pydicom.dcmread(io.BytesIO(data)).PatientID) for data in files if data[128:132] == b"DICM"}


@pytest.mark.parametrize("point", POINTS)
def test_kill_9_leaves_a_study_moved_with_its_draft_or_not_at_all(hospital, tmp_path, point):
    home, (made, key, draft) = tmp_path / "home", hospital
    shutil.copytree(made, home)
    move_and_die(home, key, point)
    committed = POINTS[point][-1]
    with closing(open_hospital(home, Clock())) as clinic:
        review = clinic.reviews.read(draft, grant=SYSTEM)
        assert told(clinic, key) == of("john" if committed else "p1")
        assert (review.status is ReviewStatus.WITHDRAWN) == committed
        assert clinic.images.load(key).review == (None if committed else review.id)
        finish_moves(clinic)
        assert (told(clinic, key), clinic.images.intents.keys()) == (of("john" if committed else "p1"), [])
        assert (on_the_disk(clinic, key) == {"1"}) == committed


@pytest.mark.parametrize("point", ["written down", "in the transaction", "committed", "some headers written"])
def test_the_same_move_again_makes_it_whole(hospital, tmp_path, point):
    home, (made, key, draft) = tmp_path / "home", hospital
    shutil.copytree(made, home)
    move_and_die(home, key, point)
    with closing(open_hospital(home, Clock())) as clinic:
        move_study(key, TO_JOHN, clinic=clinic, grant=SYSTEM)
        assert told(clinic, key) == of("john")
        assert len(clinic.images.load(key).moves) == 1
        assert clinic.reviews.read(draft, grant=SYSTEM).status is ReviewStatus.WITHDRAWN
        assert on_the_disk(clinic, key) == {"1"}
