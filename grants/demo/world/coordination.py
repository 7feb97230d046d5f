"""Chapter: members of the partnership read the eligible notes of the scored call; two comment."""

from grants.coordination import service
from grants.coordination.models import OverlapKind
from grants.coordination.queries import notes_of, place_of
from grants.coordination.service import Words
from grants.core.actor import Actor
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import SCORED
from grants.demo.world.stage import Stage

OPENED = -4  # days from today, of fourteen


def build(stage: Stage) -> None:
    """Opened by a lead; Noura and Hans say where two notes meet the work of their organisations."""
    noura, hans, pierre = (stage.actor(BY_KEY[key].email) for key in ("noura", "hans", "pierre"))
    stage.go_to(OPENED)
    service.open_window(pierre, SCORED, 14)
    stage.go_to(OPENED + 1.2)
    first, second = _notes(noura)[:2]
    overlaps = Words(
        OverlapKind.OVERLAPS,
        "Home-based workers of the same city organise with us since last year. Their groups should "
        "be asked before a second committee of residents is founded.",
        project="Workers at home, 2025 to 2027",
        contact="Noura Haddad, noura@wiego.example",
    )
    service.comment(noura, SCORED, first, overlaps)
    stage.go_to(OPENED + 2.3)
    could_pay = Words(
        OverlapKind.CO_FINANCE,
        "Our regional programme could pay for the surveys if they use the same questions.",
        project="Cities of arrival",
    )
    service.comment(hans, SCORED, second if second in _notes(hans) else first, could_pay)


def _notes(actor: Actor) -> list[str]:
    place = place_of(actor, SCORED)
    return [row.ref for row in notes_of(place, reads_all=False)]
