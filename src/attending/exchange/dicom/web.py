"""DICOMweb as data: QIDO-RS answers, WADO-RS metadata, and the multipart bodies of WADO and STOW.

Read by the HTTP routes. Source: DICOM PS3.18, sections 8.6 (media types), 10.4 (retrieve), 10.5 (store), 10.6 (search).
"""

import io
import json
import re
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pydicom

from attending.errors import BadInput
from attending.exchange.dicom.lines import StudyLine
from attending.exchange.dicom.manifest import ArchivedImage, ArchivedSeries, ArchivedStudy

DICOM_JSON = "application/dicom+json"
PLAIN_FRAMES = "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
"""Frames without compression, as a viewer can always read them (PS3.18 8.7.3.3.1)."""
KEYWORDS: dict[str, tuple[str, str]] = {
    "StudyDate": ("00080020", "DA"),
    "StudyTime": ("00080030", "TM"),
    "AccessionNumber": ("00080050", "SH"),
    "ModalitiesInStudy": ("00080061", "CS"),
    "StudyDescription": ("00081030", "LO"),
    "PatientName": ("00100010", "PN"),
    "PatientID": ("00100020", "LO"),
    "PatientBirthDate": ("00100030", "DA"),
    "PatientSex": ("00100040", "CS"),
    "StudyInstanceUID": ("0020000D", "UI"),
    "NumberOfStudyRelatedSeries": ("00201206", "IS"),
    "NumberOfStudyRelatedInstances": ("00201208", "IS"),
    "Modality": ("00080060", "CS"),
    "SeriesDescription": ("0008103E", "LO"),
    "BodyPartExamined": ("00180015", "CS"),
    "SeriesInstanceUID": ("0020000E", "UI"),
    "SeriesNumber": ("00200011", "IS"),
    "NumberOfSeriesRelatedInstances": ("00201209", "IS"),
    "SOPClassUID": ("00080016", "UI"),
    "SOPInstanceUID": ("00080018", "UI"),
    "InstanceNumber": ("00200013", "IS"),
    "NumberOfFrames": ("00280008", "IS"),
    "Rows": ("00280010", "US"),
    "Columns": ("00280011", "US"),
}
"""Attribute → tag and value representation. Source: PS3.6."""
PATIENT_KEYWORDS = frozenset({"PatientName", "PatientID", "PatientBirthDate", "PatientSex"})
_TAGS = {tag: keyword for keyword, (tag, _) in KEYWORDS.items()}
_SEXES = {"female": "F", "male": "M", "other": "O"}
MOST_MATCHES = 1_000


