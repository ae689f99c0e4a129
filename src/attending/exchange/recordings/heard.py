"""What a speech model heard of a recording, kept with it: a second try asks the model only for the rest."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass

import msgspec

from attending.exchange.recordings.recording import Recording
from attending.exchange.recordings.recordings import Recordings
from attending.models import Heard
from attending.security import Grant

_HEARD = tuple[Heard, ...]


@dataclass
class HeardBefore(MutableMapping[str, _HEARD]):
    """By block; sealed under the patient's key until the sound is deleted."""

    recordings: Recordings
    recording: Recording
    grant: Grant

    def __getitem__(self, block: str) -> _HEARD:
        stored = self.recordings.heard(self.recording, block, grant=self.grant)
        if stored is None:
            raise KeyError(block)
        return msgspec.json.decode(stored, type=_HEARD)

    def __setitem__(self, block: str, heard: _HEARD) -> None:
        self.recordings.keep_heard(self.recording, block, msgspec.json.encode(heard), grant=self.grant)

    def __delitem__(self, block: str) -> None:
        raise KeyError(block)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
