"""E-mail addresses: one spelling each, checked by their form and never by asking the network."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from grants.core.errors import Refused
from grants.core.messages import msg

MAX_EMAIL = 254


def normal_email(email: str) -> str:
    """The one spelling of an address: trimmed, NFC, lower case."""
    return unicodedata.normalize("NFC", email).strip().casefold()


def check_email(typed: str) -> str:
    """The address in its one spelling; Refused at the field `email` when it cannot be one."""
    address = normal_email(typed)
    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        words = msg("Type a whole e-mail address, for example ama.mensah@accra.gov.gh")
        raise Refused(words, {"email": words}) from error
    return normal_email(found.normalized)
