"""Two people in one section: both texts word by word, and the choice of what should stand.

Whatever is chosen, what was typed is kept in the section's earlier texts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import Form as PlainForm

from grants.calls.queries import QuestionView, SectionView
from grants.core.compare import Sides, word_sides
from grants.core.forms import choices
from grants.core.i18n import chosen_text, gettext as _
from grants.proposals.forms.fields import ChoiceField
from grants.proposals.forms.section import SectionForm, name_of, section_form
from grants.proposals.forms.words import words_of
from grants.proposals.queries import content
from grants.proposals.queries.access import Access
from grants.proposals.queries.content import Values
from grants.proposals.queries.sections import SectionContent
from grants.proposals.service.answers import Overtaken, present
from grants.proposals.views.page import at_clock, budget_shown

Answer = str | Response | tuple[str | Response, int]
MINE, THEIRS, ANEW = "mine", "theirs", "anew"
MET = "met"  # the hidden field that names the questions with a choice


@dataclass(frozen=True)
class Choice:
    """What the reader of the page chose, by question code; `met` are the questions asked about."""

    met: tuple[QuestionView, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Something is still to be chosen."""
        return any(question.code not in self.made for question in self.met)

    def take_theirs(self, given: Values) -> Values:
        """Leave out of what was given where the other text should stand; what was left out."""
        codes = [q.code for q in self.met if self.made.get(q.code) == THEIRS]
        return {code: given.pop(code) for code in codes if code in given}


@dataclass(frozen=True)
class Contest:
    """A question that two people answered at once."""

    question: QuestionView
    both: Sides  # from the text saved to the one typed
    stand: Any  # the field with the choice


def choice_of(page: SectionView) -> Choice:
    """The choices sent with this request; none when it comes from the section's own page."""
    met = request.form.getlist(MET)
    asked = tuple(question for question in page.questions if question.code in met)
    made = {
        q.code: chosen
        for q in asked
        if (chosen := request.form.get(_stand(q), "")) in (MINE, THEIRS, ANEW)
    }
    return Choice(asked, made)


def both_texts(
    found: Access,
    page: SectionView,
    form: SectionForm,
    error: Overtaken,
    *,
    is_autosave: bool,
) -> Answer:
    """Somebody was faster: both texts, with what was typed set aside by the caller."""
    meanwhile = _meanwhile(found, error.stored)
    if is_autosave:
        return _to_script(found, page, error, meanwhile)
    mine = {c: v for c, v in error.mine_typed.items() if c not in error.contested}
    contested = tuple(q for q in page.questions if q.code in error.contested)
    form.at_version(error.stored.version)
    return _show(found, page, form, error.values, Choice(contested), mine, meanwhile), 409


def ask_again(found: Access, page: SectionView, form: SectionForm, choice: Choice) -> Answer:
    """A choice is missing, or a row was added: nothing is saved, everything typed stays."""
    is_row = request.form.get("op", "").startswith(("add-", "remove-"))
    stored, values = present(found, page)
    form.renew_operation()
    meanwhile, given = _meanwhile(found, stored), form.given()
    body = _show(found, page, form, values, choice, given, meanwhile, asks=not is_row)
    return body, 200 if is_row else 422


def brought_together(found: Access, page: SectionView, form: SectionForm, version: int) -> Answer:
    """What could be read is saved beside what a colleague wrote; the rest is to be mended."""
    form.at_version(version)
    stored, values = present(found, page)
    return _show(found, page, form, values, Choice(), {}, _meanwhile(found, stored)), 422


def _show(
    found: Access,
    page: SectionView,
    form: SectionForm,
    theirs: Values,
    choice: Choice,
    mine: Values,
    meanwhile: str,
    *,
    asks: bool = False,
) -> str:
    """The page; `mine` is what the writer changed besides the questions contested."""
    form.show_unread()
    unread = form.unread()
    given = form.given()
    stands = _stands(choice, asks=asks)
    contests = [
        Contest(q, _sides(found, q, theirs.get(q.code), given.get(q.code)), stands[_stand(q)])
        for q in choice.met
        if q not in unread
    ]
    apart = {q.code for q in (*choice.met, *unread)}
    rest = section_form(found.call, page).filled({**theirs, **mine}, 0)
    return render_template(
        "proposals/section_both.html",
        form=form,
        rest=rest,
        stands=stands,
        title=_("Two versions of “%(section)s”", section=chosen_text(page.title)),
        meanwhile=meanwhile,
        contests=contests,
        unread=unread,
        others=[q for q in form.asked if q.code not in apart],
        here=url_for("proposals.section", ref=found.proposal.ref, slug=page.slug),
        earlier=url_for("proposals.earlier", ref=found.proposal.ref, slug=page.slug),
        budget=budget_shown(found, page, form),
        rest_budget=budget_shown(found, page, rest),
        name_of=name_of,
        met=MET,
    )


def _stand(question: QuestionView) -> str:
    return f"stand_{question.code}"


def _stands(choice: Choice, *, asks: bool) -> Any:
    """A field for each choice to make."""
    offered = choices(
        [
            (MINE, _("What you typed")),
            (THEIRS, _("What is saved now")),
            (ANEW, _("A new text, which I write here")),
        ]
    )
    fields = {
        _stand(q): ChoiceField(_("Which text should stand?"), choices=offered) for q in choice.met
    }
    form = type("StandForm", (PlainForm,), fields)(
        data={_stand(q): choice.made.get(q.code) for q in choice.met}
    )
    for question in choice.met if asks else ():
        if question.code not in choice.made:
            label = chosen_text(question.label)
            text = _("Choose which text should stand for “%(question)s”", question=label)
            form[_stand(question)].errors = [text]
    return form


def _sides(found: Access, question: QuestionView, theirs: Any, mine: Any) -> Sides:
    return word_sides(words_of(found.call, question, theirs), words_of(found.call, question, mine))


def _to_script(found: Access, page: SectionView, error: Overtaken, meanwhile: str) -> Answer:
    differing = [q for q in page.questions if q.code in error.mine_typed]
    return jsonify(
        message=_("Not saved. %(meanwhile)s Your text is kept.", meanwhile=meanwhile),
        mine={
            chosen_text(q.label): words_of(found.call, q, error.mine_typed[q.code])
            for q in differing
        },
        theirs={
            chosen_text(q.label): words_of(found.call, q, error.values.get(q.code))
            for q in differing
        },
        version=error.stored.version,
    ), 409


def _meanwhile(found: Access, stored: SectionContent) -> str:
    """Who saved the section in between, and when."""
    time = at_clock(found, stored.saved_at) if stored.saved_at else ""
    if stored.saved_by_id == found.actor.person_id:
        return _("You saved this section at %(time)s in another window.", time=time)
    who = content.person_name(stored.saved_by_id) or _("Somebody")
    return _("%(who)s saved this section at %(time)s, while you had it open.", who=who, time=time)
