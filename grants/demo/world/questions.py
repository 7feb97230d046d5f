"""Chapter: what cities asked about the open call, the answers, and one corrected wording."""

from grants.calls.models import Inquiry
from grants.calls.queries import by_ref
from grants.calls.service import correct, inquiries
from grants.demo.cast import BY_KEY
from grants.demo.world.calls import OPEN
from grants.demo.world.stage import Stage

TWO_CITIES = {
    "en": "May two cities submit one proposal together?",
    "fr": "Deux villes peuvent-elles présenter une proposition ensemble ?",
    "es": "¿Pueden dos ciudades presentar juntas una propuesta?",
    "pt": "Duas cidades podem apresentar uma proposta em conjunto?",
}
TWO_CITIES_ANSWER = {
    "en": "Yes. One city is the proponent and submits; the other is named as an implementing "
    "partner and sends a letter of its own.",
    "fr": "Oui. Une ville est le porteur de la proposition et la soumet ; l'autre est nommée "
    "comme partenaire d'exécution et envoie sa propre lettre.",
    "es": "Sí. Una ciudad es la proponente y presenta la propuesta; la otra figura como socio "
    "ejecutor y envía su propia carta.",
    "pt": "Sim. Uma cidade é a proponente e submete a proposta; a outra figura como parceiro "
    "executor e envia a sua própria carta.",
}
IN_KIND = {
    "en": "Does staff time of the municipality count as co-financing?",
    "fr": "Le temps de travail du personnel municipal compte-t-il comme cofinancement ?",
}
IN_KIND_FIRST = {
    "en": "Yes, staff time counts.",
    "fr": "Oui, le temps de travail compte.",
}
IN_KIND_NOW = {
    "en": "Staff time is shown as co-financing in kind. It is welcome, but it does not count "
    "towards the share that must be paid in cash.",
    "fr": "Le temps de travail est indiqué comme cofinancement en nature. Il est bienvenu, mais "
    "ne compte pas dans la part à payer en espèces.",
}
HELP = "concept_note/questions/summary/help"
HELP_NOW = {
    "en": "What you will do, where, with whom, and what will be different at the end. Somebody "
    "who does not know the city should understand it.",
}


def build(stage: Stage) -> None:
    """Two answers, one corrected; one question put together, one declined; two that wait."""
    together = _ask(stage, -24, "amina", "Can Tamale hand in together with our neighbour Yendi?")
    _answer(stage, -22, together, TWO_CITIES, TWO_CITIES_ANSWER)
    again = _ask(stage, -21, "rosa", "¿Podemos presentarnos junto con el municipio vecino?")
    stage.go_to(-20.5)
    office = stage.actor(BY_KEY["sofia"].email)
    inquiries.merge(office, OPEN, again.ref, together.ref, version=again.version)
    staff = _ask(stage, -19, "mariam", "Le salaire de nos agents compte-t-il ?")
    _answer(stage, -18, staff, IN_KIND, IN_KIND_FIRST)
    stage.go_to(-17)
    inquiries.correct_answer(
        office,
        OPEN,
        staff.ref,
        IN_KIND,
        IN_KIND_NOW,
        note="The first answer left out that only cash counts towards the share.",
        version=staff.version,
    )
    other = _ask(stage, -16, "rosa", "When will the call of 2014 be paid out?")
    stage.go_to(-15)
    reason = "This is about another call; please write to the fund's address."
    inquiries.decline(office, OPEN, other.ref, reason, version=other.version)
    _correct(stage)
    _ask(stage, -12, "grace", "Is a letter of the regional assembly enough for Tamale?")
    _ask(stage, -1, "samuel", "May the project begin before the agreement is signed?")


def _ask(stage: Stage, days: float, key: str, words: str) -> Inquiry:
    stage.go_to(days)
    character = BY_KEY[key]
    return inquiries.ask(stage.actor(character.email), OPEN, words, language=character.language)


def _answer(
    stage: Stage, days: float, row: Inquiry, question: dict[str, str], words: dict[str, str]
) -> None:
    stage.go_to(days)
    office = stage.actor(BY_KEY["sofia"].email)
    inquiries.answer(office, OPEN, row.ref, question, words, version=row.version)


def _correct(stage: Stage) -> None:
    """A help text had left out that a place must be named."""
    stage.go_to(-14)
    correct(
        stage.actor(BY_KEY["helena"].email),
        OPEN,
        {HELP: HELP_NOW},
        {"en": "The help on the summary now also asks where you will work."},
        version=by_ref(OPEN).version,
    )
