"""QIDO-RS as data: what of the archive matches a search, and what each answer says.

Read by the HTTP routes and by C-FIND. Source: DICOM PS3.18, 8.3.4 (query parameters) and 10.6 (search); PS3.4 C.2.2.2
(matching).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydicom.datadict import keyword_for_tag, tag_for_keyword

from attending.errors import BadInput
from attending.exchange.dicom.lines import StudyLine
from attending.exchange.dicom.manifest import ArchivedImage, ArchivedSeries, ArchivedStudy
from attending.exchange.dicom.matching import SEXES, words_of_name

KEYWORDS: dict[str, tuple[str, str]] = {
    "StudyDate": ("00080020", "DA"),
    "StudyTime": ("00080030", "TM"),
    "AccessionNumber": ("00080050", "SH"),
    "ModalitiesInStudy": ("00080061", "CS"),
    "ReferringPhysicianName": ("00080090", "PN"),
    "StudyDescription": ("00081030", "LO"),
    "PatientName": ("00100010", "PN"),
    "PatientID": ("00100020", "LO"),
    "PatientBirthDate": ("00100030", "DA"),
    "PatientSex": ("00100040", "CS"),
    "StudyInstanceUID": ("0020000D", "UI"),
    "StudyID": ("00200010", "SH"),
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
    "InstanceAvailability": ("00080056", "CS"),
    "InstanceNumber": ("00200013", "IS"),
    "NumberOfFrames": ("00280008", "IS"),
    "Rows": ("00280010", "US"),
    "Columns": ("00280011", "US"),
}
"""Attribute → tag and value representation. Source: PS3.6."""
PATIENT_KEYWORDS = frozenset({"PatientName", "PatientID", "PatientBirthDate", "PatientSex"})
MOST_MATCHES = 1_000
_OF_STUDY = frozenset({
    "AdmittingDiagnosesDescription", "EthnicGroup", "IssuerOfPatientID", "NameOfPhysiciansReadingStudy", "Occupation",
    "OtherPatientIDs", "OtherPatientIDsSequence", "OtherPatientNames", "PatientAge", "PatientBirthTime",
    "PatientComments", "PatientSize", "PatientWeight", "ProcedureCodeSequence", "TimezoneOffsetFromUTC",
})  # fmt: skip
"""What `includefield` can ask of a study beside `KEYWORDS`. Source: PS3.3 C.7.1.1, C.7.2.1 and C.7.2.2."""
_OF_SERIES = _OF_STUDY | {
    "FrameOfReferenceUID", "InstitutionName", "InstitutionalDepartmentName", "Laterality", "Manufacturer",
    "ManufacturerModelName", "OperatorsName", "PatientPosition", "PerformedProcedureStepDescription",
    "PerformedProcedureStepID", "PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime",
    "PerformingPhysicianName", "ProtocolName", "RequestAttributesSequence", "SeriesDate", "SeriesTime", "StationName",
}  # fmt: skip
"""Of a series. Source: PS3.3 C.7.3.1 and C.7.5.1."""
ALL = "all"


@dataclass(frozen=True)
class Search:
    """A search as it was asked."""

    wanted: Mapping[str, str]
    """Attribute → the value that must match; empty values match everything and are left out."""
    limit: int = MOST_MATCHES
    offset: int = 0
    fuzzy: bool = False
    fields: tuple[str, ...] = ()
    """What the answers shall say beside what they always say, by keyword; `ALL` for everything there is."""
    ignored: tuple[str, ...] = ()
    """Attributes of the standard that cannot be matched here: the answer is wider than it was asked for."""


def read_search(query: Mapping[str, str]) -> Search:
    """What the parameters of a search ask; raises `BadInput` for what is no attribute, number or date."""
    limit, offset, wanted, ignored = MOST_MATCHES, 0, {}, []
    for name, value in query.items():
        if name in ("limit", "offset"):
            if not value.isdecimal():
                raise BadInput(f"{name} must be a whole number.")
            limit, offset = (min(int(value), limit), offset) if name == "limit" else (limit, int(value))
        elif name not in ("includefield", "fuzzymatching"):
            keyword = _keyword(name)
            if keyword not in KEYWORDS:
                ignored.append(keyword)
            elif value not in ("", "*"):
                wanted[keyword] = _checked(keyword, value)
    fields = [field for field in query.get("includefield", "").split(",") if field]
    named = tuple(ALL if field.lower() == ALL else _keyword(field) for field in fields)
    return Search(wanted, limit, offset, query.get("fuzzymatching") == "true", named, tuple(ignored))


def warnings_of(search: Search, found: int) -> list[str]:
    """What a client has to know of an answer of so many matches. Source: PS3.18 8.3.4.2, 8.3.4.4 and 10.6.3.2."""
    told = [f"The following attributes were not matched: {', '.join(search.ignored)}"] if search.ignored else []
    if found == MOST_MATCHES:
        told.append(f"No more than {MOST_MATCHES} matches are answered at once; ask for the rest with offset")
    return told


def _keyword(name: str) -> str:
    """The keyword of an attribute by keyword, tag, or a path into sequences (of which the first step counts)."""
    first = name.partition(".")[0]
    keyword = keyword_for_tag(first) if re.fullmatch(r"[0-9A-Fa-f]{8}", first) else first
    if not keyword or tag_for_keyword(keyword) is None:
        raise BadInput("This search names an attribute that is not known.", hint=", ".join(KEYWORDS))
    return keyword


def _checked(keyword: str, value: str) -> str:
    if KEYWORDS[keyword][1] == "DA" and not re.fullmatch(r"\d{8}|\d{8}-(\d{8})?|-\d{8}", value):
        raise BadInput(f"{keyword} is a day or a range of days, such as 20260301, 20260301-20260331 or 20260301-.")
    return value


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
    search = read_search(query)

    def facts() -> Iterator[dict[str, Any]]:
        for line, load in studies:
            above = _study_facts(line)
            if not all(_matches(above[k], v, k, search.fuzzy) for k, v in search.wanted.items() if k in above):
                continue
            for number, series in enumerate(load().series, 1):
                beside = {**above, **_series_facts(series, number)}
                yield from ({**beside, **_image_facts(image)} for image in series.images) if instances else (beside,)

    return _search(facts(), query)


def with_fields(row: dict[str, Any], fields: Sequence[str], header: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An answer with what `includefield` asked for, from the header (DICOM JSON) of one of its images.

    An answer about a study says nothing of a series, and one about a series nothing of an image: only of an image
    can everything be had.
    """
    if not fields:
        return row
    instance, series = "00080018" in row, "0020000E" in row
    said = {tag: value for tag, value in header().items() if "BulkDataURI" not in value}
    may = None if instance else _OF_SERIES if series else _OF_STUDY
    asked = {tag: value for tag, value in said.items() if ALL in fields or keyword_for_tag(tag) in fields}
    return dict(sorted({
        **{tag: value for tag, value in asked.items() if may is None or keyword_for_tag(tag) in may}, **row,
    }.items()))  # fmt: skip


