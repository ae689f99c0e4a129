"""What imaging costs, and what the tumour model is worth without a contrast.

    python -m bench.imaging study       a study of 100 slices, everything on: kept, enhanced x2, examined, drafted
    python -m bench.imaging slice       one 512 x 512 slice x2 on one core: DICOM in, derived DICOM out
    python -m bench.imaging fast --data ../shared/data/ct-dicom/body-3mm    PSNR and SSIM of the fast networks
    python -m bench.imaging worklist    5,000 studies of 100 images: the list, a search, a prior
    python -m bench.imaging contrasts --data ../shared/data/brain-mri-lgg

Wall clock, and the processor's time of all threads: on a busy machine only the latter says what it costs.
"""

import argparse
import json
import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from attending.app.cli.who import OPERATOR
from attending.app.demo.phantom import Phantom, body_study, head_study
from attending.app.wiring import open_clinic, open_keys
from attending.exchange.dicom import (
    ArchivedImage,
    ArchivedSeries,
    ArchivedStudy,
    ImageArchive,
    prior_of,
    qido,
    studies_of,
)
from attending.imaging import tumours
from attending.imaging.calibration import Curve
from attending.imaging.decode import iterate_frames
from attending.imaging.derived import derived_image
from attending.imaging.enhance import enhance_image
from attending.imaging.evaluate import sharpness, tumour
from attending.imaging.evaluate.layout import read_colour, read_mask, read_table
from attending.imaging.header import read_dataset
from attending.imaging.networks import open_network
from attending.imaging.objects import as_file
from attending.imaging.tissue import blend
from attending.imaging.train.folds import fold_of
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.journeys.incoming import receive_resources
from attending.security import Keys, PractitionerRole
from attending.security.accounts import create_account
from attending.settings import Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PEOPLE = {
    "resourceType": "Bundle", "type": "collection",
    "entry": [
        {"resource": {"resourceType": "Patient", "id": "phantom", "name": [{"family": "Phantom"}]}},
        {"resource": {"resourceType": "Practitioner", "id": "reader", "name": [{"text": "Reader"}]}},
    ],
}  # fmt: skip
CONTRASTS = {"all three": (0, 1, 2), "FLAIR for T1 before": (1, 1, 2), "FLAIR for T1 after": (0, 1, 1),
             "FLAIR for both": (1, 1, 1)}  # fmt: skip


def study() -> None:
    """Seconds of each step for an MR and a CT study of about 100 slices."""
    head = list(head_study(Phantom(1, NOW), slices=34, side=256))
    _one_study("MR head, 3 series of 34 slices, 256 x 256", head)
    _one_study("CT abdomen, 100 slices, 512 x 512", list(body_study(Phantom(2, NOW), slices=100)))


def _one_study(title: str, files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), master_key_file=Path(home) / "master.key", research_use=True)
        with closing(open_clinic(settings)) as clinic:
            receive_resources(json.dumps(PEOPLE).encode(), record=clinic.record, grant=OPERATOR)
            create_account(
                clinic.record.connection(), open_keys(settings), practitioner="reader", sign_in_name="reader",
                display="Reader", role=PractitionerRole.RADIOLOGIST, password=secrets.token_hex(8), now=NOW,
            )  # fmt: skip
            sent = [SentFile(name, data.__bytes__) for name, data in files]
            times = [_clocks()]
            (kept,) = receive_uploads(sent, clinic=clinic, grant=OPERATOR, patient="phantom")
            times.append(_clocks())
            for number in range(len(kept.study.series)):
                enhance_in_archive(kept.study.key, number, 2, clinic=clinic, grant=OPERATOR)
            times.append(_clocks())
            draft_study_report(kept.study.key, practitioner="reader", clinic=clinic, grant=OPERATOR)
            times.append(_clocks())
    print(title)
    steps = zip(("kept", "enhanced x2", "examined and drafted"), times, times[1:], strict=False)
    for name, before, after in (*steps, ("everything", times[0], times[-1])):
        print(f"  {name}: {after[0] - before[0]:.1f} s, processor {after[1] - before[1]:.1f} s", flush=True)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def one_slice(runs: int = 7) -> None:
    """Milliseconds of the processor, from the bytes of a slice to those of its enhanced one: best and median."""
    data = next(iter(body_study(Phantom(1, NOW), slices=1)))[1]

    def run() -> float:
        start = time.process_time()
        source = read_dataset(data)
        (frame,) = iterate_frames(source)
        as_file(derived_image(source, [enhance_image(frame, "CT", 2)], number=1, series="1.2.3"))
        return 1000 * (time.process_time() - start)

    run()
    times = sorted(run() for _ in range(runs))
    print(f"512 x 512 x2: best {times[0]:.0f} ms, median {times[len(times) // 2]:.0f} ms")


def fast(data: Path) -> None:
    """The suite `super-resolution` with the networks of the reader who waits."""
    found = sharpness.score_sharpness(data, quality="fast")
    print(json.dumps({"slices": found["slices"], "x2": found["x2"], "x4": found["x4"]}, indent=1))


