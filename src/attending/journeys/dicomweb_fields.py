"""What a search by QIDO-RS wants to know beside what the list of studies says, read from the images themselves."""

from collections.abc import Mapping
from typing import Any

from attending.exchange.dicom import qido, web
from attending.journeys.clinic import Clinic


def with_fields(rows: list[dict[str, Any]], query: Mapping[str, str], *, clinic: Clinic) -> list[dict[str, Any]]:
    """Answers with what `includefield` asks for beyond what the archive's list knows: from an image's header."""
    fields = [field for field in qido.read_search(query).fields if field == qido.ALL or field not in qido.KEYWORDS]
    return [qido.with_fields(row, fields, lambda row=row: _header(row, clinic)) for row in rows]  # type: ignore[misc]


def _header(row: Mapping[str, Any], clinic: Clinic) -> dict[str, Any]:
    """The header of the image that an answer tells of, of a series or a study its first one's."""
    study, series, instance = (row.get(tag, {}).get("Value", [""])[0] for tag in ("0020000D", "0020000E", "00080018"))
    kept = clinic.images.find_uid(study)
    if kept is None:
        return {}
    for one in kept.series:
        for image in one.images if series in ("", one.uid) else ():
            if instance in ("", image.sop_instance_uid):
                return web.metadata(clinic.images.read(kept.key, image.sop_instance_uid))
    return {}
