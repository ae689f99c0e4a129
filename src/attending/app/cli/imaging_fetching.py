"""`attending imaging fetch`: find studies in another archive, and take them in."""

import sys
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import NotConfigured

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.imaging_fetching import RemoteStudy


@click.command("fetch")
@click.argument("studies", nargs=-1, metavar="[STUDY-UID]…")
@click.option(
    "--from",
    "archive",
    metavar="URL",
    help="DICOMweb root, or dicom://TITLE@host:port; ATTENDING_DICOM_SOURCE otherwise.",
)
@click.option("--patient-id", metavar="NUMBER", help="List this patient's studies there.")
@click.option("--accession", metavar="NUMBER", help="List the studies of this order.")
@click.option("--date", metavar="YYYYMMDD[-YYYYMMDD]", help="List the studies of this day or these days.")
@click.option("--modality", metavar="CT", help="Only studies with this modality.")
@click.option("--patient", metavar="ID", help="Whose the fetched study is, when its header does not say it.")
@json_option
@click.pass_obj
def fetch(
    standing: Standing, studies: tuple[str, ...], archive: str | None, patient_id: str | None, accession: str | None,
    date: str | None, modality: str | None, patient: str | None,
) -> None:  # fmt: skip
    """Find studies in another archive, or fetch the named ones.

    By DICOMweb (QIDO-RS, WADO-RS), or from a classic PACS (C-FIND, C-GET).

    The archive's host must stand in ATTENDING_DICOM_HOSTS. Without STUDY-UID the matches are listed and nothing is
    fetched. A PACS without C-GET is asked to send here (C-MOVE, to ATTENDING_DICOM_TITLE at ATTENDING_DICOM_LISTEN).
    Ctrl-C stops; what has come stays.
    """
    from attending.app.stow import get
    from attending.journeys.imaging_fetching import fetch_study, find_remote, source_of

    with standing.clinic() as clinic:
        address = archive or source_of(clinic)
        if not address:
            raise NotConfigured("No archive is named.", hint="Use --from, or set ATTENDING_DICOM_SOURCE.")
        if not studies:
            asked = {"PatientID": patient_id, "AccessionNumber": accession, "StudyDate": date}
            query = {name: value for name, value in asked.items() if value}
            query |= {"ModalitiesInStudy": modality} if modality else {}
            _show(find_remote(query, archive=address, get=get, clinic=clinic, grant=OPERATOR))
            return
        rows = []
        for uid in studies:
            one = fetch_study(uid, archive=address, get=get, clinic=clinic, grant=OPERATOR, patient=patient,
                              progress=_progress)  # fmt: skip
            study = one.received.study
            rows.append({"study": study.key, "patient": study.patient, "images": study.images,
                         "missing": one.missing, "match": one.received.match.reason})  # fmt: skip

    def draw(console: "Console") -> None:
        columns = ("Study", "Patient", "Images", "Missing", "Match")
        table = [tuple("nobody yet" if value is None else value for value in row.values()) for row in rows]
        draw_table(console, columns, table, empty="Nothing was fetched.")

    show(rows, draw)


def _progress(images: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{images} images", nl=False, err=True)


def _show(found: "list[RemoteStudy]") -> None:
    rows = [
        {"uid": one.uid, "date": one.date, "modality": "+".join(one.modalities), "description": one.description,
         "patient_id": one.patient_id, "patient_name": one.patient_name, "images": one.instances}
        for one in found
    ]  # fmt: skip

    def draw(console: "Console") -> None:
        columns = ("Study UID", "Date", "Modality", "Description", "Patient ID", "Name", "Images")
        draw_table(console, columns, [tuple(row.values()) for row in rows], empty="The archive has no such study.")

    show(rows, draw)
