"""The master key and what is derived from it: one key per purpose, so that no two uses ever share one.

Read by `audit` (the chain's key), `record` (integrity of each version, the keys of patients) and `accounts` (wrapped
signing keys). What lies behind the master key after a rotation is in `ring`.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.errors import NotConfigured, Tampered
from attending.security.derivation import KEY_BYTES, NONCE_BYTES, derive_key
from attending.security.ring import read_ring, replace_file, slot_of, write_ring


class Keys:
    """The keys of one hospital in memory; their text form never shows one.

    Processes that run while the master key is rotated read the ring again when they meet a generation they lack.
    """

    def __init__(self, path: Path, ring: Path) -> None:
        self.path, self.ring_path = path, ring
        self._master = _read(path)
        self._ring = read_ring(ring, self._master)

    @classmethod
    def load_or_create(
        cls, path: Path, *, ring: Path | None = None, record_exists: Callable[[], bool] = lambda: False
    ) -> "Keys":
        """Read the master key file, or make one on first use.

        Args:
            path: file with 32 bytes as hex, mode 0600.
            ring: the key ring that lies with the record; by default beside the key file.
            record_exists: whether there is a record already; then a missing key file is an error, for a new key
                could never open it.

        Raises:
            NotConfigured: the file is missing beside an existing record, is no key, or is open to everybody.
        """
        if not path.exists():
            if record_exists():
                raise NotConfigured(
                    "The record exists but its master key file is missing.",
                    hint="Put the key file back, or set ATTENDING_MASTER_KEY_FILE to where it lies.",
                )
            _create(path)
        return cls(path, ring or path.with_name(f"{path.name}.ring"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Keys) and self._ring == other._ring

    def __hash__(self) -> int:
        return hash(self._ring.root)

    def derive(self, label: str) -> bytes:
        """A 32-byte key for one purpose; it outlives a rotation of the master key."""
        return derive_key(self._ring.root, label)

    def wrap(self, plain: bytes, label: str) -> bytes:
        """Encrypt a secret (AES-256-GCM, random nonce in front); the label is bound to it."""
        return _wrap(self.derive(f"wrap/{label}"), plain, label)

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Decrypt what `wrap` made under the same label; raises `Tampered` on anything else."""
        return _unwrap(self.derive(f"wrap/{label}"), wrapped, label)

    @property
    def generation(self) -> int:
        """The newest generation of wrapping keys that this process knows."""
        return self._ring.generation

    def wrap_in(self, generation: int, plain: bytes, label: str) -> bytes:
        """Encrypt a secret under the wrapping key of a generation."""
        return _wrap(self._wrapping(generation), plain, label)

    def unwrap_in(self, generation: int, wrapped: bytes, label: str) -> bytes:
        """Decrypt what `wrap_in` made."""
        return _unwrap(self._wrapping(generation), wrapped, label)

    def read_again(self) -> None:
        """Read the files again, which another process may have changed."""
        self._master = _read(self.path)
        self._ring = read_ring(self.ring_path, self._master)

    @property
    def is_turning(self) -> bool:
        """Whether a rotation was begun and not ended."""
        return bool(self._ring.leaving)

    def turn(self) -> None:
        """Begin a rotation, or go on with one that was killed.

        There is a new master key, and a new generation of wrapping keys beside the former one. A kill at any point
        leaves a master key file that the ring opens with.
        """
        ring = self._ring if self.is_turning else self._ring.turned(self._master)
        if ring.leaving == slot_of(self._master):
            fresh = secrets.token_bytes(KEY_BYTES)
            write_ring(self.ring_path, ring, [self._master, fresh])
            replace_file(self.path, fresh.hex().encode("ascii") + b"\n")
            self._master = fresh
        self._ring = ring

    def end_turn(self) -> None:
        """End a rotation: the former master key and the former wrapping keys open nothing any more."""
        ring = self._ring.reduced()
        write_ring(self.ring_path, ring, [self._master])
        self._ring = ring

    def _wrapping(self, generation: int) -> bytes:
        if generation not in self._ring.wrapping:
            self.read_again()
        try:
            return self._ring.wrapping[generation]
        except KeyError as error:
            raise Tampered("A stored key is of a generation that the key ring does not hold.") from error


def _wrap(key: bytes, plain: bytes, label: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, label.encode())


def _unwrap(key: bytes, wrapped: bytes, label: str) -> bytes:
    try:
        return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], label.encode())
    except (InvalidTag, ValueError) as error:
        raise Tampered("A stored secret does not open with this master key.") from error


def _create(path: Path) -> None:
    """Write the whole key under another name, so that nobody ever reads half of it; the first to link wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process made the key a moment ago; that one counts
    finally:
        fresh.unlink()


def _read(path: Path) -> bytes:
    if path.stat().st_mode & 0o007:
        raise NotConfigured("The master key file is open to everybody.", hint=f"Run: chmod 600 {path}")
    try:
        master = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise NotConfigured("The master key file does not hold hexadecimal digits.") from error
    if len(master) != KEY_BYTES:
        raise NotConfigured(f"The master key must have {KEY_BYTES} bytes: {2 * KEY_BYTES} hexadecimal digits.")
    return master
