"""Render pages: one Jinja environment, and the frame (bar, counts, theme) that every page shares."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from attending import __version__
from attending.security import Action, Grant

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "static"

ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals["static"] = lambda name: f"/static/{name}"


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the bar shows it."""

    practitioner: str
    sign_in_name: str
    display: str
    role: str


@dataclass(frozen=True)
class Section:
    """A part of the workspace that the bar leads to."""

    key: str
    path: str
    words: str
    needs: tuple[tuple[Action, str], ...] = ()
    """Actions and resource types without which the page, or what it is for, would be refused."""


SECTIONS = (
    Section("inbox", "/inbox", "Inbox"),
    Section("patients", "/patients", "Patients", ((Action.READ, "Patient"),)),
    Section("risks", "/risks", "Risks", ((Action.READ, "RiskAssessment"),)),
    Section("imaging", "/imaging", "Imaging", ((Action.READ, "ImagingStudy"),)),
    Section(
        "new", "/conversations/new", "New conversation", ((Action.READ, "Patient"), (Action.CREATE, "Composition"))
    ),
    Section("models", "/models", "Models"),
    Section("audit", "/audit", "Audit", ((Action.READ, "AuditEvent"),)),
)


@dataclass(frozen=True)
class Frame:
    """What surrounds every page."""

    person: Person | None = None
    csrf: str = ""
    section: str = ""
    waiting: int = 0
    theme: str = ""
    demo: bool = False
    sections: tuple[Section, ...] = ()
    """What the bar offers this person."""
    idle_seconds: int = 1200
    version: str = __version__


@dataclass(frozen=True)
class Message:
    """What just happened, shown for some seconds and read aloud."""

    text: str
    tone: str = ""


def sections_for(grant: Grant) -> tuple[Section, ...]:
    """The sections that open for this person."""
    return tuple(section for section in SECTIONS if all(grant.covers(*need) for need in section.needs))


def render(template: str, frame: Frame, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Fill a template; every page gets its frame."""
    html = ENVIRONMENT.get_template(template).render(frame=frame, **context)
    return HTMLResponse(html, status_code=status)


def chosen_theme(request: Request) -> str:
    """The theme the reader has switched to; empty means as the machine says."""
    theme = request.cookies.get("theme", "")
    return theme if theme in {"light", "dark"} else ""
