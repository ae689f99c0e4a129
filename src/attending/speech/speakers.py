"""Who speaks when: exact by channel where each person has a microphone, by the sound of the voice where they share one.

Gives numbers, never names: who is the clinician is judged from the words, by the role classifier of `scribe`.
"""

from collections.abc import Sequence

from attending.speech.activity import Region
from attending.speech.by_channel import separate_by_channel
from attending.speech.by_voice import Book, separate_by_voice
from attending.speech.separation import Separation, Voiced
from attending.speech.sound import Sound


def separate(
    sound: Sound, regions: Sequence[Region], *, speakers: int | None = None, book: Book | None = None
) -> Separation:
    """Tell the speakers of a recording apart.

    Args:
        sound: the recording; two channels count as two microphones when they differ.
        regions: where somebody speaks.
        speakers: how many there are, 1 to 4; None judges between one and two.
        book: voices that are known already, for a recording that goes on.
    """
    if speakers == 1 or not regions:
        return Separation(tuple(Voiced(r.start, r.end, 0) for r in regions), min(1, len(regions)), "one")
    if sound.channels.shape[0] == 2 and (exact := separate_by_channel(sound, regions)):
        return exact
    return separate_by_voice(sound.mono, regions, speakers, book)
