"""Accounts: who may sign in, for how long, and what five wrong passwords do."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from tests.conftest import dumped

from attending.errors import BadInput, Conflict, NotAllowed, NotFound, SignInRequired, Tampered, Unavailable
from attending.security import Action, PractitionerRole, accounts
from attending.security.accounts import (
    Account,
    all_accounts,
    create_account,
    find_account,
    find_session,
    sign_in,
    sign_out,
)
from attending.security.roles import LEAVE, grant_for
from attending.security.signature import private_key_of, public_key_of, sign_detached, verify_detached

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDLE = timedelta(minutes=20)
PASSWORD = "correct horse"


@pytest.fixture
def house_with_ann(store, house):
    connection = store.connection()
    create_account(
        connection,
        house.keys,
        practitioner="ann",
        sign_in_name="Ann.Lee",
        display="Dr Ann Lee",
        role=PractitionerRole.PHYSICIAN,
        password=PASSWORD,
        now=START,
    )
    return connection


def after(minutes):
    return START + timedelta(minutes=minutes)


def attempt(connection, name="ann.lee", password=PASSWORD, minutes=0):
    return sign_in(connection, name, password, now=after(minutes), idle=IDLE)


def test_a_person_signs_in_and_is_known_by_the_token(house_with_ann):
    session = attempt(house_with_ann)
    assert session.account.practitioner == "ann"
    assert find_session(house_with_ann, session.token, now=after(1), idle=IDLE) == session


@pytest.mark.parametrize("name", ["ann.lee", "ANN.LEE", "  Ann.Lee "])
def test_the_sign_in_name_has_no_case(house_with_ann, name):
    assert attempt(house_with_ann, name).account.display == "Dr Ann Lee"


def test_wrong_name_wrong_password_and_locked_sound_the_same(house_with_ann):
    messages = set()
    for name, password in [("nobody", PASSWORD), *[("ann.lee", "wrong")] * 5, ("ann.lee", PASSWORD)]:
        with pytest.raises(SignInRequired) as error:
            attempt(house_with_ann, name, password)
        messages.add(str(error.value))
    assert len(messages) == 1


def test_five_failures_lock_for_fifteen_minutes(house_with_ann):
    for _ in range(5):
        with pytest.raises(SignInRequired):
            attempt(house_with_ann, password="wrong")
    with pytest.raises(SignInRequired):
        attempt(house_with_ann, minutes=14)
    assert attempt(house_with_ann, minutes=16)


def test_four_failures_and_a_success_start_the_count_again(house_with_ann):
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(SignInRequired):
                attempt(house_with_ann, password="wrong")
        assert attempt(house_with_ann)


def test_a_stolen_hash_costs_its_guesser_64_mebibytes_and_three_passes_a_guess(
    house_with_ann, house, monkeypatch, quick_hashes
):
    monkeypatch.setattr(accounts, "_HASHER", quick_hashes)
    create_account(
        house_with_ann, house.keys, practitioner="bob", sign_in_name="bob", display="Bob",
        role=PractitionerRole.NURSE, password=PASSWORD, now=START,
    )  # fmt: skip
    (stored,) = house_with_ann.execute("SELECT password FROM account WHERE sign_in_name = 'bob'").fetchone()
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert attempt(house_with_ann, "bob").account.display == "Bob"


def test_an_unknown_name_costs_as_much_as_a_known_one(house_with_ann, monkeypatch):
    checked = []

    class Counting(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002 (argon2's own name)
            checked.append(password)
            return super().verify(hash, password)

    monkeypatch.setattr(accounts, "_HASHER", Counting(time_cost=1, memory_cost=8, parallelism=1))
    for name in ("nobody", "ann.lee"):
        with pytest.raises(SignInRequired):
            attempt(house_with_ann, name, "wrong")
    assert checked == ["wrong", "wrong"]


def test_a_session_ends_when_idle_and_slides_when_used(house_with_ann):
    token = attempt(house_with_ann).token
    for minutes in (15, 30, 45):
        assert find_session(house_with_ann, token, now=after(minutes), idle=IDLE)
    assert find_session(house_with_ann, token, now=after(66), idle=IDLE) is None
    assert find_session(house_with_ann, token, now=after(46), idle=IDLE) is None


def test_a_session_ends_after_a_shift_however_busy_it_is(house_with_ann):
    token = attempt(house_with_ann).token
    assert all(find_session(house_with_ann, token, now=after(m), idle=IDLE) for m in range(0, 720, 15))
    assert find_session(house_with_ann, token, now=after(721), idle=IDLE) is None


def test_signing_out_ends_the_session(house_with_ann):
    token = attempt(house_with_ann).token
    sign_out(house_with_ann, token)
    sign_out(house_with_ann, token)
    assert find_session(house_with_ann, token, now=after(0), idle=IDLE) is None


def test_a_locked_database_is_said_to_be_unavailable(house_with_ann, house):
    house_with_ann.execute("PRAGMA busy_timeout = 20")
    token = attempt(house_with_ann).token
    with closing(house.connect()) as other:
        other.begin("write")
        for work in (lambda: attempt(house_with_ann), lambda: sign_out(house_with_ann, token)):
            with pytest.raises(Unavailable):
                work()
        other.rollback()
    assert find_session(house_with_ann, token, now=after(1), idle=IDLE)


def test_neither_token_nor_password_nor_private_key_stands_in_the_database(house_with_ann, house):
    token = attempt(house_with_ann).token
    private = private_key_of(house_with_ann, house.keys, "ann")
    dump = dumped(house_with_ann)
    for secret in (token, PASSWORD, private.hex().upper()):
        assert secret not in dump


def test_a_name_and_a_practitioner_have_one_account(house_with_ann, house):
    for practitioner, name in [("ann", "other"), ("other", "ANN.lee")]:
        with pytest.raises(Conflict):
            create_account(
                house_with_ann,
                house.keys,
                practitioner=practitioner,
                sign_in_name=name,
                display="x",
                role=PractitionerRole.NURSE,
                password=PASSWORD,
                now=START,
            )
    assert [account.practitioner for account in all_accounts(house_with_ann)] == ["ann"]


def test_a_short_password_is_refused(house_with_ann, house):
    with pytest.raises(BadInput, match="8 to 1024"):
        create_account(
            house_with_ann,
            house.keys,
            practitioner="b",
            sign_in_name="b",
            display="B",
            role=PractitionerRole.NURSE,
            password="short",
            now=START,
        )


# Signing keys


def test_a_signature_holds_for_its_bytes_and_its_key_alone(house_with_ann, house):
    account = find_account(house_with_ann, "ann")
    assert account is not None
    signature = sign_detached(private_key_of(house_with_ann, house.keys, "ann"), b"note", kid="ann", when=START)
    assert signature.split(".")[1] == ""
    assert verify_detached(account.public_key, b"note", signature)
    assert not verify_detached(account.public_key, b"nota", signature)
    assert not verify_detached(bytes(32), b"note", signature)
    for broken in ("", "..", "a.b.c", signature[:-4] + "AAAA", signature.replace("..", ".bm90ZQ."), "ü" + signature):
        assert not verify_detached(account.public_key, b"note", broken)


def test_a_swapped_key_in_the_database_is_found(house_with_ann, house):
    house_with_ann.execute("UPDATE account SET public_key = zeroblob(32)")
    assert public_key_of(house_with_ann, house.keys, "ann") != bytes(32)
    house_with_ann.execute("UPDATE account SET private_key = zeroblob(60)")
    with pytest.raises(Tampered):
        private_key_of(house_with_ann, house.keys, "ann")
    with pytest.raises(NotFound):
        private_key_of(house_with_ann, house.keys, "nobody")


# Roles


def test_every_role_has_a_row_and_nobody_but_a_person_signs():
    assert set(LEAVE) == set(PractitionerRole)
    assert Action.EXECUTE not in LEAVE[PractitionerRole.SYSTEM].actions
    assert Action.EXECUTE not in LEAVE[PractitionerRole.NURSE].actions


@pytest.mark.parametrize(
    ("role", "action", "resource_type", "allowed"),
    [
        (PractitionerRole.PHYSICIAN, Action.EXECUTE, "Composition", True),
        (PractitionerRole.PHYSICIAN, Action.DELETE, "Composition", False),
        (PractitionerRole.NURSE, Action.READ, "Observation", True),
        (PractitionerRole.NURSE, Action.CREATE, "Observation", False),
        (PractitionerRole.PHARMACIST, Action.READ, "ImagingStudy", False),
        (PractitionerRole.RADIOLOGIST, Action.READ, "ImagingStudy", True),
        (PractitionerRole.PRIVACY_OFFICER, Action.READ, "Observation", False),
        (PractitionerRole.SCIENTIST, Action.READ, "Group", False),
        (PractitionerRole.SYSTEM, Action.CREATE, "Observation", True),
    ],
)
def test_what_a_role_may_do_to_one_patient(role, action, resource_type, allowed):
    grant = grant_for(Account("x", "x", "X", role, b""))
    if allowed:
        grant.require(action, resource_type, "p1")
    else:
        with pytest.raises(NotAllowed):
            grant.require(action, resource_type, "p1")
    assert grant.who == "Practitioner/x"