def with_address(row: dict[str, Any], root: str) -> dict[str, Any]:
    """An answer with the address (RetrieveURL) that what it tells of is fetched from."""
    place = root
    for step, tag in (("studies", "0020000D"), ("series", "0020000E"), ("instances", "00080018")):
        if tag in row:
            place += f"/{step}/{row[tag]['Value'][0]}"
    return dict(sorted({**row, "00081190": {"vr": "UR", "Value": [place]}}.items()))


def _search(facts: Iterable[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    asked = read_search(query)
    found = (f for f in facts if all(_matches(f.get(k), v, k, asked.fuzzy) for k, v in asked.wanted.items()))
    return [_as_json(fact) for fact in islice(found, asked.offset, asked.offset + asked.limit)]


def _matches(value: object, asked: str, keyword: str, fuzzy: bool) -> bool:
    """Wild cards, ranges of dates, lists of UIDs, beginnings of a name's words. Source: PS3.4 C.2.2.2."""
    values = [str(v) for v in value] if isinstance(value, list) else [str(value if value is not None else "")]
    if keyword.endswith(("Date", "Time")) and "-" in asked:
        low, _, high = asked.partition("-")
        return any(v and (not low or v >= low) and (not high or v <= high or v.startswith(high)) for v in values)
    if fuzzy and KEYWORDS[keyword][1] == "PN":
        begun = words_of_name(asked)
        return any(all(any(word.startswith(b) for word in words_of_name(v)) for b in begun) for v in values)
    choices = re.split(r"[,\\]", asked) if keyword.endswith(("UID", "Modality", "ModalitiesInStudy")) else [asked]
    patterns = [re.escape(c).replace(r"\*", ".*").replace(r"\?", ".") for c in choices]
    return any(re.fullmatch(pattern, v, re.IGNORECASE) for pattern in patterns for v in values)


def _study_facts(study: StudyLine) -> dict[str, Any]:
    return {
        "StudyDate": f"{study.started:%Y%m%d}" if study.started else "",
        "StudyTime": f"{study.started:%H%M%S}" if study.started else "",
        "AccessionNumber": study.accession,
        "InstanceAvailability": "ONLINE",
        "ModalitiesInStudy": list(dict.fromkeys(series.modality for series in study.series)),
        "ReferringPhysicianName": study.referrer,
        "StudyDescription": study.description,
        "PatientName": study.identity.get("name", ""),
        "PatientID": study.identity.get("number", ""),
        "PatientBirthDate": study.identity.get("birthDate", "").replace("-", ""),
        "PatientSex": SEXES.get(study.identity.get("sex", ""), ""),
        "StudyInstanceUID": study.uid,
        "StudyID": study.study_id,
        "NumberOfStudyRelatedSeries": len(study.series),
        "NumberOfStudyRelatedInstances": sum(series.images for series in study.series),
    }


def _series_facts(series: ArchivedSeries, place: int) -> dict[str, Any]:
    return {
        "Modality": series.modality,
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "SeriesInstanceUID": series.uid,
        "SeriesNumber": place if series.number is None else series.number,
        "NumberOfSeriesRelatedInstances": len(series.images),
    }


def _image_facts(image: ArchivedImage) -> dict[str, Any]:
    pixels = {"NumberOfFrames": image.frames, "Rows": image.rows, "Columns": image.columns} if image.rows else {}
    return {
        "SOPClassUID": image.sop_class_uid,
        "SOPInstanceUID": image.sop_instance_uid,
        "InstanceAvailability": "ONLINE",
        "InstanceNumber": image.number,
        **pixels,
    }


def _as_json(facts: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for keyword, value in facts.items():
        tag, vr = KEYWORDS[keyword]
        values = value if isinstance(value, list) else [value]
        given = [{"Alphabetic": v} if vr == "PN" else v for v in values if v != ""]
        made[tag] = {"vr": vr, "Value": given} if given else {"vr": vr}
    return made
