"""The master key file: made once, for its owner only, and never by mistake a second time."""

import threading

import pytest

from attending.errors import NotConfigured, Tampered
from attending.security import Keys


def test_the_file_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "master.key"
    first = Keys.load_or_create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(path.read_text())) == 32
    assert Keys.load_or_create(path) == first
    assert [file.name for file in path.parent.iterdir()] == ["master.key"]


def test_many_who_start_at_once_get_the_same_key(tmp_path):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(Keys.load_or_create(tmp_path / "k").derive("x"))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_missing_key_beside_a_record_is_an_error_and_makes_no_file(tmp_path):
    database = tmp_path / "attending.sqlite"
    database.write_bytes(b"")
    with pytest.raises(NotConfigured, match="missing"):
        Keys.load_or_create(tmp_path / "master.key", record_exists=database.exists)
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("content", ["", "zz", "00" * 31, "00" * 33, "é" * 64])
def test_a_file_that_holds_no_key_is_refused(tmp_path, content):
    path = tmp_path / "master.key"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(NotConfigured):
        Keys.load_or_create(path)


def test_a_key_that_everybody_can_read_is_refused(tmp_path):
    path = tmp_path / "master.key"
    Keys.load_or_create(path)
    path.chmod(0o644)
    with pytest.raises(NotConfigured, match="chmod 600"):
        Keys.load_or_create(path)


def test_each_purpose_has_its_own_key(tmp_path):
    keys = Keys.load_or_create(tmp_path / "k")
    assert len({keys.derive("a"), keys.derive("b"), Keys.load_or_create(tmp_path / "other").derive("a")}) == 3
    assert keys.derive("a") == keys.derive("a")


def test_what_is_wrapped_opens_with_its_label_alone(tmp_path):
    keys = Keys.load_or_create(tmp_path / "k")
    wrapped = keys.wrap(b"secret", "signing/ann")
    assert keys.unwrap(wrapped, "signing/ann") == b"secret"
    assert keys.wrap(b"secret", "signing/ann") != wrapped
    for data, label in [(wrapped, "signing/bob"), (wrapped[:-1], "signing/ann"), (b"", "signing/ann")]:
        with pytest.raises(Tampered):
            keys.unwrap(data, label)


def test_the_key_does_not_show_itself(tmp_path):
    keys = Keys.load_or_create(tmp_path / "k")
    assert (tmp_path / "k").read_text().strip()[:16] not in repr(keys) + str(keys)
    assert repr(bytes.fromhex((tmp_path / "k").read_text().strip())) not in repr(keys)
