"""Reads the header of one DICOM file, as generously as hospitals write them.

Everything the header leaves out or writes wrongly becomes an empty field; only a file without identity or without
pixels' size is refused, with a reason a person can act on.
"""

import hashlib
import io
import logging
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, TypeVar

import pydicom
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from attending.errors import BadInput
from attending.imaging.study import BurnedIn, Geometry, Instance, PatientIdentity

logging.getLogger("pydicom").setLevel(logging.CRITICAL)  # its messages quote the values they complain about

_SEXES = {"F": "female", "M": "male", "O": "other"}
_LIKELY_BURNED = {"US", "XC", "OT", "SC", "ES", "GM", "NM", "XA", "RF"}
"""Modalities whose consoles write names into the pixels. Source: DICOM PS3.15 annex E.3.1."""
_SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_CLASS_OF = {"CT": "1.2.840.10008.5.1.4.1.1.2", "MR": "1.2.840.10008.5.1.4.1.1.4", "CR": "1.2.840.10008.5.1.4.1.1.1"}
"""Storage class of a file that lost its own. Source: DICOM PS3.4 B.5."""
_LOSSY = {
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.4.203",
}
"""Transfer syntaxes that lose. 4.91 and 4.203 may be lossless; LossyImageCompression then says so."""

_T = TypeVar("_T")


