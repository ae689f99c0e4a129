"""What is called out to the one who listens, and says nothing: "my big toe, doc, the left".

Read by `utterances`.
"""

from attending.scribe.sentences.words import Word

_DOCTOR = frozenset({"doctor", "doc"})


def calls_doctor(words: list[Word]) -> bool:
    """Whether words begin with "doctor ," as one speaks to one."""
    return words[0].text in _DOCTOR and len(words) > 1 and words[1].is_mark


def without_doctor(words: list[Word]) -> list[Word]:
    """The words without a "doc" that stands between commas, and without the first of the two."""
    apart = {
        place
        for place in range(1, len(words))
        if words[place].text in _DOCTOR
        and words[place - 1].text == ","
        and (place + 1 == len(words) or words[place + 1].is_mark)
    }
    return [word for place, word in enumerate(words) if not {place, place + 1} & apart]
