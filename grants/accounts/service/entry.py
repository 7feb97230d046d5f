"""Coming in: register, confirm an address, sign in, ask for a new password."""

import logging

from grants.accounts.models import Person, TokenPurpose
from grants.accounts.queries import actor_of, person_by_email
from grants.accounts.rules import check_email, check_password, normal_email
from grants.accounts.service.hashing import fits, hash_password, is_dated
from grants.accounts.service.links import make_link, spend_links, use_link
from grants.accounts.service.session import add_session, end_sessions, leave_queue
from grants.audit.service import record
from grants.core import clock, operations, throttle
from grants.core.actor import VISITOR
from grants.core.db import db
from grants.core.digest import sha256
from grants.core.errors import NotFound, Refused
from grants.core.messages import Link, msg
from grants.core.text import clean_line, random_ref
from grants.mail.service import Addressee, queue

log = logging.getLogger(__name__)

FREE_SIGN_INS = 5  # tries per account before each further one must wait
FREE_FROM_SOURCE = 30  # an office of many people shares one address
FREE_MAILS = 3
FREE_MAILS_FROM_SOURCE = 15


def _account_key(purpose: str, email: str) -> str:
    """The address itself does not stand in the table of throttles."""
    return f"{purpose}:account:{sha256(normal_email(email))[:40]}"


def _slow_down_mails(email: str, source: str) -> None:
    leave_queue()
    throttle.check(
        (_account_key("mail", email), FREE_MAILS),
        (f"mail:source:{source}", FREE_MAILS_FROM_SOURCE),
    )


def register(
    *, email: str, name: str, language: str, source: str, operation: str = "", target: str = ""
) -> None:
    """Open an account, to be confirmed by mail; the answer is the same for every address.

    No password yet: it is chosen behind the mailed link, so that nobody can prepare an account
    for an address that is not theirs. `target` is where the reader wanted to go.
    """
    address = check_email(email)
    _slow_down_mails(address, source)
    operations.claim(operation, VISITOR, "register")
    person = person_by_email(address)
    if person is None:
        person = Person(
            ref=random_ref(),
            email=address,
            name=clean_line(name),
            password_hash=None,
            language=language,
            created_at=clock.now(),
        )
        db.session.add(person)
        record(VISITOR, "person:register", person)
    _send_entry_mail(person, language, target)
    db.session.commit()


def confirm_again(
    *, email: str, language: str, source: str, operation: str = "", target: str = ""
) -> None:
    """Send the confirmation once more; the answer is the same for every address."""
    address = check_email(email)
    _slow_down_mails(address, source)
    operations.claim(operation, VISITOR, "confirm-again")
    person = person_by_email(address)
    if person is not None:
        _send_entry_mail(person, language, target)
    db.session.commit()


def _send_entry_mail(person: Person, language: str, target: str) -> None:
    if person.disabled_at is not None:
        return
    if person.confirmed_at is not None:
        params = {"sign_in": Link("accounts.sign_in"), "forgot": Link("accounts.forgot")}
        to = Addressee(person.email, person.language, person.id)
        queue(to, "already_registered", params, about=person)
        return
    values = {"token": make_link(person, TokenPurpose.CONFIRM_EMAIL)}
    if target and target != "/":
        values["next"] = target
    queue(
        Addressee(person.email, language, person.id),
        "confirm_email",
        {"link": Link("accounts.confirm", values, secret=True)},
        about=person,
    )


def confirm(token: str, *, name: str, password: str, device: str) -> str:
    """The address is theirs: set the name and the password; returns a new session's secret."""
    person = use_link(token, TokenPurpose.CONFIRM_EMAIL)
    if person.confirmed_at is not None:
        db.session.rollback()
        raise NotFound(msg("This address was confirmed before. Sign in with your password."))
    refuse_weak(password, person.email, name)
    person.name = clean_line(name)
    person.password_hash = hash_password(password)
    person.confirmed_at = clock.now()
    spend_links(person)
    record(actor_of(person.id), "person:confirm", person)
    secret = add_session(person.id, second_factor=False, device=device)
    db.session.commit()
    return secret


def sign_in(*, email: str, password: str, source: str, device: str) -> str:
    """A new session's secret; Refused with one message for every reason; slowed when guessed."""
    account = _account_key("sign-in", email)
    leave_queue()
    throttle.check((account, FREE_SIGN_INS), (f"sign-in:source:{source}", FREE_FROM_SOURCE))
    person = person_by_email(email)
    right = fits(person.password_hash if person else None, password)
    if person is None or not right or person.disabled_at or not person.confirmed_at:
        db.session.rollback()
        log.info("sign-in refused for %s from %s", account[-12:], source)
        raise Refused(msg("The e-mail address or the password is not right."))
    if person.password_hash is not None and is_dated(person.password_hash):
        person.password_hash = hash_password(password)
    secret = add_session(person.id, second_factor=False, device=device)
    db.session.commit()
    throttle.forget(account)
    return secret


def forgot(*, email: str, language: str, source: str, operation: str = "") -> None:
    """Send a link to choose a new password; the answer is the same for every address."""
    address = check_email(email)
    _slow_down_mails(address, source)
    operations.claim(operation, VISITOR, "forgot-password")
    person = person_by_email(address)
    if person is not None and person.disabled_at is None:
        if person.confirmed_at is None:
            _send_entry_mail(person, language, "")
        else:
            values = {"token": make_link(person, TokenPurpose.RESET_PASSWORD)}
            queue(
                Addressee(person.email, person.language, person.id),
                "reset_password",
                {"link": Link("accounts.reset", values, secret=True)},
                about=person,
            )
    db.session.commit()


def reset(token: str, *, password: str) -> None:
    """Choose a new password behind a mailed link; every session ends, other links too."""
    person = use_link(token, TokenPurpose.RESET_PASSWORD)
    refuse_weak(password, person.email, person.name)
    person.password_hash = hash_password(password)
    person.confirmed_at = person.confirmed_at or clock.now()
    spend_links(person)
    end_sessions(person.id)
    tell_password_changed(person)
    record(actor_of(person.id), "person:reset-password", person)
    db.session.commit()


def tell_password_changed(person: Person) -> None:
    """Whoever did not do it learns of it; the caller commits."""
    queue(
        Addressee(person.email, person.language, person.id),
        "password_changed",
        {"at": clock.now(), "forgot": Link("accounts.forgot")},
        about=person,
    )


def refuse_weak(password: str, email: str, name: str) -> None:
    """A refused password does not use up the link."""
    try:
        check_password(password, email=email, name=name)
    except Refused:
        db.session.rollback()
        raise