def read_dataset(data: bytes, *, pixels: bool = True) -> Dataset:
    """Parse a DICOM file; one without the preamble is read too when it starts like a data set.

    Raises:
        BadInput: not DICOM, or cut off.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom's warnings quote values too
            dataset = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=not pixels, force=_starts_bare(data))
    except InvalidDicomError as error:
        raise BadInput("This is not a DICOM file: its DICM mark is missing.") from error
    except Exception as error:  # pydicom raises what its parsers raise on damaged bytes
        raise BadInput("This DICOM file is damaged or cut off.", hint="Send it again from its source.") from error
    if not any(name in dataset for name in ("SOPInstanceUID", "SOPClassUID", "PatientID", "Modality")):
        raise BadInput("This file holds no DICOM image.")
    return dataset


def read_instance(data: bytes, name: str) -> Instance:
    """What the header of one file says.

    Raises:
        BadInput: not DICOM, damaged, or a DICOMDIR.
    """
    dataset = read_dataset(data, pixels=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if _text(dataset, "SOPClassUID") == "1.2.840.10008.1.3.10":
            raise BadInput("This is the list of a medium (DICOMDIR), not an image.")
        if not _text(dataset, "SOPClassUID") and not _whole(dataset, "Rows"):
            raise BadInput("This file holds no DICOM image.")
        return _identified(_instance(dataset, name), hashlib.sha256(data).digest())


def uid_of(digest: bytes, label: str = "") -> str:
    """A UUID-derived UID (PS3.5 B.2), the same for the same bytes and label."""
    number = int.from_bytes(hashlib.sha256(digest + label.encode()).digest()[:16], "big")
    return f"2.25.{number}"


def _identified(instance: Instance, digest: bytes) -> Instance:
    """Give UIDs to a file whose de-identification took them: its own bytes name it, its neighbours its series."""
    if instance.sop_instance_uid and instance.series_uid and instance.study_uid:
        return instance
    patient = instance.patient
    folder = instance.name.rpartition("/")[0]
    frame = instance.geometry.frame_of_reference_uid
    same_study = repr((patient.id, patient.name, instance.started, instance.accession, frame, folder)).encode()
    same_series = repr((instance.modality, instance.series_number, instance.series_description)).encode()
    if not (patient.id or folder or instance.accession or frame or instance.started):
        same_study += digest  # nothing says that two such files belong together
    return replace(
        instance,
        sop_instance_uid=instance.sop_instance_uid or uid_of(digest, "instance"),
        series_uid=instance.series_uid or uid_of(same_study + same_series, "series"),
        study_uid=instance.study_uid or uid_of(same_study, "study"),
        uids_assigned=True,
    )


def _instance(dataset: Dataset, name: str) -> Instance:
    modality = _text(dataset, "Modality")
    syntax = str(dataset.file_meta.get("TransferSyntaxUID", "")) if "file_meta" in dir(dataset) else ""
    return Instance(
        name=name,
        sop_instance_uid=_text(dataset, "SOPInstanceUID"),
        sop_class_uid=_text(dataset, "SOPClassUID") or _CLASS_OF.get(modality, _SECONDARY_CAPTURE),
        series_uid=_text(dataset, "SeriesInstanceUID"),
        study_uid=_text(dataset, "StudyInstanceUID"),
        modality=modality,
        rows=_whole(dataset, "Rows"),
        columns=_whole(dataset, "Columns"),
        frames=max(1, _whole(dataset, "NumberOfFrames")),
        number=_whole(dataset, "InstanceNumber"),
        patient=_patient(dataset),
        study_id=_text(dataset, "StudyID"),
        accession=_text(dataset, "AccessionNumber"),
        referrer=_text(dataset, "ReferringPhysicianName"),
        started=_started(dataset),
        study_description=_text(dataset, "StudyDescription"),
        series_description=_text(dataset, "SeriesDescription"),
        series_number=_whole(dataset, "SeriesNumber"),
        body_part=_body_part(dataset),
        laterality=_text(dataset, "ImageLaterality") or _text(dataset, "Laterality"),
        view=_text(dataset, "ViewPosition"),
        manufacturer=_text(dataset, "Manufacturer"),
        model=_text(dataset, "ManufacturerModelName"),
        image_type=tuple(str(part) for part in _many(dataset, "ImageType")),
        burned_in=_burned_in(dataset, modality),
        transfer_syntax=syntax,
        lossy=_text(dataset, "LossyImageCompression") == "01" or syntax in _LOSSY,
        is_phantom=_text(dataset, "QualityControlSubject").upper() == "YES",
        geometry=read_geometry(dataset),
    )


def read_geometry(dataset: Dataset, frame: Dataset | None = None, shared: Dataset | None = None) -> Geometry:
    """Geometry of a classic image, or of one frame of an enhanced one from its functional groups."""
    layers = [layer for layer in (frame, shared) if layer is not None]

    def functional(sequence: str, keyword: str) -> Any:
        for layer in layers:
            items = layer.get(sequence)
            if items and items[0].get(keyword) is not None:
                return items[0].get(keyword)
        return dataset.get(keyword)

    spacing, source = _numbers(functional("PixelMeasuresSequence", "PixelSpacing"), 2), "PixelSpacing"
    for other in ("ImagerPixelSpacing", "NominalScannedPixelSpacing"):
        if spacing is None:
            spacing, source = _numbers(dataset.get(other), 2), other
    position = _numbers(functional("PlanePositionSequence", "ImagePositionPatient"), 3)
    orientation = _numbers(functional("PlaneOrientationSequence", "ImageOrientationPatient"), 6)
    thickness = _numbers([functional("PixelMeasuresSequence", "SliceThickness")], 1)
    usable = spacing is not None and min(spacing) > 0
    return Geometry(
        spacing_mm=(spacing[0], spacing[1]) if usable and spacing else None,
        spacing_source=source if usable else "",
        position_lps_mm=(position[0], position[1], position[2]) if position else None,
        orientation=_six(orientation) if orientation else None,
        thickness_mm=thickness[0] if thickness and thickness[0] > 0 else None,
        frame_of_reference_uid=_text(dataset, "FrameOfReferenceUID"),
        patient_orientation=_directions(dataset),
    )


def _directions(dataset: Dataset) -> tuple[str, str]:
    said = [str(one).strip().upper() for one in _many(dataset, "PatientOrientation")]
    return (said[0], said[1]) if len(said) == 2 else ("", "")


def _six(values: list[float]) -> tuple[float, float, float, float, float, float]:
    return (values[0], values[1], values[2], values[3], values[4], values[5])


def _patient(dataset: Dataset) -> PatientIdentity:
    return PatientIdentity(
        id=_text(dataset, "PatientID"),
        issuer=_text(dataset, "IssuerOfPatientID"),
        name=_text(dataset, "PatientName"),
        birth_date=_try(lambda: _date(_text(dataset, "PatientBirthDate"))),
        sex=_SEXES.get(_text(dataset, "PatientSex").upper(), ""),
    )


def _body_part(dataset: Dataset) -> str:
    named = _text(dataset, "BodyPartExamined")
    if not named:
        for keyword in ("AnatomicRegionSequence",):
            items = _try(lambda keyword=keyword: dataset.get(keyword))  # type: ignore[misc]
            if items:
                named = _text(items[0], "CodeMeaning")
    return named.upper()


def _burned_in(dataset: Dataset, modality: str) -> BurnedIn:
    said = _text(dataset, "BurnedInAnnotation").upper()
    if said in {"YES", "NO"}:
        return BurnedIn(said.lower())
    secondary = _text(dataset, "SOPClassUID").startswith("1.2.840.10008.5.1.4.1.1.7")
    return BurnedIn.UNKNOWN if secondary or modality in _LIKELY_BURNED else BurnedIn.NO


def _started(dataset: Dataset) -> datetime | None:
    for day, time in (("StudyDate", "StudyTime"), ("AcquisitionDate", "AcquisitionTime"), ("SeriesDate", "SeriesTime")):
        found = _try(lambda day=day: _date(_text(dataset, day)))  # type: ignore[misc]
        if found is not None:
            digits = re.sub(r"\D", "", _text(dataset, time).split(".")[0])[:6].ljust(6, "0")
            clock = _try(lambda digits=digits: datetime.strptime(digits, "%H%M%S").time())  # type: ignore[misc]  # noqa: DTZ007
            zone = _try(lambda: _zone(_text(dataset, "TimezoneOffsetFromUTC"))) or UTC
            return datetime.combine(found, clock or datetime.min.time(), tzinfo=zone)
    return None


def _date(text: str) -> date | None:
    digits = text.replace(".", "")  # ACR-NEMA wrote 1999.12.31
    return datetime.strptime(digits, "%Y%m%d").date() if digits else None  # noqa: DTZ007 (a day has no zone)


def _zone(text: str) -> timezone | None:
    if not re.fullmatch(r"[+-]\d{4}", text):
        return None
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return timezone(-offset if text[0] == "-" else offset)


def _starts_bare(data: bytes) -> bool:
    """A data set without preamble: a group 0002 or 0008 element, little endian."""
    return data[:2] in (b"\x08\x00", b"\x02\x00") and data[128:132] != b"DICM"


def _try(read: Callable[[], _T]) -> _T | None:
    try:
        return read()
    except Exception:  # one wrong value must not hide the image
        return None


def _text(dataset: Dataset, keyword: str) -> str:
    value = _try(lambda: dataset.get(keyword))
    return "" if value is None else str(value).strip("\0 ").strip()


def _many(dataset: Dataset, keyword: str) -> list[Any]:
    value = _try(lambda: dataset.get(keyword))
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str) else list(value)


def _whole(dataset: Dataset, keyword: str) -> int:
    value = _try(lambda: dataset.get(keyword))
    found = _try(lambda: int(float(str(value))))
    return found or 0


def _numbers(value: Any, count: int) -> list[float] | None:
    if value is None:
        return None
    found = _try(lambda: [float(part) for part in value])
    finite = found is not None and len(found) == count and all(abs(x) < 1e7 for x in found)
    return found if finite else None
