"""What of two texts is compared, and when a verdict no longer speaks of them."""

from grants.core.digest import sha256


def digest_of_both(later: str, earlier: str) -> str:
    """One digest of two texts' digests, the later proposal's first."""
    return sha256(f"{later}:{earlier}")


def percent(cosine: float) -> int:
    """Likeness as people read it: 0 to 100."""
    return max(0, min(100, round(cosine * 100)))
