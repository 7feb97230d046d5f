"""The people of the demonstration: one for each relation, all invented.

Their organisations are real members of the partnership where the walk needs a member to sponsor or
to sit on the board; nothing they do here was ever done.
"""

from dataclasses import dataclass

from grants.accounts.models import Role
from grants.core.messages import N_


@dataclass(frozen=True)
class Character:
    """Somebody who can be signed in as."""

    key: str
    name: str
    email: str
    relation: str
    group: str
    roles: tuple[Role, ...] = ()
    language: str = "en"
    timezone: str = "Europe/Brussels"


CITIES = N_("Cities and their partners")
SECRETARIAT = N_("Secretariat")
EVALUATORS = N_("Evaluators")
BOARD = N_("Management Board")
MEMBERS = N_("Members of the partnership")
HOUSE = N_("Office of the house")


def _c(
    key: str,
    name: str,
    domain: str,
    group: str,
    relation: str,
    *roles: Role,
    language: str = "en",
    timezone: str = "Europe/Brussels",
) -> Character:
    first = key.replace("_", ".")
    return Character(
        key, name, f"{first}@{domain}.example", relation, group, roles, language, timezone
    )


CAST: tuple[Character, ...] = (
    _c(
        "amina",
        "Amina Yakubu",
        "tamale",
        CITIES,
        N_("Lead of a draft in the open call"),
        timezone="Africa/Accra",
    ),
    _c(
        "samuel",
        "Samuel Adjei",
        "tamale",
        CITIES,
        N_("Editor of the same draft"),
        timezone="Africa/Accra",
    ),
    _c(
        "grace",
        "Grace Abugri",
        "tamale",
        CITIES,
        N_("Viewer of the same draft"),
        timezone="Africa/Accra",
    ),
    _c(
        "kofi",
        "Kofi Mensah",
        "tamale",
        CITIES,
        N_("Removed from the team of the draft"),
        timezone="Africa/Accra",
    ),
    _c(
        "rosa",
        "Rosa Ixchel Cuc",
        "guatemala",
        CITIES,
        N_("Lead of a submitted proposal in the open call"),
        language="es",
        timezone="America/Guatemala",
    ),
    _c(
        "thandi",
        "Thandi Mokoena",
        "maseru",
        CITIES,
        N_("Lead of a proposal returned with a question"),
        timezone="Africa/Maseru",
    ),
    _c(
        "joao",
        "João Macamo",
        "nampula",
        CITIES,
        N_("Lead of an ineligible proposal under appeal"),
        language="pt",
        timezone="Africa/Maputo",
    ),
    _c(
        "lucia",
        "Lucía Fernández",
        "trujillo",
        CITIES,
        N_("Lead of a proposal that waits before the board"),
        language="es",
        timezone="America/Lima",
    ),
    _c(
        "carlos",
        "Carlos Mamani",
        "lapaz",
        CITIES,
        N_("Lead of a proposal awarded in 2014"),
        language="es",
        timezone="America/La_Paz",
    ),
    _c(
        "nadia",
        "Nadia Benali",
        "sfax",
        CITIES,
        N_("Lead of a proposal not funded in 2014"),
        language="fr",
        timezone="Africa/Tunis",
    ),
    _c(
        "ingrid",
        "Ingrid Lund",
        "sdinet",
        CITIES,
        N_("Representative of a sponsor, asked to endorse the draft"),
    ),
    _c("sofia", "Sofia Lindqvist", "secretariat", SECRETARIAT, N_("Officer"), Role.OFFICER),
    _c(
        "kwame",
        "Kwame Boateng",
        "secretariat",
        SECRETARIAT,
        N_("Officer, the second pair of eyes"),
        Role.OFFICER,
    ),
    _c("helena", "Helena Duarte", "secretariat", SECRETARIAT, N_("Lead"), Role.LEAD, language="en"),
    _c(
        "pierre",
        "Pierre Lemaire",
        "secretariat",
        SECRETARIAT,
        N_("Lead, the second person"),
        Role.LEAD,
        language="fr",
    ),
    _c(
        "wanjiru",
        "Wanjiru Kamau",
        "urbanreview",
        EVALUATORS,
        N_("Evaluator without a conflict"),
        Role.EVALUATOR,
        timezone="Africa/Nairobi",
    ),
    _c(
        "elena",
        "Elena Popescu",
        "cityscience",
        EVALUATORS,
        N_("Evaluator with a conflict in one proposal"),
        Role.EVALUATOR,
    ),
    _c(
        "ahmed",
        "Ahmed Saleh",
        "habitatlab",
        EVALUATORS,
        N_("Evaluator with reviews still to do"),
        Role.EVALUATOR,
        timezone="Africa/Cairo",
    ),
    _c(
        "mariam",
        "Mariam Traoré",
        "bamako",
        EVALUATORS,
        N_("Evaluator and applicant at once"),
        Role.EVALUATOR,
        language="fr",
        timezone="Africa/Bamako",
    ),
    _c("clara", "Clara Winther", "chair", BOARD, N_("Chair of the board"), Role.BOARD_CHAIR),
    _c(
        "beth",
        "Beth Moyo",
        "sdinet",
        BOARD,
        N_("Member, recused: her organisation sponsors an item"),
        Role.BOARD_MEMBER,
    ),
    _c("hans", "Hans Richter", "bmz", BOARD, N_("Member, plain"), Role.BOARD_MEMBER),
    _c(
        "sylvie", "Sylvie Arnaud", "secretariat", BOARD, N_("Board secretary"), Role.BOARD_SECRETARY
    ),
    _c(
        "noura",
        "Noura Haddad",
        "wiego",
        MEMBERS,
        N_("Member reviewer: comments on overlap, scores nothing"),
        Role.MEMBER_REVIEWER,
    ),
    _c("olga", "Olga Petrova", "secretariat", HOUSE, N_("Finance officer"), Role.FINANCE),
    _c(
        "victor",
        "Victor Osei",
        "audit",
        HOUSE,
        N_("Auditor: reads all, changes nothing"),
        Role.AUDITOR,
    ),
    _c("maya", "Maya Lopes", "secretariat", HOUSE, N_("Administrator"), Role.ADMINISTRATOR),
    _c(
        "tom",
        "Tom Verbeke",
        "secretariat",
        HOUSE,
        N_("Administrator, the second person"),
        Role.ADMINISTRATOR,
    ),
    _c("daniel", "Daniel Costa", "secretariat", HOUSE, N_("Former officer: a disabled account")),
)

BY_KEY = {character.key: character for character in CAST}
BY_EMAIL = {character.email: character for character in CAST}
