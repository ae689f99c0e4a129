"""Examines a draft: every check over every claim, weighed by the policy, as findings for the reviewer."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from attending.checks.computed import COMPUTED, check_computed
from attending.checks.evidence import check_evidence, check_speech
from attending.checks.person import Identity, check_person, check_speakers
from attending.checks.plan import (
    Allergen,
    Planned,
    check_allergies,
    check_dose_said,
    check_duplicates,
    known_allergens,
    planned_medicines,
    section_of,
)
from attending.checks.policy import POLICY
from attending.checks.problem import Problem
from attending.checks.sentence import examine_sentence
from attending.checks.source import Dialogue, Source
from attending.drafts import (
    Citation,
    Claim,
    Conversation,
    Draft,
    Element,
    Finding,
    ModelOutput,
    Region,
    Severity,
    Words,
)
from attending.models.card import Card
from attending.models.registry import load
from attending.record.chart import Chart
from attending.record.summary import allergies, medicines

_ORDER = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks found, worst first; how many claims they looked at, and how many had nothing against them."""

    findings: tuple[Finding, ...]
    claims_checked: int
    supported: int


def examine(draft: Draft, chart: Chart, conversation: Conversation | None = None) -> Report:
    """Compare a draft with the words it cites, with the whole visit, and with the patient's chart."""
    load_rules()
    dialogue = Dialogue(conversation)
    findings = _of_draft(draft, chart, conversation, dialogue)
    everything = _everything(dialogue, chart)
    for claim in (*draft.claims, *(proposal.claim for proposal in draft.proposals)):
        findings += [_finding(problem, claim) for problem in _of_claim(claim, draft, chart, dialogue, everything)]
    allergens = known_allergens(chart, dialogue.said)
    told: set[tuple[str, str]] = set()
    for planned in planned_medicines(draft):
        news = [p for p in _of_plan(planned, chart, allergens, dialogue) if (p.code, p.detail) not in told]
        told.update((problem.code, problem.detail) for problem in news)
        findings += [_finding(problem, planned.claim) for problem in news]
    unique: dict[str, Finding] = {}
    for finding in findings:
        unique.setdefault(finding.id, finding)
    ordered = sorted(unique.values(), key=lambda finding: _ORDER[finding.severity])
    against = {finding.claim for finding in ordered if finding.severity is not Severity.INFO}
    supported = sum(claim.id not in against for claim in draft.claims)
    return Report(findings=tuple(ordered), claims_checked=len(draft.claims), supported=supported)


SEEN = frozenset({"imaging-report"})
"""Kinds of drafts that tell what is seen: no conversation is their source."""


@cache
def load_rules() -> Card:
    """The card of these rules; without a valid one nothing is examined."""
    return load(files("attending.checks"), "note-checks").card


def _of_draft(draft: Draft, chart: Chart, conversation: Conversation | None, dialogue: Dialogue) -> list[Finding]:
    problems: list[Problem] = []
    if draft.patient is not None and draft.patient != chart.patient.get("id"):
        problems.append(Problem("wrong-patient", "", "This draft was made for another patient than this chart's."))
    if conversation is not None:
        problems += check_speech(conversation)
        problems += check_speakers(dialogue.said, Identity.of(chart))
    elif any(isinstance(one, Words) for claim in draft.claims for one in claim.evidence):
        message = "The conversation is not at hand; sentences were compared with their quotes only."
        problems.append(Problem("no-conversation", "", message))
    problems += [Problem("not-assessed", text, _not_assessed(text)) for text in draft.not_assessed]
    problems += [Problem("remark", text, text) for text in draft.remarks]
    return [_finding(problem, None) for problem in problems]


def _not_assessed(text: str) -> str:
    """What a draft lacks; a text that says itself what was not done needs no heading."""
    return text if text.startswith("Not ") else f"Not assessed: {text}"


def _of_claim(claim: Claim, draft: Draft, chart: Chart, dialogue: Dialogue, everything: Source) -> Iterable[Problem]:
    broken = check_evidence(claim, dialogue.conversation, chart)
    yield from (Problem(p.code, p.detail, f"{_place(draft, claim)}: {p.message}") for p in broken)
    if draft.kind in COMPUTED:
        yield from check_computed(claim, draft, chart)
        return
    identity = Identity.of(chart)
    about_person = check_person(claim.text, identity)
    yield from about_person
    seen = draft.kind in SEEN
    if seen and not claim.evidence:
        return  # the radiologist's own reading: nobody said it, and the images are its source
    if any(isinstance(one, Words | Element | ModelOutput) for one in claim.evidence) or claim.edited_by:
        cited = dialogue.cited_by(claim)
        problems = examine_sentence(claim.text, cited if claim.evidence else everything, everything)
        ages = {str(identity.age)} | {problem.detail for problem in about_person if problem.code == "wrong-age"}
        guided = any(isinstance(one, Citation) for one in claim.evidence)  # whose numbers we do not hold
        about_numbers = ("number-", "unit-", "dose-")
        guided = guided or _is_measured(claim, draft)
        problems = tuple(p for p in problems if not (guided and p.code.startswith(about_numbers)))
        problems = tuple(p for p in problems if not (seen and p.code == "denial-not-said"))
        yield from (problem for problem in problems if not _is_age(problem, ages))


def _is_measured(claim: Claim, draft: Draft) -> bool:
    """Whether the sentence is, word by word, that of a mark which a radiologist drew: we measured its numbers."""
    return any(
        mark.claim.text == claim.text
        and mark.claim.edited_by
        and any(isinstance(e, Region) for e in mark.claim.evidence)
        for mark in draft.proposals
    )


def _everything(dialogue: Dialogue, chart: Chart) -> Source:
    """The whole visit, and the medicines and allergies of the chart."""
    charted = [f"{medicine.text} {medicine.dose}" for medicine in medicines(chart)]
    charted += [allergy.text for allergy in allergies(chart)]
    return Source(dialogue.said, dialogue.whole.stated, tuple(charted))


def _of_plan(planned: Planned, chart: Chart, allergens: tuple[Allergen, ...], dialogue: Dialogue) -> Iterable[Problem]:
    yield from check_allergies(planned, allergens)
    yield from check_duplicates(planned, chart)
    yield from check_dose_said(planned, dialogue.whole)


def _is_age(problem: Problem, ages: set[str]) -> bool:
    """The patient's age is the chart's business, said or not: `check_person` has compared it."""
    return (
        problem.code.startswith("number-") and re.split(r"[\s-]", problem.detail)[0] in ages and "y" in problem.detail
    )


def _place(draft: Draft, claim: Claim) -> str:
    return section_of(draft, claim).capitalize()


def _finding(problem: Problem, claim: Claim | None) -> Finding:
    rule = POLICY[problem.code]
    text = claim.text if claim else ""
    digest = hashlib.sha256("\x1f".join((problem.code, text, problem.detail)).encode()).hexdigest()
    return Finding(
        id=f"f-{digest[:16]}",
        severity=rule.edited if claim and claim.edited_by else rule.drafted,
        code=problem.code,
        message=problem.message,
        claim=claim.id if claim else None,
    )
