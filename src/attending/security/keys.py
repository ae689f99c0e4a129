"""The master key and what is derived from it: one key per purpose, so that no two uses ever share one.

Read by `audit` (the chain's key), `record` (integrity of each version) and `accounts` (wrapped signing keys).
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from attending.errors import NotConfigured, Tampered

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: the length for which GCM is defined without a second hash


@dataclass(frozen=True, repr=False)
class Keys:
    """The master key in memory. Its text form never shows the key."""

    _master: bytes

    @classmethod
    def load_or_create(cls, path: Path, *, record_exists: Callable[[], bool] = lambda: False) -> "Keys":
        """Read the master key file, or make one on first use.

        Args:
            path: file with 32 bytes as hex, mode 0600.
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
        return cls(_read(path))

    def derive(self, label: str) -> bytes:
        """A 32-byte key for one purpose. Source: HKDF-SHA256, RFC 5869, with the label as info."""
        return _derive(self._master, label)

    def wrap(self, plain: bytes, label: str) -> bytes:
        """Encrypt a secret (AES-256-GCM, random nonce in front); the label is bound to it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self.derive(f"wrap/{label}")).encrypt(nonce, plain, label.encode())

    def unwrap(self, wrapped: bytes, label: str) -> bytes:
        """Decrypt what `wrap` made under the same label; raises `Tampered` on anything else."""
        try:
            cipher = AESGCM(self.derive(f"wrap/{label}"))
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], label.encode())
        except (InvalidTag, ValueError) as error:
            raise Tampered("A stored secret does not open with this master key.") from error


@cache  # a handful of labels, asked for on every access
def _derive(master: bytes, label: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"attending/{label}".encode()).derive(master)


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
