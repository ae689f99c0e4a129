"""Names that are likely to be spoken in a visit: those that stand in the patient's own chart.

Read by the transcription, which tells them to the speech model: a medicine it has just read is heard better. Names that
the chart does not hold are not told: with fifty common medicines, a small model wrote pieces of them where nobody had
said any (`README.md`), and a medicine must never come from the list instead of the patient.
"""

from attending.record import Chart, allergies, medicines, problems


def likely_names(chart: Chart | None) -> tuple[str, ...]:
    """Names for the speech model, the likeliest first; each once."""
    if chart is None:
        return ()
    own = [_first_words(one.text) for one in (*medicines(chart), *allergies(chart))]
    return tuple(dict.fromkeys(filter(None, (*own, *(one.text for one in problems(chart))))))


def _first_words(name: str) -> str:
    """A medicine without its strength and form: those are not said."""
    words = name.split()
    cut = next((at for at, word in enumerate(words) if any(c.isdigit() for c in word)), len(words))
    return " ".join(words[:cut])
