"""The public cohorts: found by their columns under any name, with gaps as gaps and no look into the future."""

import csv
import gzip
import math

import numpy as np
import pytest

from attending.errors import BadInput
from attending.risk.cohorts import diabetes130, support2
from attending.risk.cohorts.cohort import Cohort, soften
from attending.risk.cohorts.deterioration import read_rows
from attending.risk.cohorts.diabetes130_features import read_cohort
from attending.risk.cohorts.icu_series import read_sites
from attending.risk.cohorts.physionet2012 import Course
from attending.risk.cohorts.physionet2012_features import read_stays, severity
from attending.risk.cohorts.seen import fingerprints, pack_seen, unpack_seen
from attending.risk.cohorts.support2 import LEAKS, read_patients, refuse_leaks
from attending.risk.cohorts.tables import find_tables


def write(path, columns, rows, *, delimiter=","):
    opened = gzip.open(path, "wt", newline="") if path.suffix == ".gz" else path.open("w", newline="")  # noqa: SIM115
    with opened as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(rows)


def value(cohort, name, case=0):
    return cohort.features[case, [one.name for one in cohort.inputs].index(name)]


# Tables


@pytest.mark.parametrize("name", ["a.csv", "b.csv.gz", "c.tsv", "deep/d.txt"])
def test_a_table_is_found_by_its_columns_whatever_its_name(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    write(path, ["x", "y"], [["1", "None"], ["?", ""]], delimiter="\t" if name.endswith("tsv") else ",")
    (tmp_path / "README.md").write_text("x,y\n1,2\n")
    (table,) = find_tables(tmp_path, frozenset({"x"}), what="things")
    assert table.number("x")[0] == 1
    assert math.isnan(table.number("x")[1])
    assert table.text("y").tolist() == ["None", ""]
    assert np.isnan(table.number("not there")).all()


def test_without_the_columns_the_message_names_them(tmp_path):
    write(tmp_path / "a.csv", ["x"], [["1"]])
    with pytest.raises(BadInput, match="encounter_id"):
        read_cohort(tmp_path)


# PhysioNet 2012

STAY = [
    (1, 0, "Age", 70), (1, 0, "Gender", 1), (1, 0, "Height", -1), (1, 0, "ICUType", -1), (1, 0, "Weight", 80),
    (1, 60, "HR", 80), (1, 1500, "HR", 120), (1, 2870, "HR", 100), (1, 30, "pH", 735), (1, 30, "Temp", -17.8),
    (1, 100, "FiO2", 0.5), (1, 110, "PaO2", 100), (1, 200, "NISysABP", 90), (1, 300, "SysABP", 110), (1, 400, "HR", 0),
    (1, 500, "Urine", 200), (1, 2000, "Urine", 300), (2, 0, "Age", 30), (1, 5000, "HR", 10),
]  # fmt: skip


@pytest.fixture
def stays(tmp_path):
    write(tmp_path / "measured.csv", ["RecordID", "minute", "parameter", "value"], STAY)
    return tmp_path


def test_a_stay_is_summed_up_from_its_plausible_values(stays):
    cohort = read_stays(stays)
    assert cohort.ids == ("1", "2")
    assert (value(cohort, "HR first"), value(cohort, "HR last"), value(cohort, "HR max")) == (80, 100, 120)
    assert value(cohort, "HR count") == 3
    assert value(cohort, "pH mean") == pytest.approx(7.35)
    assert math.isnan(value(cohort, "Temp mean"))
    assert value(cohort, "PaO2/FiO2 min") == 200
    assert (value(cohort, "SBP first"), value(cohort, "SBP last")) == (90, 110)
    assert value(cohort, "Urine sum day 1") == 200
    assert value(cohort, "Urine sum day 2 per kg") == pytest.approx(300 / 80)


def test_minus_one_is_a_missing_descriptor_and_anything_may_be_missing(stays):
    cohort = read_stays(stays)
    assert math.isnan(value(cohort, "Height"))
    assert math.isnan(value(cohort, "ICUType 1"))
    assert cohort.groups == {"sex": ["male", ""], "age": ["65-79", "under 50"]}
    assert math.isnan(value(cohort, "HR mean", case=1))
    assert cohort.outcome is None


def test_outcomes_join_by_stay_and_a_stay_without_one_is_not_known(stays):
    write(stays / "o.txt", ["RecordID", "Survival", "In-hospital_death"], [[1, 12, 1], [9, -1, 0]])
    cohort = read_stays(stays)
    assert cohort.outcome[0] == 1
    assert cohort.known().tolist() == [0]


def test_the_order_of_the_measurements_does_not_matter(stays, tmp_path):
    first = read_stays(stays).features
    write(stays / "measured.csv", ["RecordID", "minute", "parameter", "value"], STAY[::-1])
    np.testing.assert_allclose(read_stays(stays).features, first)


def test_a_death_soon_after_discharge_counts_in_part_for_learning():
    lesson = soften(np.array([1.0, 0, 0]), np.array([3.0, 0, math.nan]), share=0.4, decay_days=300)
    assert lesson.tolist() == [1, 0.4, 0]


# Diabetes 130-US hospitals

COLUMNS = ["encounter_id", "patient_nbr", "race", "gender", "age", "discharge_disposition_id", "time_in_hospital"]
COLUMNS += ["number_inpatient", "diag_1", "diag_2", "diag_3", "A1Cresult", "insulin", "readmitted"]
ENCOUNTERS = [
    [30, 7, "?", "Female", "[70-80)", 1, 4, 1, "428", "250.43", "?", "None", "Up", "NO"],
    [10, 7, "?", "Female", "[60-70)", 3, 9, 0, "410.1", "V45", "E878", ">8", "No", "<30"],
    [20, 8, "Asian", "Male", "[30-40)", 11, 1, 0, "250.13", "?", "?", "Norm", "Steady", "NO"],
]


@pytest.fixture
def encounters(tmp_path):
    write(tmp_path / "rows.csv", COLUMNS, ENCOUNTERS)
    return tmp_path


def test_history_is_what_stands_before_and_never_after(encounters):
    cohort = read_cohort(encounters, ())
    assert cohort.ids == ("10", "20", "30")
    assert [value(cohort, "earlier encounters", case) for case in range(3)] == [0, 0, 1]
    assert math.isnan(value(cohort, "days of the previous stay"))
    assert value(cohort, "days of the previous stay", 2) == 9
    write(encounters / "rows.csv", COLUMNS, ENCOUNTERS[1:])  # the later stay is gone: nothing changes for the first
    np.testing.assert_allclose(read_cohort(encounters, ()).features[0], cohort.features[0])


def test_no_outcome_number_or_race_is_an_input(encounters):
    cohort = read_cohort(encounters, ())
    write(encounters / "rows.csv", COLUMNS, [[*row[:2], "Other", *row[3:-1], ">30"] for row in ENCOUNTERS])
    np.testing.assert_allclose(read_cohort(encounters, ()).features, cohort.features)
    assert not {"readmitted", "race", "encounter_id", "patient_nbr"} & {one.name for one in cohort.inputs}


def test_none_is_a_level_and_a_question_mark_a_gap(encounters):
    cohort = read_cohort(encounters, ())
    assert cohort.groups["race"] == ["", "Asian", ""]
    assert [value(cohort, "HbA1c", case) for case in (0, 1)] == [2, 0]
    assert math.isnan(value(cohort, "HbA1c", 2))


def test_who_died_is_outside_the_cohort(encounters):
    cohort = read_cohort(encounters, ())
    assert [bool(reason) for reason in cohort.outside] == [False, True, False]
    assert cohort.known().tolist() == [0, 2]
    assert cohort.outcome[[0, 2]].tolist() == [1, 0]


def test_the_levels_are_those_of_the_model(encounters):
    cohort = read_cohort(encounters, (next(iter(read_cohort(encounters, ()).inputs)), *(_level("main 428"),)))
    assert [value(cohort, "main 428", case) for case in range(3)] == [0, 0, 1]


def _level(name):
    from attending.risk.learned import Input

    return Input(name, "1")


def test_bands_of_age_are_written_plainly():
    assert diabetes130.age_band("[70-80)") == "70-79"
    assert diabetes130.age_band("?") == ""


# SUPPORT2


def test_leaking_columns_are_refused():
    for name in ("hospdead", "d.time", "prg2m", "surv6m", "adlp", "dnr", "totcst"):
        assert name in LEAKS
        with pytest.raises(BadInput, match=name.replace(".", r"\.")):
            refuse_leaks(["age", name])


def test_no_leaking_column_changes_an_input(tmp_path):
    columns = ["sno", "age", "sex", "dzgroup", "race", "crea", "bun", *sorted(LEAKS)]
    write(tmp_path / "x.csv", columns, [[1, 60, "female", "CHF", "white", 2.0, 40, *["1"] * len(LEAKS)]])
    told = read_patients(tmp_path)
    write(tmp_path / "x.csv", columns, [[1, 60, "female", "CHF", "black", 2.0, 40, *["0"] * len(LEAKS)]])
    np.testing.assert_allclose(read_patients(tmp_path).features, told.features)
    assert value(told, "bun per crea") == 20
    assert value(told, "dzgroup CHF") == 1


def test_patients_without_outcome_or_scores_are_read(tmp_path):
    write(tmp_path / "x.csv", ["sno", "age", "dzgroup"], [[1, 60, "CHF"]])
    cohort = read_patients(tmp_path)
    assert cohort.outcome is None
    assert math.isnan(value(cohort, "sps"))
    assert support2.read_follow_up(tmp_path) is None


# Series


def test_each_folder_with_series_is_a_site(tmp_path):
    for site, hours in (("a", 3600), ("b", 1)):
        folder = tmp_path / site
        folder.mkdir()
        write(folder / "who.csv", ["stay_id", "age", "sex"], [[1, 81, "Female"]])
        rows = [[1, 0, 80, 70, ""], [1, 5 * hours, 100, "", 20], [1, 30 * hours, 200, "", ""]]
        rows += [[2, 25 * hours * 50, 90, "", ""]] if hours > 1 else [[2, 3000, 90, "", ""]]
        write(folder / "what.csv", ["stay_id", "time", "hr", "map", "resp"], rows)
        write(folder / "end.csv", ["stay_id", "label"], [[1, 1]])
    sites = read_sites(tmp_path)
    assert sorted(sites) == ["a", "b"]
    assert value(sites["a"], "hr max") == 100  # what comes after the first day is not looked at
    assert value(sites["a"], "age") == 81
    assert sites["a"].groups["sex"] == ["female", ""]
    assert sites["a"].known().tolist() == [0]


# Deterioration


WORSE = [
    (1, 60, "Creatinine", 1.0), (1, 100, "MAP", 80), (1, 1000, "Creatinine", 2.1), (1, 1500, "Creatinine", 2.2),
    (2, 60, "Creatinine", 1.0), (2, 100, "MAP", 80), (2, 1000, "Creatinine", 1.3), (2, 1500, "MAP", 60),
    (3, 60, "HR", 90), (3, 800, "MechVent", 1), (3, 2000, "MechVent", 1),
    (4, 60, "HR", 90), (4, 70, "MechVent", 1), (4, 800, "MechVent", 1), (4, 1000, "Bilirubin", 7), (4, 2000, "HR", 80),
    (5, 60, "FiO2", 0.5), (5, 70, "PaO2", 180), (5, 900, "FiO2", 1.0), (5, 910, "PaO2", 80), (5, 2000, "HR", 80),
    (6, 60, "HR", 90),
]  # fmt: skip


@pytest.fixture
def worse(tmp_path):
    write(tmp_path / "w.csv", ["RecordID", "minute", "parameter", "value"], WORSE)
    return read_rows(tmp_path)


def outcome_of(cohort, case):
    return cohort.outcome[cohort.ids.index(case)]


def test_two_points_more_in_the_next_day_are_a_deterioration(worse):
    assert outcome_of(worse, "1@12") == 1  # creatinine from 1.0 to 2.1
    assert outcome_of(worse, "1@24") == 0  # it has risen already
    assert outcome_of(worse, "2@12") == 1  # one point of the kidneys, one of the mean pressure
    assert outcome_of(worse, "2@24") == 0
    assert outcome_of(worse, "5@12") == 0  # without a ventilator the lungs reach two points, of which it had one


def test_ventilation_that_begins_is_one_and_ventilation_that_goes_on_is_not(worse):
    assert outcome_of(worse, "3@12") == 1
    assert outcome_of(worse, "3@24") == 0
    assert outcome_of(worse, "4@12") == 0  # nor is an organ that was never measured before


def test_a_stay_of_which_nothing_more_is_known_has_no_outcome(worse):
    assert math.isnan(outcome_of(worse, "6@12"))


def test_both_hours_of_a_stay_are_one_patient_and_see_nothing_of_the_coming_day(worse, tmp_path):
    assert set(worse.patients) == {"1", "2", "3", "4", "5", "6"}
    later = tmp_path / "later"
    later.mkdir()
    rows = [*WORSE, (1, 800, "Creatinine", 9.0), (1, 2879, "HR", 200)]
    write(later / "w.csv", ["RecordID", "minute", "parameter", "value"], rows)
    again, place = read_rows(later), worse.ids.index("1@12")
    np.testing.assert_array_equal(again.features[place], worse.features[place])


# Cases a model has seen


def test_a_case_that_a_model_learned_from_is_found_again_and_others_are_not():
    ids = tuple(str(number) for number in range(500))
    sexes = ["female", "male"] * 250
    cohort = Cohort(ids, ids, (), np.zeros((500, 0)), {"sex": sexes}, np.where(np.arange(500) < 400, 0.0, np.nan))
    seen = unpack_seen(pack_seen(cohort))
    assert np.isin(fingerprints(cohort), seen).tolist() == [True] * 400 + [False] * 100
    renamed = tuple(f"new-{one}" for one in ids)
    assert not np.isin(fingerprints(Cohort(renamed, ids, (), cohort.features, {"sex": sexes}, None)), seen).any()


# Whatever is missing


def test_encounters_without_patient_or_disposition_are_read_as_patients_of_their_own(tmp_path):
    write(tmp_path / "some name.csv", ["encounter_id", "diag_1", "time_in_hospital", "number_inpatient"],
          [["7", "428", "4", "1"], ["9", "250.01", "2", "0"]])  # fmt: skip
    found = read_cohort(tmp_path)
    assert found.ids == ("7", "9")
    assert len(set(found.patients)) == 2
    assert found.outcome is None
    assert not any(found.outside)
    assert value(found, "time_in_hospital") == 4
    assert math.isnan(value(found, "age"))


def test_a_table_with_numbers_of_encounters_alone_is_another_table(tmp_path):
    write(tmp_path / "a.csv", ["encounter_id", "diag_1", "note"], [["7", "428", "x"]])
    with pytest.raises(BadInput, match="3 or more of"):
        read_cohort(tmp_path)


def test_serious_illness_is_read_without_age_and_illness(tmp_path):
    write(tmp_path / "a.csv", ["sno", "meanbp", "hrt"], [["1", "60", "120"]])
    found = read_patients(tmp_path)
    assert (found.ids, value(found, "meanbp")) == (("1",), 60)
    assert math.isnan(value(found, "age"))


@pytest.mark.parametrize("rows", [[], None])
def test_a_table_without_rows_and_an_empty_file_are_refused_in_words(tmp_path, rows):
    write(tmp_path / "a.csv", ["sno", "meanbp", "hrt"] if rows is not None else [], rows or [])
    (tmp_path / "b.csv").write_text("")
    with pytest.raises(BadInput, match="with a row"):
        read_patients(tmp_path)


def test_how_ill_a_patient_was_rises_with_the_days_and_highest_are_the_dead():
    course = Course(np.array([0, 0, 0, 1.0]), np.full(4, np.nan), np.array([3, np.nan, 200, 1]))
    days = severity(course)
    assert days[0] < days[1] < days[2] == days[3]
