"""Rules of accounts: pure."""

import unicodedata

MIN_PASSWORD = 15
MAX_PASSWORD = 128


def normal_email(email: str) -> str:
    """The one spelling of an address: trimmed, NFC, lower case."""
    return unicodedata.normalize("NFC", email).strip().casefold()


def normal_password(password: str) -> str:
    """As typed, in NFC, so that the same keys on another machine match (NIST SP 800-63B-4)."""
    return unicodedata.normalize("NFC", password)
