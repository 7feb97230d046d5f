"""What happens to a call."""

from grants.calls.service.editing import Contradictory, check_not_opened, create, edit, rename
from grants.calls.service.exchange import (
    WrongFile,
    check_may_manage,
    export_call,
    import_call,
    rehearse_call,
)
from grants.calls.service.lifecycle import NotPublishable, advance, cancel, enter, extend, publish
from grants.calls.service.preflight import findings_of
from grants.calls.service.staff import name_staff, remove_staff
from grants.calls.service.wording import correct

__all__ = [
    "Contradictory",
    "NotPublishable",
    "WrongFile",
    "advance",
    "cancel",
    "check_may_manage",
    "check_not_opened",
    "correct",
    "create",
    "edit",
    "enter",
    "export_call",
    "extend",
    "findings_of",
    "import_call",
    "name_staff",
    "publish",
    "rehearse_call",
    "remove_staff",
    "rename",
]
