"""What the frame of every page needs: who reads, in which language, where they can go."""

from typing import Any
from urllib.parse import urlencode

from flask import request

from grants.core import i18n
from grants.core.access import current_actor
from grants.desk.navigation import entries


def frame() -> dict[str, Any]:
    """The template context that templates/base.html documents."""
    actor = current_actor()
    locale = i18n.locale()
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    back = urlencode({"next": here})
    return {
        "actor": actor,
        "nav": entries(actor),
        "locale": locale.language,
        "text_direction": "rtl" if locale.language in i18n.RIGHT_TO_LEFT else "ltr",
        "languages": [
            (code, name, f"/language/{code}?{back}") for code, name in i18n.LANGUAGES.items()
        ],
    }
