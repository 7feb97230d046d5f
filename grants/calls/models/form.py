"""The question sets of a call: sections and questions of the concept note and full proposal."""

import enum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from grants.core.db import Base, Code, Json, JsonList, Key, enum_type, fk


class FormKind(enum.StrEnum):
    """The first, competing form; and the second, on invitation."""

    CONCEPT_NOTE = "concept_note"
    FULL_PROPOSAL = "full_proposal"


class QuestionKind(enum.StrEnum):
    """What a person fills in; each kind has its field in proposals.forms and its check in rules."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    COUNTRY = "country"
    CITY = "city"
    ORGANISATION = "organisation"  # one, with name, kind, country, registration, representative
    ORGANISATIONS = "organisations"  # repeatable
    PEOPLE = "people"  # repeatable: name, role, e-mail
    TABLE = "table"  # rows; columns in config
    BUDGET = "budget"
    ENDORSEMENTS = "endorsements"
    FILE = "file"


class Requirement(enum.StrEnum):
    """When an answer is needed to submit."""

    ALWAYS = "always"
    NEVER = "never"
    WHEN = "when"  # another answer says so: Question.required_when


class Section(Base):
    """One page of a form."""

    __tablename__ = "section"
    __table_args__ = (sa.UniqueConstraint("call_id", "form", "slug", name="uq_section_slug"),)

    id: Mapped[Key]
    call_id: Mapped[int] = fk("call.id")
    form: Mapped[FormKind] = mapped_column(enum_type(FormKind))
    group: Mapped[Json]  # heading under which the task list shows it
    slug: Mapped[Code]
    position: Mapped[int]
    title: Mapped[Json]
    intro: Mapped[Json]


class Question(Base):
    """One thing we ask, with its limits."""

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("section_id", "code", name="uq_question_code"),)

    id: Mapped[Key]
    section_id: Mapped[int] = fk("section.id")
    code: Mapped[Code]
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_type(QuestionKind))
    label: Mapped[Json]
    help: Mapped[Json]
    why: Mapped[Json]
    required: Mapped[Requirement] = mapped_column(enum_type(Requirement))
    required_when: Mapped[Json | None]  # {"question": code, "equals": value}
    max_words: Mapped[int | None]
    max_rows: Mapped[int | None]
    limits: Mapped[Json]  # {"min": …, "max": …} for numbers, money and dates
    options: Mapped[JsonList]  # [{"value": …, "label": {…}}]
    config: Mapped[Json]  # columns of a table, accepted file types
    criteria: Mapped[JsonList]  # codes of the criteria that score it
    carries_over: Mapped[bool] = mapped_column(default=False)
