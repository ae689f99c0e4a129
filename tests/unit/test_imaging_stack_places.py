"""Where the images of a stack lie, or that nobody can say it."""

from attending.imaging.study import Geometry
from attending.imaging.wire import stack_places

AXIAL, SAGITTAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def at(*along, orientation=AXIAL, uid="1.2.3"):
    return [
        Geometry(position_lps_mm=(0.0, 0.0, mm), orientation=orientation, frame_of_reference_uid=uid) for mm in along
    ]


def test_a_stack_says_its_places_its_normal_and_its_frame_of_reference():
    found = stack_places(at(3.0, 2.0, 1.0))
    assert found == {"along": [3.0, 2.0, 1.0], "normal": (0.0, 0.0, 1.0), "place": "1.2.3"}
    assert stack_places([*at(1.0), *at(2.0, uid="1.2.4")])["place"] == ""


def test_no_place_is_said_where_one_is_unknown_or_several_directions_or_one_place_for_all():
    assert stack_places([*at(1.0), Geometry()]) == {}
    assert stack_places([*at(1.0), *at(2.0, orientation=SAGITTAL)]) == {}
    assert stack_places(at(2.0, 2.0)) == {}
    assert stack_places([]) == {}
