"""Does a note say only what was said? Figures over a set of drafts: citations, numbers, medicines, negations.

Read by the evaluation suites. Each sentence is judged against the words it cites and nothing else (and the chart, where
it cites that): the same test as the clinician's click on a sentence.
"""

from dataclasses import asdict, dataclass

from attending.drafts import Claim, Conversation, Element, Role, Words
from attending.scribe.sections.plan_kinds import LABELS
from attending.terms.answers import Said, stated_symptoms
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.possible import possible_numbers
from attending.terms.spoken import find_quantities
from attending.terms.symptoms import find_symptoms

_SURE = {Status.PRESENT, Status.NEGATED}


@dataclass
class Grounding:
    """Counts over sentences; `percentages` makes figures of them."""

    sentences: int = 0
    cited: int = 0
    numbers: int = 0
    unsupported_numbers: int = 0
    drugs: int = 0
    unsupported_drugs: int = 0
    symptoms: int = 0
    negations_agree: int = 0

    def add(self, claim: Claim, conversation: Conversation) -> None:
        """Judge one sentence."""
        self.sentences += 1
        self.cited += _is_cited(claim, conversation)
        words = [e for e in claim.evidence if isinstance(e, Words)]
        quoted = " … ".join(
            [q for w in words for q in w.quotes] + [e.text for e in claim.evidence if isinstance(e, Element)]
        )
        text = _without_lead(claim.text)
        heard = possible_numbers(quoted)
        for quantity in find_quantities(text):
            for value in quantity.values:
                self.numbers += 1
                self.unsupported_numbers += value not in heard
        named = {i for d in find_drugs(quoted) for i in d.ingredients}
        for drug in find_drugs(text):
            self.drugs += 1
            known = drug.name.lower() in quoted.lower() or bool(set(drug.ingredients) & named)
            self.unsupported_drugs += not known
        self._compare_negations(text, words, conversation)

    def _compare_negations(self, text: str, words: list[Words], conversation: Conversation) -> None:
        said = [
            Said(conversation.turns[t].role is Role.CLINICIAN, q)
            for w in words
            for t, q in zip(w.turns, w.quotes, strict=True)
        ]
        heard: dict[str, set[Status]] = {}
        for stated in stated_symptoms(said):
            heard.setdefault(stated.symptom.name, set()).add(stated.assertion.status)
        for mention in find_symptoms(text):
            written = assertion_of(text, mention.start, mention.end).status
            statuses = heard.get(mention.symptom.name, set()) & _SURE
            if written in _SURE and statuses:
                self.symptoms += 1
                self.negations_agree += written in statuses

    def percentages(self) -> dict[str, float | int]:
        """The figures of item 11: shares in per cent, with the counts they rest on."""
        return {
            "citation_coverage": _share(self.cited, self.sentences),
            "unsupported_number_rate": _share(self.unsupported_numbers, self.numbers),
            "unsupported_drug_rate": _share(self.unsupported_drugs, self.drugs),
            "negation_agreement": _share(self.negations_agree, self.symptoms),
            **asdict(self),
        }


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 100.0 * (part == whole)


def _is_cited(claim: Claim, conversation: Conversation) -> bool:
    words = [e for e in claim.evidence if isinstance(e, Words)]
    return bool(words) and all(
        0 <= turn < len(conversation.turns) and quote.strip() != "" and quote in conversation.turns[turn].text
        for w in words
        for turn, quote in zip(w.turns, w.quotes, strict=True)
    )


def _without_lead(text: str) -> str:
    """The sentence without its label: "1." counts problems, it is no number of the visit."""
    for label in LABELS.values():
        text = text.removeprefix(label).strip()
    number, point, rest = text.partition(". ")
    return rest if point and number.isdigit() else text
