"""Words and colours of tags, notes and flags, as the office reads them."""

from grants.core.messages import N_
from grants.notes.models import FlagAct, FlagStatus, NoteKind, TagTone

COLOUR_NAMES: dict[TagTone, str] = {
    TagTone.GREY: N_("Grey"),
    TagTone.GREEN: N_("Green"),
    TagTone.BLUE: N_("Blue"),
    TagTone.AMBER: N_("Amber"),
    TagTone.RED: N_("Red"),
    TagTone.VIOLET: N_("Violet"),
}
# The tones of templates/macros/parts.html.
TAG_TONES: dict[TagTone, str] = {
    TagTone.GREY: "",
    TagTone.GREEN: "ok",
    TagTone.BLUE: "info",
    TagTone.AMBER: "warn",
    TagTone.RED: "bad",
    TagTone.VIOLET: "reserve",
}

NOTE_WORDS: dict[NoteKind, str] = {
    NoteKind.PRIVATE: N_("Private: only I read it"),
    NoteKind.SHARED: N_("Shared: the Secretariat and the auditor read it"),
}

FLAG_WORDS: dict[FlagStatus, str] = {
    FlagStatus.OPEN: N_("Open"),
    FlagStatus.RESOLVED: N_("Resolved"),
}
FLAG_TONES: dict[FlagStatus, str] = {FlagStatus.OPEN: "warn", FlagStatus.RESOLVED: "ok"}

ACT_WORDS: dict[FlagAct, str] = {
    FlagAct.RAISED: N_("Flag raised"),
    FlagAct.HANDED: N_("Flag handed on"),
    FlagAct.RESOLVED: N_("Flag resolved"),
    FlagAct.REOPENED: N_("Flag opened again"),
}