def search_studies(studies: Iterable[StudyLine], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """QIDO-RS over studies.

    Raises:
        BadInput: an attribute or a paging value that is not known.
    """
    return _search((_study_facts(study) for study in studies), query)


def search_series(study: ArchivedStudy, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """QIDO-RS over the series of a study; raises like `search_studies`."""
    facts = (_series_facts(series, number) for number, series in enumerate(study.series, 1))
    return _search(({"StudyInstanceUID": study.uid, **fact} for fact in facts), query)


def search_instances(study: ArchivedStudy, series_uid: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """QIDO-RS over the instances of a series, or (without one) of the study; raises like `search_studies`."""
    facts = (
        {
            "StudyInstanceUID": study.uid, "SeriesInstanceUID": series.uid, "Modality": series.modality,
            **_image_facts(image),
        }
        for series in study.series if series_uid in ("", series.uid) for image in series.images
    )  # fmt: skip
    return _search(facts, query)


def search_below(
    studies: Iterable[tuple[StudyLine, Callable[[], ArchivedStudy]]], query: Mapping[str, str], *, instances: bool
) -> list[dict[str, Any]]:
    """QIDO-RS over the series, or the instances, of many studies, each with what its study says.

    A study is opened only where it matches the query itself, and no more of them than the answer has room for.

    Raises:
        BadInput: as `search_studies`.
    """
    wanted = _asked(query)[0]

    def facts() -> Iterator[dict[str, Any]]:
        for line, load in studies:
            above = _study_facts(line)
            if not all(_matches(above[k], v, k) for k, v in wanted.items() if k in above):
                continue
            for number, series in enumerate(load().series, 1):
                beside = {**above, **_series_facts(series, number)}
                yield from ({**beside, **_image_facts(image)} for image in series.images) if instances else (beside,)

    return _search(facts(), query)


def metadata(data: bytes, bulk: str = "") -> dict[str, Any]:
    """Everything a file says but its pixels, as DICOM JSON; `bulk` is the address of what stands in their place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True, force=True)
        said = dataset.to_json_dict(suppress_invalid_tags=True)
    made: dict[str, Any] = json.loads(json.dumps(said))  # pydicom's kinds of text and number become plain ones
    if bulk and "Rows" in dataset:
        made["7FE00010"] = {"vr": "OW", "BulkDataURI": bulk}
    return made


def write_multipart(parts: Iterable[bytes], *, kind: str = "application/dicom") -> tuple[bytes, str]:
    """A multipart/related body of DICOM files, or of what else `kind` says, and its Content-Type."""
    boundary = secrets.token_hex(16)
    body = b"".join(
        b"--%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n"
        % (boundary.encode(), kind.encode(), len(part), part)
        for part in parts
    )
    bare = kind.partition(";")[0]
    return body + f"--{boundary}--\r\n".encode(), f'multipart/related; type="{bare}"; boundary={boundary}'


def read_multipart(body: bytes, content_type: str) -> Iterator[bytes]:
    """The DICOM files of a STOW-RS request.

    Raises:
        BadInput: not multipart/related of application/dicom, or cut off.
    """
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if not content_type.lower().startswith("multipart/related") or boundary is None:
        raise BadInput("STOW-RS takes multipart/related with type application/dicom.", hint="Set its Content-Type.")
    mark = b"--" + boundary[1].encode()
    if not body.rstrip().endswith(mark + b"--"):
        raise BadInput("The request is cut off before its closing boundary.", hint="Send it again.")
    for part in body.split(b"\r\n" + mark if not body.startswith(mark) else mark)[1:]:
        if part.startswith(b"--"):
            return
        _, found, content = part.partition(b"\r\n\r\n")
        if found:
            yield content.removesuffix(b"\r\n")


def stored(kept: Iterable[tuple[str, str]], failed: int) -> dict[str, Any]:
    """The STOW-RS answer: SOP class and instance of what is kept, and how many were not (PS3.18 table 10.5.3-2)."""
    answer: dict[str, Any] = {
        "00081199": {
            "vr": "SQ",
            "Value": [
                {
                    "00081150": {"vr": "UI", "Value": [sop_class]},
                    "00081155": {"vr": "UI", "Value": [uid]},
                }
                for sop_class, uid in kept
            ],
        }
    }
    if failed:
        reason = {"00081197": {"vr": "US", "Value": [0xC000]}}  # cannot understand
        answer["00081198"] = {"vr": "SQ", "Value": [reason] * failed}
    return answer


def _search(facts: Iterable[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    wanted, limit, offset = _asked(query)
    found = (fact for fact in facts if all(_matches(fact.get(k), v, k) for k, v in wanted.items()))
    return [_as_json(fact) for fact in islice(found, offset, offset + limit)]


def _asked(query: Mapping[str, str]) -> tuple[dict[str, str], int, int]:
    """Attributes and their wanted values, how many answers at most, and after how many."""
    limit, offset, wanted = MOST_MATCHES, 0, {}
    for name, value in query.items():
        if name in ("limit", "offset"):
            if not value.isdecimal():
                raise BadInput(f"{name} must be a whole number.")
            limit, offset = (min(int(value), limit), offset) if name == "limit" else (limit, int(value))
        elif name not in ("includefield", "fuzzymatching"):
            keyword = _TAGS.get(name.upper(), name)
            if keyword not in KEYWORDS:
                raise BadInput("This search names an attribute that is not known here.", hint=", ".join(KEYWORDS))
            wanted[keyword] = value
    return wanted, limit, offset


def _matches(value: object, asked: str, keyword: str) -> bool:
    """Wild cards, ranges of dates, lists of UIDs. Source: PS3.4 C.2.2.2."""
    values = [str(v) for v in value] if isinstance(value, list) else [str(value if value is not None else "")]
    if keyword.endswith(("Date", "Time")) and "-" in asked:
        low, _, high = asked.partition("-")
        return any(v and (not low or v >= low) and (not high or v <= high or v.startswith(high)) for v in values)
    choices = re.split(r"[,\\]", asked) if keyword.endswith(("UID", "Modality", "ModalitiesInStudy")) else [asked]
    patterns = [re.escape(c).replace(r"\*", ".*").replace(r"\?", ".") for c in choices]
    return any(re.fullmatch(pattern, v, re.IGNORECASE) for pattern in patterns for v in values)


def _study_facts(study: StudyLine) -> dict[str, Any]:
    return {
        "StudyDate": f"{study.started:%Y%m%d}" if study.started else "",
        "StudyTime": f"{study.started:%H%M%S}" if study.started else "",
        "AccessionNumber": study.accession,
        "ModalitiesInStudy": list(dict.fromkeys(series.modality for series in study.series)),
        "StudyDescription": study.description,
        "PatientName": study.identity.get("name", ""),
        "PatientID": study.identity.get("number", ""),
        "PatientBirthDate": study.identity.get("birthDate", "").replace("-", ""),
        "PatientSex": _SEXES.get(study.identity.get("sex", ""), ""),
        "StudyInstanceUID": study.uid,
        "NumberOfStudyRelatedSeries": len(study.series),
        "NumberOfStudyRelatedInstances": sum(series.images for series in study.series),
    }


def _series_facts(series: ArchivedSeries, number: int) -> dict[str, Any]:
    return {
        "Modality": series.modality,
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "SeriesInstanceUID": series.uid,
        "SeriesNumber": number,
        "NumberOfSeriesRelatedInstances": len(series.images),
    }


def _image_facts(image: ArchivedImage) -> dict[str, Any]:
    return {
        "SOPClassUID": image.sop_class_uid,
        "SOPInstanceUID": image.sop_instance_uid,
        "InstanceNumber": image.number,
        "NumberOfFrames": image.frames,
        "Rows": image.rows,
        "Columns": image.columns,
    }


def _as_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for keyword, value in facts.items():
        tag, vr = KEYWORDS[keyword]
        values = value if isinstance(value, list) else [value]
        given = [{"Alphabetic": v} if vr == "PN" else v for v in values if v != ""]
        made[tag] = {"vr": vr, "Value": given} if given else {"vr": vr}
    return made
