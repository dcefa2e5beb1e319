"""The only place where chance comes in: ids, and case numbers that reveal no counts."""

import secrets
from uuid import uuid4

# Without 0/O, 1/I/L and vowels: read over the telephone without mistakes, and spelling no word.
NUMBER_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
NUMBER_LENGTH = 5


def new_id() -> str:
    return str(uuid4())


def new_number() -> str:
    return "".join(secrets.choice(NUMBER_ALPHABET) for _ in range(NUMBER_LENGTH))
