"""Whether a visit, or a turn of it, is in English, the one language that the built-in engine reads.

Read by `draft`. Of a visit in another language nothing is drafted: its words would stand in the note as they are, each
with its evidence, and make no sense there. Of a visit with an interpreter, the turns in the other language are left
out.
"""

import re
from collections.abc import Mapping

from msgspec import structs

from attending.drafts import Conversation, Turn
from attending.errors import BadInput
from attending.scribe.vocabulary import vocabulary

LEAST_ENGLISH = 0.22
"""Share of common words below which a visit is not in English; of visits in English about half the words are common."""
ENOUGH_WORDS, CLEARLY_FOREIGN = 20, 4
"""Words from which a visit is judged; of them so many common ones of another language, or half in its script."""
ENOUGH_OF_ANY = 120
"""Words from which a visit is judged of which no language is known here; fewer may be a list of names."""
SHORTEST_FOREIGN = 4
"""Words of a turn that can be told to be in another language."""
FOREIGN_SHARE = 0.25
"""Share of a turn's words that are common words of the other language."""

_COMMON = vocabulary(
    "the a an and or but so if then that this these those it its i you he she we they me my your his her our their him "
    "them us is are was were be been being am do does did have has had will would can could should may might of to in "
    "on at for with from by about up down out over after before not no yes yeah okay ok well just like what when where "
    "how who which why there here all any some more very really good bad right now today day days week weeks month "
    "years year ago been get got go going take taking feel feeling pain any as than too also because still had ever "
    "never back one two three let know think see i'm it's don't that's i've you're we'll i'll"
)
_OTHERS: Mapping[str, frozenset[str]] = {
    "Spanish": vocabulary("el la los las un una de del que y en por para con no sí se le lo me mi su es está estoy "
                          "tengo tiene tenido dolor duele pero como muy más desde hace cuando usted qué al ha he"),
    "French": vocabulary("le la les un une des du de et est que qui je vous nous il elle dans pour avec sur pas ne ce "
                         "ça mon ma votre j'ai c'est avez suis mais très depuis quand oui non au"),
    "German": vocabulary("der die das und ist ich sie wir nicht ein eine einen mit auf für von zu habe haben hat seit "
                         "auch aber wie was bei im dem den es ja nein mir mein ihre kann"),
    "Italian": vocabulary("il lo la gli le un una di che e è per con non si sono ho ha mi mio sua ma come molto da del "
                          "della quando anche più sì lei"),
    "Portuguese": vocabulary("os uma de do da que em por para com não sim se meu sua é está estou tenho "
                             "tem mas como muito mais desde quando você há"),
    "Dutch": vocabulary("de het een en is ik u wij niet met op voor van te heb heeft hebt sinds ook maar hoe wat bij "
                        "dat ja nee mij mijn uw kan"),
    "Polish": vocabulary("i w na z do nie tak się jest mam ma pan pani to że jak od przez ale co czy mnie boli jestem"),
    "Turkish": vocabulary("ve bir bu da de mi ne var yok ben siz çok için ile gibi ama evet hayır benim ağrı oldu"),
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def without_other_languages(conversation: Conversation) -> tuple[Conversation, str]:
    """The conversation with the turns in another language empty, and what to say about them; nothing where none is.

    Raises:
        BadInput: the visit as a whole is not in English.
    """
    words = [word for turn in conversation.turns for word in _words(turn.text)]
    english = sum(word in _COMMON for word in words)
    other = max(sum(word in common for word in words) for common in _OTHERS.values())
    script = sum(not any("a" <= letter <= "z" for letter in word) for word in words)
    clearly = (other >= CLEARLY_FOREIGN and other > english) or script > len(words) / 2
    known = len(words) >= ENOUGH_WORDS and clearly
    if (known or len(words) >= ENOUGH_OF_ANY) and english < LEAST_ENGLISH * len(words):
        raise BadInput(
            "This conversation does not seem to be in English, the only language that notes are drafted from.",
            hint="The transcript is unchanged: bring a translation of it, or write the note by hand.",
        )
    foreign = {turn.number: language for turn in conversation.turns if (language := _foreign(turn))}
    if not foreign:
        return conversation, ""
    turns = tuple(structs.replace(turn, text="") if turn.number in foreign else turn for turn in conversation.turns)
    number, languages = len(foreign), " and ".join(dict.fromkeys(foreign.values()))
    told = f"{number} turns seem" if number > 1 else "1 turn seems"
    first = next(iter(foreign)) + 1
    said = f"{told} to be in {languages} (first: turn {first}): nothing of that stands in the note."
    return structs.replace(conversation, turns=turns), said


def _foreign(turn: Turn) -> str:
    """The language of a turn that is clearly in another one than English."""
    words = _words(turn.text)
    if len(words) < SHORTEST_FOREIGN:
        return ""
    hits = {name: [word for word in words if word in common] for name, common in _OTHERS.items()}
    best = max(hits, key=lambda name: len(hits[name]))
    clear = len(hits[best]) >= max(2, FOREIGN_SHARE * len(words)) and not _COMMON.issuperset(hits[best])
    english = sum(word in _COMMON and word not in _OTHERS[best] for word in words)
    return best if clear and len(hits[best]) > 2 * english else ""


def _words(text: str) -> list[str]:
    found = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    return [word for word in found if word[0].isalpha()]  # "²" is no letter of another script
