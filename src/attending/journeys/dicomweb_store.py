"""Another system sends instances by STOW-RS: each is kept, or answered for with the reason why not."""

from attending.errors import BadInput
from attending.exchange.dicom import web
from attending.imaging.header import read_dataset
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import SentFile, receive_uploads
from attending.security import Action, Grant


def store_files(
    body: bytes, content_type: str, *, clinic: Clinic, grant: Grant, root: str = "", study_uid: str = ""
) -> list[web.Stored]:
    """STOW-RS: keep and file what can be read; what became of each part, in their order.

    Args:
        body: of the request, multipart/related.
        content_type: its header.
        clinic: the hospital.
        grant: who sends.
        root: address of the DICOMweb root, from which what is kept can be fetched.
        study_uid: the study that the address names; instances of another one are not kept.
    """
    grant.require(Action.CREATE, "ImagingStudy", None)
    parts = [(data, *_identity(data)) for data in web.read_multipart(body, content_type)]
    ours = [n for n, (_, identity, study) in enumerate(parts) if study_uid in ("", study)]
    files = [SentFile(f"part {n + 1}", parts[n][0].__bytes__) for n in ours]
    kept = _kept(files, root, clinic, grant) if files else {}
    results = []
    for number, (_, identity, _study) in enumerate(parts):
        failure = web.CANNOT_UNDERSTAND if number in ours else web.OTHER_STUDY
        results.append(kept.get(f"part {number + 1}") or web.Stored(*identity, failure=failure))
    return results


def _kept(files: list[SentFile], root: str, clinic: Clinic, grant: Grant) -> dict[str, web.Stored]:
    """What is kept, by the name of its part; a copy within one request stands with the first of its kind."""
    try:
        received = receive_uploads(files, clinic=clinic, grant=grant)
    except BadInput:  # not one of them is an image
        return {}
    refused = {name for one in received for name, _ in (*one.sent.broken, *one.beside)}
    kept = {
        image.sop_instance_uid: web.Stored(
            image.sop_class_uid, image.sop_instance_uid,
            f"{root}/studies/{one.sent.uid}/series/{series.uid}/instances/{image.sop_instance_uid}" if root else "",
        )
        for one in received for series in one.sent.series for image in series.images if image.name not in refused
    }  # fmt: skip
    named = {image.name: image.sop_instance_uid for one in received for s in one.sent.series for image in s.images}
    copies = {file.name: _identity(file.read())[0][1] for file in files if file.name not in {*named, *refused}}
    return {name: kept[uid] for name, uid in {**named, **copies}.items() if uid in kept}


def _identity(data: bytes) -> tuple[tuple[str, str], str]:
    """SOP class and instance of a part as far as they can be read, and its study."""
    try:
        dataset = read_dataset(data, pixels=False)
    except BadInput:
        return ("", ""), ""
    sop_class, instance, study = (
        str(dataset.get(keyword) or "") for keyword in ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID")
    )
    return (sop_class, instance), study
