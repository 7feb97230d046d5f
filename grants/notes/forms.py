"""What people may type beside a proposal; the rules check it."""

from collections.abc import Sequence
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from grants.core.forms import Form, LineField, TextField, TicksField, VersionedForm, choices
from grants.core.i18n import gettext, lazy_gettext as _l
from grants.notes.models import NoteKind, TagTone
from grants.notes.queries.people import Colleague
from grants.notes.queries.tags import TagView
from grants.notes.rules.labels import COLOUR_NAMES, NOTE_WORDS


class ActForm(Form):
    """One button; `next` is the page it stands on."""

    next = HiddenField(default="")


class TagForm(ActForm):
    """A tag by its name, known or new."""

    name = LineField(_l("Tag"), id="tag-name")


class NoteForm(ActForm):
    """A note; `tell` is offered where there is room for a list of people."""

    words = TextField(_l("Note"), id="note-words")
    kind = RadioField(_l("Who reads it"), default=NoteKind.PRIVATE.value, id="note-kind")
    tell = TicksField(
        _l("Tell"),
        id="note-tell",
        validators=[Optional()],
        validate_choice=False,  # the service knows who can be told, and says so in words
    )

    def __init__(self, people: Sequence[Colleague] = (), **kwargs: Any):
        super().__init__(**kwargs)
        self.kind.choices = choices((kind.value, gettext(NOTE_WORDS[kind])) for kind in NoteKind)
        self.tell.choices = choices((one.ref, one.name) for one in people)


class FlagForm(ActForm):
    """A flag to one person."""

    to = SelectField(_l("For whom"), validate_choice=False)
    words = TextField(_l("What is there to see to?"), id="flag-words")
    due_on = DateField(_l("By which day"), validators=[Optional()])

    def __init__(self, people: Sequence[Colleague] = (), **kwargs: Any):
        super().__init__(**kwargs)
        self.to.choices = choices(
            ((one.ref, one.name) for one in people), empty=gettext("Choose a person")
        )


class StepForm(VersionedForm):
    """A step with a flag: its words."""

    words = TextField(_l("In words"))


class HandForm(StepForm):
    """Handing a flag on."""

    to = SelectField(_l("To whom"), validate_choice=False)

    def __init__(self, people: Sequence[Colleague] = (), **kwargs: Any):
        super().__init__(**kwargs)
        self.to.choices = choices(
            ((one.ref, one.name) for one in people), empty=gettext("Choose a person")
        )


class EditTagForm(VersionedForm):
    """A tag's name and colour."""

    name = LineField(_l("Name"))
    tone = RadioField(_l("Colour"))

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.tone.choices = choices((tone.value, gettext(COLOUR_NAMES[tone])) for tone in TagTone)


class MergeTagForm(Form):
    """The tag that will stand for both."""

    into = SelectField(_l("The tag that stands for both"))

    def __init__(self, tags: Sequence[TagView], **kwargs: Any):
        super().__init__(**kwargs)
        self.into.choices = choices(
            ((tag.ref, tag.name) for tag in tags), empty=gettext("Choose a tag")
        )
