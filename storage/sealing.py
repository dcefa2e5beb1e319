"""Sealing of everything a person wrote, and of every name and platform id.

AES-256-GCM under the person's own data key, which is wrapped by TSUNAGU_SECRET_KEY: erasing a person is destroying
her key. A backup from before the erasure still holds it, so backups are kept for days only. The place (table, column,
row) is authenticated, so that a sealed value moved elsewhere does not open. Chance comes from `os.urandom`, as the
cryptography library advises.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_MIN_LENGTH = 32
NONCE = 12  # bytes; the size GCM is specified for
KEY_ID = 8
ADDRESS = 24  # bytes, 32 signs in an address: beyond guessing


class BadSecret(Exception):
    """TSUNAGU_SECRET_KEY cannot be used. The message never holds the key."""


class CannotOpen(Exception):
    """A sealed value does not open: another secret, another place, or changed bytes."""


class UnknownSecret(CannotOpen):
    """It was sealed under a secret that is not in the ring: nothing else of it will open either."""


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=b"tsunagu", info=purpose).derive(secret.encode())


@dataclass(frozen=True)
class _Master:
    id: bytes
    wrapping: bytes = field(repr=False)
    blinding: bytes = field(repr=False)
    addressing: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> "_Master":
        purposes = (_derive(secret, purpose) for purpose in (b"wrap", b"blind", b"address"))
        return cls(_derive(secret, b"id")[:KEY_ID], *purposes)


class Keyring:
    """The secrets of this installation, newest first. New values use the newest, old ones open with theirs."""

    def __init__(self, masters: tuple[_Master, ...]) -> None:
        self._masters = masters

    @classmethod
    def from_text(cls, text: str) -> "Keyring":
        """From the comma separated setting. Raises BadSecret."""
        secrets = [part.strip() for part in text.split(",") if part.strip()]
        if not secrets:
            raise BadSecret("TSUNAGU_SECRET_KEY is empty; expected one or more random keys, newest first")
        for place, secret in enumerate(secrets, start=1):
            if len(secret) < SECRET_MIN_LENGTH:
                short = f"key {place} has {len(secret)} characters, expected {SECRET_MIN_LENGTH} or more"
                raise BadSecret(f"TSUNAGU_SECRET_KEY: {short}")
        return cls(tuple(_Master.of(secret) for secret in secrets))

    def wrap(self, data_key: bytes, owner: str) -> bytes:
        newest = self._masters[0]
        return newest.id + seal(newest.wrapping, data_key, f"key:{owner}")

    def unwrap(self, wrapped: bytes, owner: str) -> bytes:
        """The data key. Raises UnknownSecret when no key of the ring wrapped it."""
        for master in self._masters:
            if hmac.compare_digest(master.id, wrapped[:KEY_ID]):
                return unseal(master.wrapping, wrapped[KEY_ID:], f"key:{owner}")
        raise UnknownSecret("wrapped under a secret that TSUNAGU_SECRET_KEY does not hold")

    def blind(self, value: str) -> str:
        """An index of a value that does not tell the value: HMAC under a key of its own."""
        return _blind(self._masters[0], value)

    def blinds(self, value: str) -> tuple[str, ...]:
        """The value's index under every key of the ring, to find rows from before a rotation."""
        return tuple(_blind(master, value) for master in self._masters)

    def addresses(self, of: str) -> tuple[str, ...]:
        """Unguessable words to stand in an address, one for each key of the ring, newest first."""
        tags = (hmac.new(master.addressing, of.encode(), hashlib.sha256).digest() for master in self._masters)
        return tuple(base64.urlsafe_b64encode(tag[:ADDRESS]).decode() for tag in tags)


def _blind(master: _Master, value: str) -> str:
    return hmac.new(master.blinding, value.encode(), hashlib.sha256).hexdigest()


def new_data_key() -> bytes:
    return os.urandom(32)


def seal(key: bytes, plain: bytes, place: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def unseal(key: bytes, sealed: bytes, place: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError):
        raise CannotOpen(f"sealed value does not open at {place}") from None
