"""A note on the terminal: its sections, behind each sentence the turns it rests on, and what the checks found."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from attending.drafts import Citation, Claim, Element, Finding, ModelOutput, Proposal, Region, Severity, Words
from attending.record.narrative import SectionText

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.left_out import LeftOut

STATES = {"accepted": "green", "declined": "red"}
COLOURS = {Severity.BLOCKER: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}


def draw_sections(console: "Console", sections: Sequence[SectionText], claims: Sequence[Claim]) -> None:
    """Write the note; `[3, 5]` behind a sentence are turns of the conversation, `[chart]` is the record."""
    from rich.padding import Padding
    from rich.text import Text

    by_id = {claim.id: claim for claim in claims}
    for section in sections:
        console.print(Text(f"\n{section.title}", style="bold"))
        for sentence in section.sentences:
            line = Text(
                f"{'• ' if sentence.bullet else ''}{sentence.lead}{' ' if sentence.lead else ''}{sentence.text} "
            )
            line.append(cited(by_id.get(sentence.claim or "")), style="cyan")
            console.print(Padding(line, (0, 0, 0, 2)))


def cited(claim: Claim | None) -> str:
    """Where a sentence comes from, in brackets."""
    if claim is None or (claim.edited_by and not claim.evidence):
        return "[written by a person]"
    sources = [str(turn) for e in claim.evidence if isinstance(e, Words) for turn in e.turns]
    if any(isinstance(e, Element) for e in claim.evidence):
        sources.append("chart")
    if any(isinstance(e, Region) for e in claim.evidence):
        sources.append("image")
    elif any(isinstance(e, Citation | ModelOutput) for e in claim.evidence):
        sources.append("model or guideline")
    return f"[{', '.join(sources) or 'no source'}{'; edited' if claim.edited_by else ''}]"


def draw_proposals(console: "Console", proposals: Sequence[Proposal], states: Mapping[str, str]) -> None:
    """Write the facts that a draft proposes for the record, each with its number, its turns and what was decided."""
    from rich.text import Text

    if proposals:
        console.print(Text("\nFor the record (each is written only where it is accepted)", style="bold"))
    number = max((len(proposal.id) for proposal in proposals), default=0)
    kind = max((len(proposal.resource["resourceType"]) for proposal in proposals), default=0)
    for proposal in proposals:
        state = states.get(proposal.id, "open")
        line = Text(f"  {proposal.id:{number}}  ").append(f"{state:8}  ", style=STATES.get(state, ""))
        line.append(f"{proposal.resource['resourceType']:{kind}}  {proposal.claim.text} ")
        line.append(cited(proposal.claim), style="cyan")
        console.print(line)
        for reason in proposal.reasons:
            console.print(Text(f"      {reason}", style="dim"))


def draw_left_out(console: "Console", left: "LeftOut") -> None:
    """Write what was said and does not stand in the note, each with the id by which one adds or dismisses it."""
    from rich.text import Text

    console.print(Text("\nSaid, but not in the note", style="bold"))
    if not left.assessed:
        console.print("  not assessed: there is no conversation to compare it with")
    elif not left.additions:
        console.print("  nothing found")
    for one in left.additions:
        line = Text(f"  {one.id}  {one.kind}  ").append(one.sentence, style="yellow")
        console.print(line.append(f" [{', '.join(map(str, one.turns))}]", style="cyan"))


def draw_findings(console: "Console", findings: Sequence[Finding], answered: Collection[str] = ()) -> None:
    """Write what the checks found, each with the id by which one answers it."""
    from rich.text import Text

    console.print(Text("\nChecks", style="bold"))
    for finding in findings:
        line = Text("  ").append(str(finding.severity), style=COLOURS[finding.severity])
        line.append(f"  {finding.id}  {finding.message}")
        if finding.claim:
            line.append(f" (sentence {finding.claim})")
        if finding.id in answered:
            line.append("  answered", style="green")
        console.print(line)
    if not findings:
        console.print("  nothing found")
