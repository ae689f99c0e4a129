"""Files that only this hospital can read: AES-256-GCM, bound to their place, written whole or not at all."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.errors import NotFound, Tampered, Unavailable
from attending.security.derivation import NONCE_BYTES
from attending.security.keys import Keys


class SealedFiles:
    """Reads and writes encrypted files; safe for threads and processes side by side."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._cipher = AESGCM(keys.derive("images/content"))

    def hash(self, kind: str, text: str) -> str:
        """A name that tells nothing without the key: 32 hexadecimal digits."""
        return hmac.digest(self._keys.derive(f"images/{kind}"), text.encode(), hashlib.sha256).hex()[:32]

    def write(self, path: Path, data: bytes) -> None:
        """Write a file whole and synced, over its former one; raises `Unavailable` when the disk is full."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, data, _bound(path))
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise Unavailable(
                "The images cannot be kept now: nothing was changed.", hint="Is the disk full?"
            ) from error

    def read(self, path: Path) -> bytes:
        """What was written; raises `NotFound`, `Unavailable`, `Tampered`."""
        try:
            sealed = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFound("There is no such image, or not for this role.") from error
        except OSError as error:
            raise Unavailable("The images cannot be read now.") from error
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(path))
        except (InvalidTag, ValueError) as error:
            raise Tampered("A stored image is not what was written.", hint="Restore it from a backup.") from error


def _bound(path: Path) -> bytes:
    return f"{path.parent.name}/{path.name}".encode()
