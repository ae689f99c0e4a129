"""What kind of recording a file is, by its first bytes and never by its name."""

_KINDS = (
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (4, b"ftyp", "audio/mp4"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
)
_MPEG_SYNC = 0xFFE0


def is_recording(data: bytes) -> bool:
    """Whether these bytes begin as a recording does."""
    return _kind(data) is not None


def begins_anew(piece: bytes) -> bool:
    """Whether a later piece is the beginning of a file again: the recording went on after its tab had died."""
    return piece[:4] == b"\x1a\x45\xdf\xa3" or piece[4:8] == b"ftyp"


def media_type_of(data: bytes) -> str:
    """The media type of a recording; of an unknown one, that it is audio."""
    return _kind(data) or "audio/x-unknown"


def _kind(data: bytes) -> str | None:
    for at, mark, kind in _KINDS:
        if data[at : at + len(mark)] == mark:
            return kind
    sync = int.from_bytes(data[:2], "big")
    layer = sync >> 1 & 3
    return "audio/mpeg" if sync & _MPEG_SYNC == _MPEG_SYNC and layer and sync != 0xFFFE else None
