"""How entries move the figures of an allocation; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from grants.core.messages import N_
from grants.funds.models import Allocation, EntryKind, Envelope, Source


@dataclass(frozen=True)
class Figures:
    """What there is of an allocation or an envelope, in cents.

    `enveloped` is set aside for calls; reserved money belongs to adopted decisions, committed money
    is owed by agreements, disbursed money is the paid part of it.
    """

    amount: int = 0
    enveloped: int = 0
    reserved: int = 0
    committed: int = 0
    disbursed: int = 0

    @property
    def available(self) -> int:
        """The one sum: what no decision and no agreement holds."""
        return self.amount - self.reserved - self.committed

    @property
    def movable(self) -> int:
        """What may leave the allocation: in no envelope and held by nothing."""
        return self.amount - max(self.enveloped, self.reserved + self.committed)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.amount + other.amount,
            self.enveloped + other.enveloped,
            self.reserved + other.reserved,
            self.committed + other.committed,
            self.disbursed + other.disbursed,
        )

    def __sub__(self, other: "Figures") -> "Figures":
        return self + other.times(-1)

    def times(self, cents: int) -> "Figures":
        return Figures(
            self.amount * cents,
            self.enveloped * cents,
            self.reserved * cents,
            self.committed * cents,
            self.disbursed * cents,
        )


# What one cent of an entry does.
EFFECTS: dict[EntryKind, Figures] = {
    EntryKind.ALLOCATION: Figures(amount=1),
    EntryKind.TRANSFER_IN: Figures(amount=1),
    EntryKind.TRANSFER_OUT: Figures(amount=-1),
    EntryKind.ENVELOPE: Figures(enveloped=1),
    EntryKind.RESERVATION: Figures(reserved=1),
    EntryKind.RELEASE: Figures(reserved=-1),
    EntryKind.COMMITMENT: Figures(reserved=-1, committed=1),
    EntryKind.DISBURSEMENT: Figures(disbursed=1),
}

# The part of an effect that an envelope counts; its amount comes from ENVELOPE entries.
ENVELOPE_EFFECTS: dict[EntryKind, Figures] = {
    EntryKind.ENVELOPE: Figures(amount=1),
    EntryKind.RESERVATION: Figures(reserved=1),
    EntryKind.RELEASE: Figures(reserved=-1),
    EntryKind.COMMITMENT: Figures(reserved=-1, committed=1),
}

# The entries that made a figure what it is.
FIGURE_KINDS: dict[str, tuple[EntryKind, ...]] = {
    name: tuple(kind for kind, one in EFFECTS.items() if getattr(one, name))
    for name in ("amount", "reserved", "committed", "disbursed")
}
FIGURE_WORDS: dict[str, str] = {
    "amount": N_("Allocated"),
    "reserved": N_("Reserved"),
    "committed": N_("Committed"),
    "disbursed": N_("Disbursed"),
}

ENTRY_WORDS: dict[EntryKind, str] = {
    EntryKind.ALLOCATION: N_("Allocated"),
    EntryKind.TRANSFER_IN: N_("Transferred in"),
    EntryKind.TRANSFER_OUT: N_("Transferred out"),
    EntryKind.ENVELOPE: N_("Set aside for a call"),
    EntryKind.RESERVATION: N_("Reserved"),
    EntryKind.RELEASE: N_("Reservation released"),
    EntryKind.COMMITMENT: N_("Committed"),
    EntryKind.DISBURSEMENT: N_("Disbursed"),
}

SOURCE_WORDS: dict[Source, str] = {
    Source.CORE: N_("Core funds"),
    Source.EARMARKED: N_("Earmarked funds"),
}

LINE_WORDS: dict[str, str] = {
    "country_programmes": N_("Country Programmes"),
    "catalytic_fund": N_("Catalytic Fund"),
    "joint_work_programmes": N_("Joint Work Programmes"),
    "communications_advocacy": N_("Communications and Advocacy"),
}


def figures_of(row: Allocation | Envelope) -> Figures:
    """The counters of an allocation, or of an envelope (whose payments its allocation counts)."""
    if isinstance(row, Envelope):
        return Figures(row.amount_cents, 0, row.reserved_cents, row.committed_cents)
    return Figures(
        row.amount_cents,
        row.enveloped_cents,
        row.reserved_cents,
        row.committed_cents,
        row.disbursed_cents,
    )


def effect(kind: EntryKind, cents: int) -> Figures:
    """What an entry does to its allocation; negative cents undo."""
    return EFFECTS[kind].times(cents)


def total(entries: Iterable[tuple[EntryKind, int]]) -> Figures:
    """The figures a ledger of (kind, cents) adds up to."""
    return sum((effect(kind, cents) for kind, cents in entries), Figures())


def envelope_total(entries: Iterable[tuple[EntryKind, int]]) -> Figures:
    """The figures the entries of one envelope add up to."""
    found = (ENVELOPE_EFFECTS.get(kind, Figures()).times(cents) for kind, cents in entries)
    return sum(found, Figures())
