"""Invented content for the gallery page: every component once, with no patient behind it."""

from datetime import date

from attending.app.web.views.note import (
    Band,
    CheckView,
    Chip,
    EvidenceView,
    MoveView,
    NoteView,
    Piece,
    SectionView,
    SentenceView,
    TurnView,
    cut,
)
from attending.app.web.views.trend import Point, draw_trend

BAND = Band(
    id="specimen",
    name="SPECIMEN, Maria",
    born="14 Mar 1958",
    age="68 y",
    sex="Female",
    mrn="004 182 771",
    allergies=("penicillin",),
    visit="Clinic, 22 Nov 2026",
)

_SAID = (
    ("clinician", "00:04", "What brings you in today?", ()),
    ("patient", "00:07", "I have been so thirsty for about three weeks, and up four times a night.", ((12, 44, "c1"),)),
    ("patient", "00:21", "I stopped the metformin in October, it upset my stomach.", ((2, 34, "c2"), (2, 55, "c4"))),
    ("clinician", "00:38", "Any blurred vision, or numbness in the feet?", ()),
    ("patient", "00:42", "My feet tingle, the left more than the right.", ((0, 44, "c3"),)),
    ("clinician", "01:15", "We will restart with the slow-release form and check your HbA1c.", ((8, 44, "c5"),)),
    ("clinician", "01:31", "See me again in four weeks; call sooner if you vomit.", ((0, 26, "c6"),)),
)
TURNS = tuple(
    TurnView(number, role, role.title(), time, cut(text, spans), tuple(claim for _, _, claim in spans))
    for number, (role, time, text, spans) in enumerate(_SAID)
)


def _sentence(claim: str, text: str, turn: int, quote: str, *, severity: str = "", lead: str = "") -> SentenceView:
    said = TURNS[turn]
    return SentenceView(
        claim=claim,
        text=text,
        lead=lead,
        chips=(Chip(said.time, "words", turn, quote),),
        evidence=(EvidenceView(f"{said.time} {said.speaker}", quote, quoted=True),),
        severity=severity,
    )


_EDITED = SentenceView(
    claim="c3",
    text="Tingling in both feet, left worse than right.",
    pieces=(
        Piece("Tingling in both feet, "),
        Piece("right", "removed"),
        Piece("left", "added"),
        Piece(" worse than "),
        Piece("left", "removed"),
        Piece("right", "added"),
        Piece("."),
    ),
    chips=(Chip("00:42", "words", 4),),
    evidence=(EvidenceView("00:42 Patient", "My feet tingle, the left more than the right", quoted=True),),
)
_FROM_CHART = SentenceView(
    claim="c4",
    text="Type 2 diabetes with hyperglycaemia after treatment was stopped.",
    chips=(Chip("00:21", "words", 2), Chip("chart", "chart", title="Condition, version 2")),
    evidence=(
        EvidenceView("00:21 Patient", "stopped the metformin in October", quoted=True),
        EvidenceView("Chart, Condition version 2", "Type 2 diabetes mellitus, active since 2011"),
    ),
)
_BARE = SentenceView(
    claim="c7", text="Metformin 500 mg once daily.", chips=(Chip("no source", "bare"),), severity="blocker", bullet=True
)

NOTE = NoteView(
    id="specimen",
    version=3,
    status="checked",
    status_words="Not signed",
    author="scribe 0.1",
    drafted="12 min ago",
    turns=TURNS,
    sections=(
        SectionView(
            "Subjective",
            (
                _sentence(
                    "c1", "Three weeks of thirst and nocturia four times nightly.", 1, "thirsty for about three weeks"
                ),
                _sentence("c2", "Stopped metformin in October because of stomach upset.", 2, "I stopped the metformin"),
                _EDITED,
            ),
        ),
        SectionView("Assessment", (_FROM_CHART,), 1),
        SectionView(
            "Plan",
            (
                _sentence("c5", "Restart metformin modified-release; HbA1c.", 5, "restart with the slow-release form"),
                _BARE,
                _sentence("c6", "Review in four weeks.", 6, "See me again in four weeks", severity="warning"),
            ),
            2,
        ),
    ),
    checks=(
        CheckView("f1", "blocker", "The dose “500 mg” was not said.", "c7", "Metformin 500 mg once daily."),
        CheckView("f2", "warning", "The last eGFR is 14 months old.", "c6", "Review in four weeks."),
        CheckView(
            "f3",
            "warning",
            "Laterality was edited.",
            "c3",
            _EDITED.text,
            answer="Heard again: left is worse.",
            answered_by="Dr Specimen, 10:52",
        ),
    ),
    supported=6,
    total=7,
    not_assessed=("Examination: nothing was said that could be written down.",),
    assigned="Dr Specimen",
    may_decide=True,
    moves=(MoveView("10:41", "Drafted by scribe 0.1"), MoveView("10:41", "Examined: 1 blocker, 2 warnings")),
)

TREND = draw_trend(
    "a1c",
    "Haemoglobin A1c",
    "%",
    [
        Point(date(2026, month, 3), value)
        for month, value in enumerate((6.1, 6.4, 6.3, 6.9, 7.2, 7.8, 7.4, 8.1, 8.4), start=1)
    ],
    judgement="high",
    tone="bad",
)
