"""A ZIP archive of two recordings, one of each speaker, as meeting software and two-microphone recorders keep them.

Read by `decode`, and by whoever asks what kind of file came in.
"""

import io
import zipfile
import zlib

from attending.errors import BadInput

MOST_BYTES = 1024**3
"""Of each recording, unpacked."""
_ZIP = b"PK\x03\x04"
_DOCUMENT = "[Content_Types].xml"
"""Office documents are ZIP archives that hold this."""


def is_pair(data: bytes) -> bool:
    """Whether these bytes are a ZIP archive that is no Office document."""
    if not data.startswith(_ZIP):
        return False
    try:
        return _DOCUMENT not in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def files_of_pair(data: bytes) -> list[bytes]:
    """The two recordings, in the order of their names.

    Raises:
        BadInput: there are not two files in it, or it is damaged, locked or too large.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = sorted(one.filename for one in archive.infolist() if _is_kept(one))
        if len(names) != 2:
            raise BadInput(
                f"This ZIP archive holds {len(names)} files; a visit is two recordings, one of each speaker.",
                hint="Put exactly those two into it, or send one recording.",
            )
        return [_read(archive, name) for name in names]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError):
        raise BadInput("This ZIP archive is damaged or locked.", hint="Make it again, without a password.") from None


def _is_kept(one: zipfile.ZipInfo) -> bool:
    return not one.is_dir() and not one.filename.startswith("__MACOSX/") and "/." not in f"/{one.filename}"


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise BadInput(f"A recording may have {MOST_BYTES // 1024**2} MB at most.")
    if data.startswith(_ZIP):
        raise BadInput("This ZIP archive holds another one.", hint="Put the two recordings into it themselves.")
    return data
