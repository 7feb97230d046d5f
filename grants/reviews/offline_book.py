"""Review forms as a spreadsheet: written for one review or for all that are open, and read back."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from grants.core import i18n
from grants.core.errors import Refused
from grants.core.i18n import gettext as _
from grants.core.messages import msg
from grants.core.spreadsheets import new_book
from grants.reviews.queries.work import Held
from grants.reviews.rules.offline import (
    ADVICE,
    CONFIDENCE,
    FilledCell,
    code_of,
    fields_of,
    parse_code,
    written,
)
from grants.reviews.rules.review import Given
from grants.reviews.rules.work import ADVICE_WORDS, CONFIDENCE_WORDS

CODE, ANSWER = 0, 4
WIDTHS = (4, 34, 34, 44, 70)
MOST_LINES = 20_000


def review_book(reviews: Sequence[tuple[Held, Given]]) -> bytes:
    """One row a question; only the last column is read back, by the code in the first."""
    content = BytesIO()
    book = new_book(content)
    strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    grey = book.add_format({"font_color": "#555555", "text_wrap": True, "valign": "top"})
    paper = {"text_wrap": True, "valign": "top", "bg_color": "#fdf6e3", "border": 1}
    open_ = book.add_format(paper)
    sheet = book.add_worksheet(_("Reviews")[:31])
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    heads = (_("Code"), _("Proposal"), _("Question"), _("How to answer"), _("Your answer"))
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, strong)
    line = 1
    for found, given in reviews:
        values = written(given, found.criteria)
        for field in fields_of(found.criteria):
            label, hint, choices = _question(found, field)
            code = code_of(found.assignment.ref, found.version, field)
            for column, text in enumerate((code, found.title, label, hint)):
                sheet.write_string(line, column, text, grey)
            shown = next((c for c in choices if values[field] and c.startswith(values[field])), "")
            sheet.write_string(line, ANSWER, shown or values[field], open_)
            if choices:
                rule = {"validate": "list", "source": choices, "error_type": "warning"}
                sheet.data_validation(line, ANSWER, line, ANSWER, rule)
            line += 1
    book.close()
    return content.getvalue()


def _question(found: Held, field: str) -> tuple[str, str, list[str]]:
    """Its words, what helps to answer it, and the choices by their signs."""
    part, _sep, code = field.partition("_")
    criterion = next((c for c in found.criteria if c.code == code), None)
    if criterion is None or part not in ("points", "comment", "committee"):
        return _whole(field)
    name = f"{criterion.code}. {i18n.chosen_text(criterion.name)}"
    if part == "points":
        anchors = [f"{n}: {i18n.chosen_text(text)}" for n, text in enumerate(criterion.anchors)]
        signs = [str(n) for n in range(5, -1, -1)]
        left_out = [f"A – {_('I abstain')}", f"N – {_('Does not apply here')}"]
        return _("%(name)s: points", name=name), "\n".join(anchors), [*signs, *left_out]
    if part == "comment":
        return _("%(name)s: comment", name=name), _("For the applicant."), []
    label = _("%(name)s: for the committee", name=name)
    return label, _("The applicant never reads this."), []


def _whole(field: str) -> tuple[str, str, list[str]]:
    if field == "advice":
        by_sign = {sign: _(ADVICE_WORDS[one]) for sign, one in ADVICE.items()}
        return _("What do you advise?"), "", [f"{s} – {w}" for s, w in by_sign.items()]
    if field == "confidence":
        by_sign = {sign: _(CONFIDENCE_WORDS[one]) for sign, one in CONFIDENCE.items()}
        return _("How well do you know this field?"), "", [f"{s} – {w}" for s, w in by_sign.items()]
    return {
        "strengths": (_("Strengths"), _("For the applicant."), list[str]()),
        "weaknesses": (_("Weaknesses"), _("For the applicant."), []),
        "question": (_("A question for the full proposal"), _("For the applicant."), []),
        "for_committee": (_("For the committee only"), _("The applicant never reads this."), []),
    }[field]


def read_review_book(path: Path) -> list[FilledCell]:
    """The cells with a code and an answer. Raises Refused for what is no such file."""
    import openpyxl  # heavy: only files that came back need it

    try:  # as bytes: openpyxl believes names, and stored content has none
        book = openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be a lie
        rows = list(sheet.iter_rows(max_col=ANSWER + 1, max_row=MOST_LINES, values_only=True))
    except Exception as error:  # openpyxl raises many kinds of error on broken files
        words = msg("This is no Excel file (.xlsx) that can be read. Nothing was changed.")
        raise Refused(words, {"file": words}) from error
    cells = []
    for n, row in enumerate(rows, 1):
        known = parse_code(str(row[CODE] or "")) if row else None
        if known is not None and len(row) > ANSWER and row[ANSWER] is not None:
            cells.append(FilledCell(n, *known, _text(row[ANSWER])))
    if not cells:
        words = msg("No answer of a review was found in this file. Send it as it was downloaded.")
        raise Refused(words, {"file": words})
    return cells


def _text(value: object) -> str:
    """4 and 4.0 are the same number however a program keeps it."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
