"""Password hashes: argon2id at the OWASP minimum, about 23 ms of one processor each."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from grants.accounts.rules import normal_password

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# Of a password nobody has: an unknown address costs the same work as a known one.
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2l4dGVlbi1ieXRlcy4u$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


def hash_password(password: str) -> str:
    """A salted hash of the password in its one spelling."""
    return _hasher.hash(normal_password(password))


def fits(password_hash: str | None, password: str) -> bool:
    """Does the password belong to the hash? Without a hash the same work is done in vain."""
    try:
        _hasher.verify(password_hash or _NOBODY, normal_password(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_dated(password_hash: str) -> bool:
    """Was it made with other parameters than today's?"""
    return _hasher.check_needs_rehash(password_hash)
