"""Draws the life cycle of a review as SVG from its table: mkdocs would load a drawing script from another host."""

import re
from collections.abc import Mapping
from typing import Any

from attending.review.states import NEXT

WIDTH, HEIGHT, COLUMN, ROW, MARGIN = 120, 40, 200, 70, 20


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Put the drawing where the page has its Mermaid text."""
    if page.file.src_uri != "reference/review-states.md":
        return markdown
    drawing = draw({str(state): frozenset(map(str, after)) for state, after in NEXT.items()}, str(next(iter(NEXT))))
    return re.sub(r"```mermaid\n.*?```", drawing, markdown, flags=re.DOTALL)


def draw(moves: Mapping[str, frozenset[str]], first: str) -> str:
    """One column per number of moves from the first state; an arrow per move, a loop for a move to itself."""
    places = _places(moves, first)
    width = MARGIN * 2 + WIDTH + COLUMN * max(column for column, _ in places.values())
    height = MARGIN * 2 + HEIGHT + ROW * max(row for _, row in places.values())
    arrows = [_arrow(places, start, end) for start in moves for end in sorted(moves[start])]
    boxes = [_box(places[state], state) for state in moves]
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="States of a review and the moves between them" '
        'style="max-width: 46rem" font-family="system-ui, sans-serif" font-size="15">'
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0 0 10 5 0 10z" fill="currentColor"/></marker></defs>' + "".join(arrows + boxes) + "</svg>"
    )


def _places(moves: Mapping[str, frozenset[str]], first: str) -> dict[str, tuple[int, int]]:
    """State → (column, row)."""
    column, level, places = 0, [first], {}
    while level:
        places |= {state: (column, row) for row, state in enumerate(level)}
        reached = {after for state in level for after in moves[state]}
        level = [state for state in moves if state in reached and state not in places]
        column += 1
    return places


def _corner(place: tuple[int, int]) -> tuple[int, int]:
    return MARGIN + COLUMN * place[0], MARGIN + ROW * place[1]


def _box(place: tuple[int, int], state: str) -> str:
    x, y = _corner(place)
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="none" stroke="currentColor"/>'
        f'<text x="{x + WIDTH / 2}" y="{y + HEIGHT / 2 + 5}" text-anchor="middle" fill="currentColor">{state}</text>'
    )


def _arrow(places: Mapping[str, tuple[int, int]], start: str, end: str) -> str:
    x1, y1 = _corner(places[start])
    x2, y2 = _corner(places[end])
    if start == end:
        path = f"M{x1 + 80} {y1 + HEIGHT} q 10 28 -20 28 q -30 0 -20 -26"
    else:
        path = f"M{x1 + WIDTH} {y1 + HEIGHT / 2} L{x2} {y2 + HEIGHT / 2}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.3" marker-end="url(#tip)"/>'
