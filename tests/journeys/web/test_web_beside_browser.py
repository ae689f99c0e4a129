"""The earlier study beside this one, in a real browser: together by position in mm, by share, let go, linked here."""

import numpy as np
import pytest
from tests.journeys.web.desk import chromium, desk, playwright, pytestmark, server
from tests.journeys.web.hospital import BORN, FAMILY, GIVEN, MRN, SYSTEM, bring_studies
from tests.scans import scan

from attending.journeys.imaging_study import SentFile, receive_uploads

__all__ = ["chromium", "desk", "pytestmark", "server"]


NOWHERE = {"drop": ("ImagePositionPatient",)}


@pytest.fixture
def beside(desk, clinic):
    """Opens the study at image 7 of 12 (7 mm) beside an earlier one whose images lie at `along` mm."""

    def open_beside(along, **elements):
        slices = [
            SentFile(str(number), scan(
                np.full((64, 64), 40 * number, np.uint16), InstanceNumber=number, PatientID=MRN,
                PatientName=f"{FAMILY}^{GIVEN}", PatientBirthDate=BORN.replace("-", ""), PatientSex="M",
                StudyDate="20250301", StudyInstanceUID="1.2.3.7", SeriesInstanceUID="1.2.3.7.1",
                SOPInstanceUID=f"1.2.3.7.1.{number}",
                **({"ImagePositionPatient": [0, 0, mm], **elements} if mm is not None else NOWHERE),
            ).__bytes__)
            for number, mm in enumerate(along, 1)
        ]  # fmt: skip
        receive_uploads(slices, clinic=clinic, grant=SYSTEM)
        known, _ = bring_studies(clinic)
        desk.page.goto(f"/imaging/{known}")
        playwright.expect(place(desk.page, "main")).to_have_text("7 of 12")
        desk.page.keyboard.press("c")
        return desk.page

    return open_beside


def place(page, which):
    return page.locator(f"[data-view={which}] [data-place]")


def said(page):
    return page.locator("[data-link]")


def test_stacks_of_one_frame_of_reference_go_together_by_position(beside):
    page = beside(range(5, 17))  # 5 to 16 mm
    playwright.expect(place(page, "prior")).to_have_text("3 of 12")
    playwright.expect(said(page)).to_have_text("Together by position, offset 0.0 mm (same frame of reference)")
    page.locator("[data-view=main]").focus()
    page.keyboard.press("Home")
    playwright.expect(said(page)).to_have_text("This position lies outside the earlier stack")


def test_a_thinner_stack_that_runs_the_other_way_goes_along_by_position_too(beside):
    page = beside([20 - 0.5 * n for n in range(1, 37)])  # 19.5 mm down to 2 mm
    playwright.expect(place(page, "prior")).to_have_text("26 of 36")  # 7 mm
    page.locator("[data-view=main]").focus()
    page.keyboard.press("ArrowDown")
    playwright.expect(place(page, "prior")).to_have_text("24 of 36")


def test_another_frame_of_reference_begins_with_the_middles_joined_and_the_reader_links_what_belongs_together(beside):
    page = beside(range(105, 117), FrameOfReferenceUID="1.2.3.9")
    expect = playwright.expect
    expect(said(page)).to_have_text("Together by position, offset +104.0 mm (middles of the stacks joined)")
    expect(place(page, "prior")).to_have_text("7 of 12")
    page.keyboard.press("l")
    expect(said(page)).to_have_text("Not linked")
    expect(page.get_by_role("button", name="Link here")).to_be_visible()
    page.locator("[data-view=main]").focus()
    page.keyboard.press("PageUp")
    expect(place(page, "main")).to_have_text("1 of 12")
    expect(place(page, "prior")).to_have_text("7 of 12")
    page.keyboard.press("l")
    expect(said(page)).to_have_text("Together by position, offset +110.0 mm (set by you)")
    page.keyboard.press("ArrowDown")
    expect(place(page, "prior")).to_have_text("8 of 12")
    page.keyboard.press("0")
    expect(place(page, "prior")).to_have_text("2 of 12")


@pytest.mark.parametrize(
    ("along", "elements"),
    [([None] * 6, {}), (range(1, 7), {"ImageOrientationPatient": [0, 1, 0, 0, 0, -1]})],
    ids=["no positions", "another direction"],
)
def test_without_positions_in_one_direction_they_go_by_share_and_say_so(beside, along, elements):
    page = beside(along, **elements)
    playwright.expect(place(page, "prior")).to_have_text("4 of 6")
    playwright.expect(said(page)).to_have_text("Together by share of the stack, positions are not known")


def test_a_length_on_the_earlier_image_is_measured_in_its_own_pane_by_keys_and_by_mouse(beside):
    page, expect = beside([float(mm) for mm in range(1, 13)], PixelSpacing=[2.0, 2.0]), playwright.expect
    expect(place(page, "prior")).to_have_text("7 of 12")  # not on its way any more
    page.locator("[data-view=prior]").focus()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    row = page.locator("[data-earlier-lengths] li")
    expect(row).to_contain_text("earlier image 7")
    begun = float(row.locator(".strong").inner_text().split()[0])
    page.keyboard.press("ArrowRight")  # a column of 2 mm
    page.keyboard.press("Enter")
    expect(row.locator(".strong")).to_contain_text(f"{begun + 2:.1f} mm")
    expect(page.locator("[data-lengths] li")).to_have_count(0)
    box = page.locator("[data-view=prior] canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2)
    page.mouse.up()
    expect(row).to_have_count(2)
    page.keyboard.press("c")
    row.first.get_by_role("button", name="Go to").press("Enter")  # which opens the pane again
    expect(page.locator("[data-view=prior]")).to_be_visible()
