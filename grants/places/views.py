"""Suggestions of cities while somebody types."""

from flask import Blueprint, Response, jsonify, request

from grants.core.access import requires
from grants.core.i18n import locale
from grants.core.text import clean_line
from grants.permissions import Permission
from grants.places import queries

blueprint = Blueprint("places", __name__)

MOST_TYPED = 80


@blueprint.get("/places/cities.json")
@requires(Permission.PUBLIC_READ)
def cities() -> Response:
    """Cities whose name begins as typed, the largest first; `value` is what goes into the field."""
    typed = clean_line(request.args.get("q", ""))[:MOST_TYPED]
    country = request.args.get("country", "").strip().upper()[:2]
    found = queries.cities_like(typed, country=country or None)
    names = queries.country_names(locale().language) if found else {}
    response = jsonify(
        [
            {
                "value": place.name,
                "label": f"{place.name}, {names.get(place.country, place.country)}",
                "id": place.id,
                "country": place.country,
            }
            for place in found
        ]
    )
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
