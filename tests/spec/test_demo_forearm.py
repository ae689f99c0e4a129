"""The demo's drawn forearm: the fracture model marks its breaks where they are, and nothing of a sound one."""

from datetime import UTC, datetime

import numpy as np
import pytest

from attending.app.demo.forearm import BROKEN, PIXEL_MM, RADIUS, SOUND, ULNA, Bones, Break, Shaft
from attending.app.demo.phantom import Phantom, forearm_film
from attending.imaging import examine_series
from attending.imaging.finding import Mark
from attending.imaging.intake import SentFile, sort_files

TAKEN = datetime(2026, 3, 2, 13, tzinfo=UTC)


def marks_of(bones: Bones) -> list[Mark]:
    """What the network marks of the film as it is kept in a DICOM file."""
    sent = [SentFile(name, data.__bytes__) for name, data in forearm_film(Phantom(9, TAKEN), bones)]
    taken = sort_files(sent)
    said = examine_series(taken.studies[0].series[0], taken.read, research_use=False)
    assert "fracture" in said.assessed
    return [mark for mark in said.findings if mark.above_threshold]


def lies_in(mark: Mark, place: tuple[float, float]) -> bool:
    across, down = zip(*mark.polygon, strict=True)
    return min(across) < place[0] < max(across) and min(down) < place[1] < max(down)


def place_of(shaft: Shaft, broken: Break) -> tuple[float, float]:
    """Where a break lies on the film, in pixels (x, y): between the ends of its two parts."""
    share = (broken.down_mm - shaft.top[1]) / (shaft.bottom[1] - shaft.top[1])
    middle = shaft.top[0] + share * (shaft.bottom[0] - shaft.top[0]) + shaft.bow_mm * np.sin(np.pi * share)
    return float(middle + broken.across_mm / 2) / PIXEL_MM, broken.down_mm / PIXEL_MM


def test_both_breaks_are_marked_where_they_are_and_are_pressing():
    marks = marks_of(BROKEN)
    places = [place_of(shaft, broken) for shaft, broken in BROKEN if broken]
    assert len(marks) == len(places) == 2
    assert all(any(lies_in(mark, place) for mark in marks) for place in places)
    assert marks[0].pressing


def test_the_same_forearm_without_a_break_is_not_marked():
    assert marks_of(SOUND) == []


@pytest.mark.parametrize("down_mm", [40.0, 60.0, 100.0, 110.0])
def test_the_marks_go_where_the_breaks_go(down_mm):
    bones = ((RADIUS, Break(down_mm)), (ULNA, Break(down_mm + 12)))
    marks = marks_of(bones)
    assert marks
    assert all(any(lies_in(mark, place_of(*one)) for one in bones) for mark in marks)


@pytest.mark.parametrize("one", [(RADIUS, Break(86)), (ULNA, Break(98))])
def test_the_break_of_one_bone_is_marked_there_and_the_other_is_not(one):
    marks = marks_of((one, (ULNA if one[0] is RADIUS else RADIUS, None)))
    assert len(marks) == 1
    assert lies_in(marks[0], place_of(*one))