def worklist(studies: int = 5_000, images: int = 100) -> None:
    """Milliseconds to list an archive of many studies: a new process, one after, and after one study has changed."""
    with tempfile.TemporaryDirectory() as folder:
        keys = Keys.load_or_create(Path(folder) / "master.key")
        archive = ImageArchive(Path(folder) / "images", keys=keys)
        for number in range(studies):
            _write_manifest(archive, number, images)

        def timed(title: str, act: Callable[[], object]) -> None:
            start = time.perf_counter()
            act()
            print(f"  {title}: {1000 * (time.perf_counter() - start):.0f} ms", flush=True)

        print(f"{studies} studies of {images} images")
        timed("without any list kept: every manifest is opened", archive.lines)
        timed("again in the same process", archive.lines)
        timed("in a new process", ImageArchive(Path(folder) / "images", keys=keys).lines)
        _write_manifest(archive, 7, images + 1)
        timed("after one study has changed", archive.lines)
        query = {"PatientID": "12*", "StudyDate": "20260101-"}
        timed("QIDO-RS search", lambda: qido.search_studies(studies_of(archive, grant=OPERATOR), query))
        key = archive.lines()[0].key
        timed("the prior of a study", lambda: prior_of(archive.load(key), archive=archive, grant=OPERATOR))


def _write_manifest(archive: ImageArchive, number: int, images: int) -> None:
    uid = f"1.2.826.0.1.3680043.8.498.{number}"
    kept = tuple(ArchivedImage(f"{uid}.1.{n}", "1.2.840.10008.5.1.4.1.1.2", n, 1, 512, 512) for n in range(images))
    study = ArchivedStudy(
        key=archive.key_of(uid), uid=uid, received=NOW, description="CT abdomen", started=NOW, accession=str(number),
        series=(ArchivedSeries(f"{uid}.1", "CT", "Axial", "ABDOMEN", kept),), patient=f"p{number % 2000}",
        identity={"number": str(number % 2000), "name": "Phantom^P"},
    )  # fmt: skip
    archive.change(study.key, lambda _: study)


def contrasts(data: Path, only: tuple[str, ...] = tuple(CONTRASTS)) -> None:
    """The tumour network of fold 0 on the patients it never saw, with FLAIR standing in for a contrast."""
    network = open_network(tumours.NAME)
    files = [weight.file for weight in network.card.weights if weight.file.endswith(".onnx")]
    member, trees = (part[files.index("tumour-0.onnx")] for part in (network.members, network.trees))
    settings: dict[str, Any] = dict(network.settings)
    curve, least = Curve.of(settings["curve"]), float(settings["mask_threshold"])
    rows = read_table(data, ("slice",))
    folds = fold_of([row["patient"] for row in rows])
    use = [row for row, fold in zip(rows, folds, strict=True) if fold == 0]
    for title in only:
        order = CONTRASTS[title]
        found, truths, masks = [], [], []
        for row in use:
            picture = read_colour(next((data / "images").glob(f"{row['slice']}.*")))
            channels = np.asarray(Image.fromarray(picture).resize((256, 256)), np.float32).transpose(2, 0, 1) / 255
            given = np.ascontiguousarray(channels[list(order)], np.float32)
            chance, head = tumours.look(member, given)
            mask = Image.fromarray(read_mask(data / "masks" / f"{row['slice']}.png")).resize((256, 256), 0)
            truth, made = np.asarray(mask) > 0, blend([chance], [trees], given)[0] > least
            truths.append(truth)
            masks.append(made)
            probability = curve.chance(tumours.features_of(chance, head))
            found.append({"patient": row["patient"], "probability": probability})
        for how, shown in (("", masks), (", without specks", _joined(masks, use))):
            counts = [(int((m & t).sum()), int(t.sum()), int(m.sum())) for m, t in zip(shown, truths, strict=True)]
            told = tumour.summary(found, counts, [c[1] > 0 for c in counts], [True] * len(found))
            print(f"{title}{how}", json.dumps(told), flush=True)


def _joined(masks: list[Any], rows: list[dict[str, str]]) -> list[Any]:
    """The masks with each patient's slices judged together, as the suite and the reports do."""
    kept = list(masks)
    for patient in {row["patient"] for row in rows}:
        own = [i for i, row in enumerate(rows) if row["patient"] == patient]
        own.sort(key=lambda i: tumour.number_at_end(rows[i]["slice"]))
        for i, mask in zip(own, tumours.without_specks(np.stack([masks[i] for i in own])), strict=True):
            kept[i] = mask
    return kept


def main() -> None:
    """One measurement by name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["study", "slice", "fast", "worklist", "contrasts"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--all-three", action="store_true", help="contrasts: only with all three series")
    args = parser.parse_args()
    if args.what == "study":
        study()
    elif args.what == "slice":
        one_slice()
    elif args.what == "worklist":
        worklist()
    elif args.data is None:
        parser.error(f"{args.what} needs --data")
    elif args.what == "fast":
        fast(args.data)
    else:
        contrasts(args.data, only=("all three",) if args.all_three else tuple(CONTRASTS))


if __name__ == "__main__":
    main()
