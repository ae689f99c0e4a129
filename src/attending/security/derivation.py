"""One key per purpose from one secret, so that no two uses ever share a key."""

from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D, 8.2: the length for which GCM is defined without a second hash


@cache  # a handful of labels, asked for on every access
def derive_key(secret: bytes, label: str) -> bytes:
    """A 32-byte key. Source: HKDF-SHA256, RFC 5869, with the label as info."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"attending/{label}".encode()).derive(secret)
