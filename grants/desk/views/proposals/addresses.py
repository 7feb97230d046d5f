"""Addresses of the list: everything that is asked of it stands in them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from grants.calls.models import Call
from grants.core.access import current_actor
from grants.core.i18n import chosen_text, gettext as _
from grants.desk.queries.listing import Wanted
from grants.desk.queries.selection import NAMES, given
from grants.desk.views import blueprint
from grants.permissions import Permission

VIEW = "view"
EVERY = "all"  # the view that is none: all proposals, though one begins with another


@dataclass(frozen=True)
class Here:
    """The list of one call; `view` is the named view it is looked at through."""

    call_ref: str
    view: str = ""

    def url(self, wanted: Wanted, endpoint: str = "desk.proposals", **more: Any) -> str:
        """An address with what is asked for; the list alone names the view too."""
        path = url_for(endpoint, call_ref=self.call_ref)
        return with_query(path, self.arguments(wanted, **more))

    def arguments(self, wanted: Wanted, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = wanted.arguments()
        if self.view:
            found[VIEW] = [self.view]
        return {**found, **more}


def with_query(path: str, arguments: dict[str, Any]) -> str:
    query = urlencode({k: v for k, v in arguments.items() if v not in (None, "", [])}, doseq=True)
    return f"{path}?{query}" if query else path


def asked() -> Wanted:
    """What the address asks for."""
    return Wanted.read(given(request.args, NAMES))


def here_of(call: Call) -> Here:
    return Here(call.ref, request.args.get(VIEW, "")[:40])


def crumbs(call: Call, last: str, list_url: str | None = None) -> list[tuple[str, str | None]]:
    """Screening, the call's desk, the list where this is a page beside it, the page."""
    found: list[tuple[str, str | None]] = [
        (chosen_text(call.title), url_for("screening.desk", call_ref=call.ref))
    ]
    if list_url is None:
        found.insert(0, (_("Screening"), url_for("screening.index")))
    else:
        found.append((_("Proposals"), list_url))
    return [*found, (last, None)]


@blueprint.app_template_global("next_unscreened")
def next_unscreened(call_ref: str, ref: str) -> str | None:
    """Where the keyboard's path goes on from a proposal, within the filters its address carries;
    None for who does not check."""
    if not current_actor().may(Permission.SCREENING_WORK):
        return None
    arguments = Wanted.read(given(request.args, NAMES)).arguments()
    path = url_for("desk.proposals_next", call_ref=call_ref)
    return with_query(path, {**arguments, "after": ref})
