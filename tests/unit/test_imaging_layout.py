"""The suites find the right table: by how many pictures it names, whatever it is called and whatever lies beside it."""

import json

import numpy as np
import pytest
from PIL import Image

from attending.errors import BadInput
from attending.imaging.evaluate.chest import score_chests
from attending.imaging.evaluate.layout import read_cases, read_table


def put_pictures(folder, names):
    (folder / "pictures").mkdir()
    for name in names:
        Image.fromarray(np.full((64, 64), 90, np.uint8)).save(folder / "pictures" / name)


def test_a_table_of_boxes_that_comes_first_does_not_hide_films_without_a_box(tmp_path):
    names = [f"film{n}.png" for n in range(4)]
    put_pictures(tmp_path, names)
    boxes = "Image Index,Finding Label,x,y,w,h\nfilm1.png,Mass,1,1,9,9\nfilm1.png,Effusion,1,1,60,60\n"
    (tmp_path / "a.csv").write_text(boxes)
    (tmp_path / "b.csv").write_text("image,finding_labels\n" + "".join(f"{n},Effusion|Mass\n" for n in names[:3]))
    assert [case.name for case in read_cases(tmp_path, ("image", "image index"))] == names[:3]
    told = score_chests(tmp_path, predictions=tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert ([row["image"] for row in rows], told["films"], told["boxes"]) == (names[:3], 3, 2)
    assert told["pointing"]["hit"]["n"] == 2


def test_films_that_only_the_table_of_boxes_names_are_looked_at_too(tmp_path):
    put_pictures(tmp_path, ["one.png", "two.png", "three.png"])
    (tmp_path / "a.csv").write_text("image,finding_labels\none.png,Mass\ntwo.png,Mass\n")
    (tmp_path / "b.csv").write_text("Image Index,Finding Label,x,y,w,h\nthree.png,Mass,0,0,64,64\n")
    told = score_chests(tmp_path)
    assert (told["films"], told["pointing"]["hit"]["value"]) == (3, 1.0)


def test_a_damaged_table_beside_a_good_one_does_no_harm_and_alone_it_is_said(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"image,x\n\xff\xfe\xfa,1\n")
    with pytest.raises(BadInput, match="UTF-8"):
        read_table(tmp_path, ("image",))
    (tmp_path / "b.csv").write_text("image,x\nfilm.png,1\n")
    assert read_table(tmp_path, ("image",)) == [{"image": "film.png", "x": "1"}]
