"""What a call pays: the line and year it spends from, its amounts, its budget rules."""

from dataclasses import replace
from typing import Any, ClassVar, cast

from wtforms import FieldList, Form as PlainForm, HiddenField, SelectField

from grants.calls.forms.fields import (
    CountField,
    PercentField,
    boxes,
    in_order,
    mark,
    whole_dollars,
)
from grants.calls.forms.parts import PartForm
from grants.calls.forms.rows import are_whole, coded_texts, collect, filled, rows_of
from grants.calls.forms.texts import texts_data, texts_fields, texts_in
from grants.calls.rules.budget import (
    SOURCE_LABELS,
    SOURCES,
    BudgetRules,
    Cap,
    CapBase,
    Category,
    Severity,
)
from grants.calls.rules.document import CallDocument
from grants.calls.rules.labels import BASE_WORDS, SEVERITY_WORDS
from grants.calls.rules.texts import text_languages
from grants.core.forms import MoneyField, Required, choices
from grants.core.i18n import chosen_text, gettext as _, lazy_gettext as _l
from grants.funds.rules import LINE_WORDS

AMOUNTS = ("envelope_cents", "min_cents", "max_cents")
PLAIN = ("line", "fiscal_year", *AMOUNTS, "max_share_bp")


class MoneyPartForm(PartForm):
    """Made for the languages of one call by `money_form`."""

    languages: ClassVar[tuple[str, ...]]
    categories: FieldList
    caps: FieldList
    written = ("not_paid",)

    line = SelectField(_l("Business line"))
    fiscal_year = CountField(_l("Year whose money it spends"), 1999, 2100)
    envelope_cents = MoneyField(_l("Planned envelope"), [whole_dollars])
    min_cents = MoneyField(
        _l("Smallest grant"), [Required(_l("Write an amount above 0")), whole_dollars]
    )
    max_cents = MoneyField(
        _l("Largest grant"), [Required(_l("Write an amount above 0")), whole_dollars]
    )
    max_share_bp = PercentField(
        _l("The grant's greatest share of the cash cost"),
        description=_l("In percent; nothing when no co-financing is asked"),
    )
    sources = boxes(
        _l("Who may pay a cost"),
        [Required(_l("Choose the grant at least"))],
        choices=choices((code, _l(words)) for code, words in SOURCE_LABELS.items()),
    )
    audit_above_cents = MoneyField(
        _l("A grant above this needs a line for its audit"),
        [whole_dollars],
        description=_l("Nothing when no audit is asked"),
    )
    audit_category = SelectField(_l("Category of the audit"), validate_choice=False)

    def begin_with(self, document: CallDocument) -> None:
        for name in PLAIN:
            self[name].data = getattr(document, name)
        budget = document.budget
        self.sources.data = list(budget.sources)
        self.audit_above_cents.data = budget.audit_above_cents
        self.audit_category.data = budget.audit_category
        for one in budget.categories:
            row = {"was": one.code, "code": one.code, **texts_data("label", one.label)}
            self.categories.append_entry(row)
        for cap in budget.caps:
            limit: dict[str, Any] = {"was": cap.code, "code": cap.code, "max_bp": cap.max_bp}
            limit |= {"categories": list(cap.categories), "of": cap.of, "severity": cap.severity}
            self.caps.append_entry({**limit, **texts_data("label", cap.label)})

    def offer(self, document: CallDocument) -> None:
        self.line.choices = choices((code, _(words)) for code, words in LINE_WORDS.items())
        pairs = [
            (row["code"].data, f"{row['code'].data}: {chosen_text(self._texts_of(row))}")
            for row in filled(self.categories)
            if row["code"].data
        ]
        self.audit_category.choices = choices(pairs, "–")
        for entry in self.caps.entries:
            entry.form["categories"].choices = choices(pairs)

    def _texts_of(self, row: PlainForm) -> dict[str, str]:
        return texts_in(row, "label", {}, self.languages)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for row in filled(self.caps):
            if row["max_bp"].data is None and not row["max_bp"].errors:
                sound = mark(row["max_bp"], _("Write a percentage above 0 and up to 100, like 80"))
            if not row["categories"].data:
                sound = mark(row["categories"], _("Choose the categories that count together"))
        collect(self.caps)
        return all([are_whole(self.categories, "label"), are_whole(self.caps, "label"), sound])

    def values(self, document: CallDocument) -> dict[str, Any]:
        return {
            **{name: self[name].data for name in PLAIN},
            "budget": self._budget(document.budget),
        }

    def _budget(self, before: BudgetRules) -> BudgetRules:
        labels = {one.code: one.label for one in before.categories}
        caps = {one.code: one for one in before.caps}
        not_paid = texts_in(self, "not_paid", before.not_paid or {}, self.languages)
        return replace(
            before,
            categories=tuple(
                Category(
                    row["code"].data,
                    texts_in(row, "label", labels.get(row["was"].data, {}), self.languages),
                )
                for row in filled(self.categories)
            ),
            sources=in_order(before.sources, [s for s in SOURCES if s in self.sources.data]),
            caps=tuple(self._cap(row, caps.get(row["was"].data)) for row in filled(self.caps)),
            audit_above_cents=self.audit_above_cents.data,
            audit_category=self.audit_category.data or before.audit_category,
            not_paid=not_paid if "en" in not_paid else None,
        )

    def _cap(self, row: PlainForm, before: Cap | None) -> Cap:
        return Cap(
            code=row["code"].data,
            label=texts_in(row, "label", before.label if before else {}, self.languages),
            categories=in_order(before.categories if before else (), row["categories"].data),
            max_bp=row["max_bp"].data,
            of=CapBase(row["of"].data),
            severity=Severity(row["severity"].data),
        )


def money_form(document: CallDocument) -> MoneyPartForm:
    """The form in the languages of the call."""
    languages = text_languages(document)
    category = {"was": HiddenField(), **coded_texts("label", languages)}
    cap = {
        "was": HiddenField(),
        **coded_texts("label", languages),
        "categories": boxes(_("Categories that count together"), validate_choice=False),
        "max_bp": PercentField(_("At most, in percent")),
        "of": SelectField(
            _("Of what"),
            choices=choices((base.value, _(words)) for base, words in BASE_WORDS.items()),
        ),
        "severity": SelectField(
            _("What more than that is"),
            choices=choices((one.value, _(words)) for one, words in SEVERITY_WORDS.items()),
        ),
    }
    fields: dict[str, Any] = {
        "languages": languages,
        "categories": rows_of("CategoryRow", category),
        "caps": rows_of("CapRow", cap),
        **texts_fields("not_paid", document.budget.not_paid or {}, languages, long=True),
    }
    return cast(MoneyPartForm, type("MoneyPartForm", (MoneyPartForm,), fields)())
