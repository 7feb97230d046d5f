"""Chapter: the applications of the scored call, from the 42 real descriptions and two more."""

from dataclasses import dataclass, field, replace

from grants.accounts.models import OrganisationKind, Person
from grants.accounts.queries import actor_of
from grants.accounts.service.organisations import find_or_create
from grants.calls.queries import by_ref
from grants.core.actor import SYSTEM
from grants.core.db import db
from grants.demo.cast import BY_KEY
from grants.demo.world import writer
from grants.demo.world.calls import SCORED
from grants.demo.world.notes import Note, figures, real_notes
from grants.demo.world.people import MEMBERS, SEATS
from grants.demo.world.stage import Stage

FIRST_DAY, LAST_DAY = -110, -70
LUCIA, REFUSED, LATE, BROKEN_QUORUM, SDI, REJOINED, SAME_DOMAIN = 0, 2, 5, 12, 16, 20, 40


@dataclass
class Round:
    """What the chapters that follow need to know of the applications."""

    refs: list[str] = field(default_factory=list)
    grants: dict[str, int] = field(default_factory=dict)
    refused: str = ""
    late_answer: str = ""
    rejoined: str = ""
    returned: str = ""
    appealed: str = ""
    broken_quorum: str = ""
    twins: tuple[str, str] = ("", "")


def build(stage: Stage) -> Round:
    """44 submitted concept notes, each by its own people, each with its sponsors."""
    call = by_ref(SCORED)
    areas = [area["code"] for area in call.focus_areas]
    notes = [*real_notes(stage.dice, areas), *_invented(stage, areas)]
    made = Round()
    step = (LAST_DAY - FIRST_DAY) / len(notes)
    for n, note in enumerate(notes):
        stage.go_to(FIRST_DAY + n * step)
        kind = OrganisationKind.LOCAL_AUTHORITY
        find_or_create(SYSTEM, note.proponent, kind, note.country)
        lead = _lead(stage, n, note)
        ref = writer.apply(stage, actor_of(lead.id), SCORED, note, _sponsors(n))
        made.refs.append(ref)
        made.grants[ref] = note.grant_cents
        if n % 11 == 10:
            stage.say(f"{n + 1} of {len(notes)} concept notes")
    _mark(made)
    return made


def _mark(made: Round) -> None:
    made.refused, made.late_answer = made.refs[REFUSED], made.refs[LATE]
    made.rejoined, made.broken_quorum = made.refs[REJOINED], made.refs[BROKEN_QUORUM]
    made.returned, made.appealed = made.refs[-1], made.refs[-2]
    made.twins = (made.refs[36], made.refs[39])  # the same description, published twice


def _lead(stage: Stage, n: int, note: Note) -> Person:
    keys = {LUCIA: "lucia", 42: "joao", 43: "thandi"}
    if n in keys:
        return stage.person(BY_KEY[keys[n]].email)
    person = writer.applicant(stage, note)
    if n == SAME_DOMAIN:  # shares its mail domain with an evaluator
        person.email = "projects@yerevanstudies.example"
        db.session.commit()
    return person


def _sponsors(n: int) -> list[writer.Sponsor]:
    """One member in turn; the Slum Dwellers for some; six with a seat where quorum must break."""
    seated = [organisation for _, _, organisation in SEATS]
    if n == BROKEN_QUORUM:
        return [_representative(name) for name in seated[2:8]]
    if n == LUCIA or n % SDI == SDI - 1:
        return [_representative(seated[1])]
    others = [name for name, *_ in MEMBERS if name not in seated]
    return [_representative((others + seated[2:])[n % (len(others) + 3)])]


def _representative(name: str) -> writer.Sponsor:
    domain = next(domain for member, _, _, _, domain, _ in MEMBERS if member == name)
    if domain == "sdinet":
        return name, BY_KEY["ingrid"].name, BY_KEY["ingrid"].email
    return name, f"Programme desk, {name}"[:100], f"programme@{domain}.example"


def _invented(stage: Stage, areas: list[str]) -> list[Note]:
    """João's and Thandi's: their own words, their own cities."""
    base = Note(
        title="Nampula: um balcão para quem chega",
        description="O balcão recebe quem chega à cidade, regista a família sem exigir documentos "
        "que ela não tem, e liga-a à escola, ao posto de saúde e a um lote legal.",
        city="Nampula",
        country="MZ",
        language="pt",
        proponent="Conselho Municipal de Nampula",
        focus_area=areas[0],
        grant_cents=14_000_000,
        cash_cents=4_200_000,
        months=18,
        figures=figures(stage.dice),
        variant=42,
    )
    maseru = replace(
        base,
        title="Maseru: day labourers and the city agree on fair waiting places",
        description="Day labourers who moved to the city wait at roadsides for work. With them, "
        "the council sets up six waiting places with shade, water and a register of fair pay.",
        city="Maseru",
        country="LS",
        language="en",
        proponent="Maseru City Council",
        focus_area=areas[1 % len(areas)],
        grant_cents=11_500_000,
        cash_cents=3_500_000,
        variant=43,
    )
    return [base, maseru]
