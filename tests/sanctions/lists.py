"""Invented lists as files, and one in force. Nobody real is meant."""

from datetime import date
from io import BytesIO

from grants.accounts.models import Person, Role
from grants.core import clock
from grants.sanctions import service
from grants.sanctions.rules.age import today
from tests import build

PERSON = """
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>Yusuf</FIRST_NAME><SECOND_NAME>Karim</SECOND_NAME>
<THIRD_NAME>Tamimov</THIRD_NAME><REFERENCE_NUMBER>QDi.901</REFERENCE_NUMBER>
<LISTED_ON>2015-03-01</LISTED_ON><NAME_ORIGINAL_SCRIPT>يوسف كريم تميموف</NAME_ORIGINAL_SCRIPT>
<COMMENTS1>Invented &amp; harmless.</COMMENTS1>
<NATIONALITY><VALUE>Valdoria</VALUE><VALUE/></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY>
<ALIAS_NAME>Abu Falcon of Quillona</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Falconer</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1965</FROM_YEAR>
<TO_YEAR>1969</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
</INDIVIDUAL>"""
ENTITY = """
<ENTITY><DATAID>2</DATAID><FIRST_NAME>Golden Falcon Trading of Valdoria</FIRST_NAME>
<REFERENCE_NUMBER>QDe.902</REFERENCE_NUMBER><LISTED_ON>2016-04-05</LISTED_ON><ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY>
<ALIAS_NAME>GFT Valdoria</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"""
CSV = "name,aliases,kind,reference,listed_on,note\nSokha Narith,S. N.; Sok Naritha,person,X1,,\n"


def consolidated(
    people: str = PERSON, entities: str = ENTITY, day: str = "2026-03-03T00:00:02.5Z"
) -> bytes:
    """A consolidated list as the Security Council's site gives it."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><CONSOLIDATED_LIST '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" dateGenerated="{day}">'
        f"<INDIVIDUALS>{people}</INDIVIDUALS><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


def dated(day: date) -> bytes:
    return consolidated(day=f"{day.isoformat()}T01:00:00Z")


def present() -> bytes:
    """A list of today."""
    return dated(today(clock.now()))


def keeper() -> Person:
    return build.person("Pia Keeper", Role.LEAD)


def in_force(content: bytes = b"", by: Person | None = None, day: date | None = None) -> str:
    """Uploaded and put in force; its reference."""
    actor = build.acting(by or keeper())
    ref = service.upload(actor, BytesIO(content or present()), "list.xml", "A test", day)
    service.put_in_force(actor, ref)
    return ref
