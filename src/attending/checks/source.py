"""What a sentence is compared with: words of a conversation and elements of the chart, read once and kept.

`Source` is all that the checks of one sentence need, so that they serve a draft's cited words, a whole conversation
and a note written by somebody else alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from attending.checks.dose import Dose, doses_by_ingredient
from attending.drafts import Claim, Conversation, Element, ModelOutput, Role, Words
from attending.terms.anatomy import Laterality, Side, find_sides
from attending.terms.answers import Said, Stated, stated_symptoms
from attending.terms.drugs import DrugMention, find_drugs
from attending.terms.possible import possible_numbers
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities
from attending.terms.symptoms import Symptom, find_symptoms

_BREAK = "\n¶\n"  # no number, name or clause reaches across it


@dataclass(frozen=True)
class Source:
    """Spoken words, the symptoms stated in them (answers taken into account), and texts of the chart."""

    said: tuple[Said, ...]
    stated: tuple[Stated, ...] = ()
    chart: tuple[str, ...] = ()

    @classmethod
    def of_turns(cls, said: Sequence[Said], chart: Iterable[str] = ()) -> "Source":
        """Everything that was said, and what the chart adds."""
        return cls(tuple(said), tuple(stated_symptoms(said)), tuple(chart))

    @cached_property
    def text(self) -> str:
        """All words as one text."""
        return _BREAK.join([*(one.text for one in self.said), *self.chart])

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        """Every number that could be heard or read."""
        return possible_numbers(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities with their units."""
        return tuple(find_quantities(self.text))

    @cached_property
    def loose_numbers(self) -> frozenset[Decimal]:
        """Numbers that could be heard outside of measures: they may carry any unit a note gives them."""
        return possible_numbers(without_measures(self.text))

    @cached_property
    def drugs(self) -> tuple[DrugMention, ...]:
        """The medicines named."""
        return tuple(find_drugs(self.text))

    @cached_property
    def ingredients(self) -> frozenset[str]:
        """Their ingredients."""
        return frozenset(one for drug in self.drugs for one in drug.ingredients)

    @cached_property
    def symptoms(self) -> frozenset[Symptom]:
        """The symptoms named, whatever is said of them."""
        return frozenset(mention.symptom for mention in find_symptoms(self.text))

    @cached_property
    def doses(self) -> dict[str, frozenset[Dose]]:
        """For each ingredient, the doses said with it."""
        return doses_by_ingredient(self.text, self.drugs)

    @cached_property
    def sides(self) -> dict[str | None, frozenset[Side]]:
        """The sides named, by body part."""
        table: dict[str | None, frozenset[Side]] = {}
        for one in self._lateralities:
            table[one.part] = table.get(one.part, frozenset()) | {one.side}
        return table

    @cached_property
    def _lateralities(self) -> tuple[Laterality, ...]:
        return tuple(find_sides(self.text))


def without_measures(text: str) -> str:
    """A text with its quantities that have a unit taken out."""
    pieces: list[str] = []
    done = 0
    for quantity in (q for q in find_quantities(text) if q.unit):
        pieces.append(text[done : quantity.start])
        done = quantity.end
    return " ¶ ".join([*pieces, text[done:]])


class Dialogue:
    """A whole conversation, read once, from which the sources of single claims are cut."""

    def __init__(self, conversation: Conversation | None) -> None:
        self.conversation = conversation
        self.said = said_in(conversation) if conversation else ()
        self.whole = Source.of_turns(self.said)

    def cited_by(self, claim: Claim) -> Source:
        """The source of one claim: its quotes, what its turns state or answer, chart elements, a model's output."""
        words = [one for one in claim.evidence if isinstance(one, Words)]
        turns = {turn for one in words for turn in one.turns}
        said = tuple(
            Said(self._speaker(turn), quote)
            for one in words
            for turn, quote in zip(one.turns, one.quotes, strict=False)
        )
        chart = tuple(_text(one) for one in claim.evidence if isinstance(one, Element | ModelOutput))
        if not self.said:
            return Source.of_turns(said, chart)
        stated = tuple(one for one in self.whole.stated if one.turn in turns or one.answered in turns)
        return Source(said, stated, chart)

    def _speaker(self, turn: int) -> bool | None:
        return self.said[turn].clinician if 0 <= turn < len(self.said) else None


def said_in(conversation: Conversation) -> tuple[Said, ...]:
    """The turns of a conversation as the language rules read them."""
    return tuple(Said(_is_clinician(turn.role), turn.text) for turn in conversation.turns)


def _text(evidence: Element | ModelOutput) -> str:
    if isinstance(evidence, Element):
        return evidence.text
    limits = [str(limit) for limit in (evidence.lower, evidence.upper) if limit is not None]
    return " ¶ ".join([evidence.value, *limits])


def _is_clinician(role: Role) -> bool | None:
    return None if role is Role.UNKNOWN else role is Role.CLINICIAN
