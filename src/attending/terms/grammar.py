"""Closed classes of English words that several patterns of the scribe share.

Read by the scribe. Who needs one word more or less adds it or takes it away where the class is used, in sight of the
reader. Source: the classes are closed, as in any grammar of English; which of a class are said in clinics is ours.
"""

PRONOUNS = ("i", "you", "he", "she", "it", "we", "they", "there", "that")
"""Subjects of one word, with the "there" of "there is"."""
SEEMING = ("feel", "feels", "felt", "look", "looks", "looked", "sound", "sounds", "seem", "seems", "seemed")
"""Verbs that compare: "it feels like a knife"."""
PLACE_PREPOSITIONS = (
    "in", "on", "at", "around", "over", "along", "under", "above", "below", "behind", "between", "inside", "near",
    "across",
)  # fmt: skip
"""How the answer to "where does it hurt?" begins."""
