"""The front-end files: pinned, checked, with their licences, and from nowhere but the lock file."""

import hashlib
import json

import pytest

from attending.app.web import assets
from attending.errors import BadInput, Tampered


@pytest.fixture
def modules(tmp_path, monkeypatch):
    folder = tmp_path / "node_modules"
    content = {"htmx.org/dist/htmx.min.js": b"js", f"{assets.INTER}/files/inter-greek-wght-normal.woff2": b"font"}
    for name, data in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for package in assets.PACKAGES:
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / "LICENSE").write_text(f"licence of {package}")
    pinned = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    monkeypatch.setattr(assets, "FILES", pinned)
    return folder


def test_files_are_copied_with_their_licences(modules, tmp_path):
    assets.copy(modules, tmp_path / "vendor")

    assert (tmp_path / "vendor" / "htmx.min.js").read_bytes() == b"js"
    assert (tmp_path / "vendor" / "files" / "inter-greek-wght-normal.woff2").read_bytes() == b"font"
    third_party = (tmp_path / "vendor" / "THIRD_PARTY.txt").read_text()
    assert all(f"licence of {package}" in third_party for package in assets.PACKAGES)


def test_a_file_with_other_bytes_is_refused(modules, tmp_path):
    (modules / "htmx.org/dist/htmx.min.js").write_bytes(b"something else")

    with pytest.raises(Tampered, match="htmx"):
        assets.copy(modules, tmp_path / "vendor")


def test_outside_a_clone_it_says_so(tmp_path):
    with pytest.raises(BadInput, match="package-lock"):
        assets.install(tmp_path, tmp_path / "vendor")


def test_the_lock_file_pins_integrity_and_names_no_host():
    text = (assets.REPOSITORY / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]

    assert "resolved" not in text
    assert all(package["integrity"].startswith("sha512-") for name, package in packages.items() if name)
    wanted = json.loads((assets.REPOSITORY / "package.json").read_text())
    exact = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in exact.items())
