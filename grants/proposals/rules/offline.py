"""What becomes of a file filled without a connection."""

from grants.core.messages import N_
from grants.proposals.models import OfflineStatus

OFFLINE_WORDS: dict[OfflineStatus, str] = {
    OfflineStatus.WAITING: N_("Waits for you"),
    OfflineStatus.TAKEN: N_("Taken over"),
    OfflineStatus.THROWN_AWAY: N_("Thrown away"),
}
