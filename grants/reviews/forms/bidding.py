"""The form of one page of bids."""

from collections.abc import Sequence

from wtforms import RadioField

from grants.core.forms import Form, MayStayOpen, TextField, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.reviews.forms.own import REASON_LIMIT
from grants.reviews.queries.bidding import Offered
from grants.reviews.rules.drafting import BID_WORDS
from grants.reviews.service.bidding import CONFLICT

NOTHING = ""


class BidsForm(Form):
    """What every page has; `bids_form` adds one choice for each proposal."""

    reason = TextField(
        _l("If you have a conflict of interest: what connects you?"),
        description=_l("A sentence is enough. The Secretariat reads it; the applicant never does."),
        validators=[REASON_LIMIT],
    )

    def said(self) -> dict[str, str]:
        """What was chosen, by the reference of the proposal."""
        return {
            name.removeprefix("bid_"): field.data or NOTHING
            for name, field in self._fields.items()
            if name.startswith("bid_")
        }


def bids_form(rows: Sequence[Offered]) -> BidsForm:
    """The form of these proposals, with what was said of them before."""
    options = [(choice.value, gettext(words)) for choice, words in BID_WORDS.items()]
    listed = choices(
        [*options, (CONFLICT, gettext("Conflict of interest")), (NOTHING, gettext("No opinion"))]
    )
    fields = {
        f"bid_{row.ref}": RadioField(
            row.title, choices=listed, default=NOTHING, validators=[MayStayOpen()]
        )
        for row in rows
    }
    data = {f"bid_{row.ref}": row.choice.value if row.choice else NOTHING for row in rows}
    made: BidsForm = type("PageOfBidsForm", (BidsForm,), fields)(data=data)
    return made
