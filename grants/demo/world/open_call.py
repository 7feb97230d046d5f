"""Chapter: the call that is open now: drafts of several teams, and one that is in."""

from dataclasses import replace

from grants.accounts.queries import actor_of
from grants.calls.queries import by_ref
from grants.core import clock
from grants.demo.cast import BY_KEY
from grants.demo.world import writer
from grants.demo.world.calls import OPEN
from grants.demo.world.notes import Note, figures
from grants.demo.world.offline import send_back
from grants.demo.world.people import MEMBERS
from grants.demo.world.stage import Stage
from grants.proposals.models import TeamRole
from grants.proposals.service import sponsors, team

SDI = MEMBERS[0][0]
DRAFTS = 8  # of other cities, so that the benchmark has eight people who save at once


def build(stage: Stage) -> None:
    """Amina's team with a draft, Rosa's submission, Mariam's note in French, a few more drafts."""
    areas = [area["code"] for area in by_ref(OPEN).focus_areas]
    _amina(stage, _note(stage, areas[0]))
    _rosa(stage, areas)
    _mariam(stage, areas)
    for n in range(DRAFTS):
        stage.go_to(-9 + n * 0.5)
        note = replace(_note(stage, areas[n % len(areas)]), variant=200 + n, city=TOWNS[n])
        person = writer.applicant(stage, note)
        writer.write(actor_of(person.id), OPEN, note, sections=4)


TOWNS = ("Kumasi", "Cape Coast", "Sunyani", "Wa", "Bolgatanga", "Koforidua", "Ho", "Techiman")


def _note(stage: Stage, area: str) -> Note:
    return Note(
        title="Tamale: drains that residents can see",
        description="Each rainy season the Sakasaka and Aboabo settlements flood. Last year "
        "11,400 people lost working days and 2,300 homes took in water. Residents' groups have "
        "mapped 84 blocked culverts with their phones; the assembly has no shared data and no "
        "agreed way to decide with residents which ones to clear first.",
        city="Tamale",
        country="GH",
        language="en",
        proponent="Tamale Metropolitan Assembly",
        focus_area=area,
        grant_cents=12_000_000,
        cash_cents=4_000_000,
        months=18,
        figures=figures(stage.dice),
        variant=100,
    )


def _amina(stage: Stage, note: Note) -> None:
    """A draft half written; an editor, a viewer, one who was removed, a sponsor who was asked."""
    stage.go_to(-20)
    amina = stage.actor(BY_KEY["amina"].email)
    ref = writer.write(amina, OPEN, note, sections=6)
    for key, role in (
        ("samuel", TeamRole.EDITOR),
        ("grace", TeamRole.VIEWER),
        ("kofi", TeamRole.EDITOR),
    ):
        email = BY_KEY[key].email
        team.invite(amina, ref, email=email, role=role)
        team.join(stage.actor(email), stage.secret_of(email, "team_invitation"))
    team.remove(amina, ref, stage.person(BY_KEY["kofi"].email).ref)
    stage.go_to(-3)
    sponsors.ask(
        amina,
        ref,
        organisation_id=stage.organisations[SDI],
        representative=BY_KEY["ingrid"].name,
        email=BY_KEY["ingrid"].email,
        received_at=clock.now(),
    )
    send_back(stage.actor(BY_KEY["samuel"].email), ref, "mapped 84 blocked", "mapped 91 blocked")


def _rosa(stage: Stage, areas: list[str]) -> None:
    stage.go_to(-5)
    note = replace(
        _note(stage, areas[1 % len(areas)]),
        title="Guatemala: paradas seguras decididas por quienes las usan",
        description="Las mujeres que viajan de noche señalan en un mapa dónde no se sienten "
        "seguras; la municipalidad y las empresas de buses deciden con ellas qué paradas cambiar "
        "primero y publican cada mes qué se hizo.",
        city="Guatemala City",
        country="GT",
        language="es",
        proponent="Municipalidad de Guatemala",
        variant=101,
    )
    rosa = stage.actor(BY_KEY["rosa"].email)
    member, _, _, _, domain, _ = MEMBERS[13]
    sponsor = (member, "Programme desk, Metropolis", f"programme@{domain}.example")
    writer.apply(stage, rosa, OPEN, note, [sponsor])


def _mariam(stage: Stage, areas: list[str]) -> None:
    stage.go_to(-2)
    note = replace(
        _note(stage, areas[0]),
        title="Bamako : des bornes-fontaines gérées par les voisines",
        description="Dans quatre quartiers, des groupes de femmes gèrent les bornes-fontaines, "
        "fixent le prix avec la mairie et affichent chaque semaine les recettes.",
        city="Bamako",
        country="ML",
        language="fr",
        proponent="Mairie du District de Bamako",
        variant=102,
    )
    writer.write(stage.actor(BY_KEY["mariam"].email), OPEN, note, sections=3)
