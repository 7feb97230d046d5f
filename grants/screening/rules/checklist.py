"""Which answers a checklist item is about, so that it stands beside them.

Calls take their items from one list of the fund, so rule names and codes are known; an item that
is not known here stands by itself.
"""

_BY_RULE = {
    "amount_in_range": ("budget",),
    "country_on_list": ("city", "other_places"),
    "sponsor_confirmed": ("sponsors",),
    "cofinancing_share": ("budget",),
    "duration_in_range": ("months",),
}

_BY_CODE = {
    "B2": ("sponsors",),
    "B3": ("recipient", "registration"),
    "B4": ("proponent",),
    "B5": ("focus_area", "summary"),
    "B6": ("summary", "objective"),
    "B7": ("city_letter",),
    "B8": ("recipient",),
    "B9": ("recipient",),
    "B10": ("proponent", "recipient", "partners"),
    "B11": ("contact", "partners"),
    "B12": ("inclusion",),
}


def concerned(code: str, rule: str) -> tuple[str, ...]:
    """Codes of the questions an item is about."""
    return _BY_RULE.get(rule) or _BY_CODE.get(code) or ()
