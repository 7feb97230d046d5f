"""E-mail addresses: one spelling each, checked by their form and never by asking the network."""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from grants.core.errors import Refused
from grants.core.messages import msg

MAX_EMAIL = 254

# Mail services anybody may use, and the reserved example domains: sharing one says nothing.
_PUBLIC = """
    aol.com example.com example.net example.org fastmail.com free.fr gmail.com gmx.com gmx.de
    gmx.net googlemail.com hotmail.com hotmail.fr hotmail.es hotmail.co.uk icloud.com laposte.net
    live.com live.fr mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com
    outlook.es outlook.fr pm.me proton.me protonmail.com qq.com rediffmail.com uol.com.br wanadoo.fr
    web.de yahoo.co.in yahoo.co.uk yahoo.com yahoo.com.br yahoo.es yahoo.fr yandex.com yandex.ru
    ymail.com zoho.com 126.com 163.com
"""
PUBLIC_DOMAINS = frozenset(_PUBLIC.split())


def domain_of(email: str) -> str:
    """The part after the last @, in lower case; empty when there is none."""
    return email.rpartition("@")[2].casefold() if "@" in email else ""


def telling_domain(email: str) -> str:
    """The same where it tells for whom somebody works; empty for a public mail service."""
    domain = domain_of(email)
    return "" if domain in PUBLIC_DOMAINS else domain


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
