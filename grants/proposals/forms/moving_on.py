"""Moving a call on to its next stage."""

from wtforms import HiddenField
from wtforms.validators import Length, Optional

from grants.core.forms import TextField, VersionedForm
from grants.core.i18n import lazy_gettext as _l


class MoveOnForm(VersionedForm):
    """Which stage the page showed, and a reason for those who want to give one."""

    stage = HiddenField()
    reason = TextField(
        _l("Why now"),
        [Optional(), Length(max=1000, message=_l("Keep the reason under 1,000 characters"))],
        description=_l("Kept on record; only the Secretariat and auditors read it."),
    )
