"""Names of uploads."""

import unicodedata

import pytest
from hypothesis import given, strategies as st

from grants.files.rules import ACCEPTED, Kind, accept_attribute, clean_name


@pytest.mark.parametrize(
    ("given_name", "kind", "kept"),
    [
        ("Letter of the mayor.pdf", Kind.PDF, "Letter of the mayor.pdf"),
        ("Lettre n° 3 (signée).PDF", Kind.PDF, "Lettre n° 3 (signée).pdf"),
        ("رسالة العمدة.pdf", Kind.PDF, "رسالة العمدة.pdf"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        ("C:\\fakepath\\scan.JPEG", Kind.JPEG, "scan.jpeg"),
        ("invoice.exe", Kind.PDF, "invoice.exe.pdf"),
        ("photo.png", Kind.JPEG, "photo.png.jpg"),
        ("invoice\u202efdp.exe", Kind.PDF, "invoicefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", Kind.PDF, "a Set-Cookie_ x=1.pdf"),
        ('a"; filename="b.html.pdf', Kind.PDF, "a__ filename=_b.html.pdf"),
        ("...", Kind.DOCX, "document.docx"),
        ("", Kind.ODT, "document.odt"),
        (".htaccess", Kind.PDF, "htaccess.pdf"),
        ("CON.pdf", Kind.PDF, "_CON.pdf"),
    ],
)
def test_a_name_is_kept_as_given_but_made_harmless(given_name: str, kind: Kind, kept: str) -> None:
    assert clean_name(given_name, kind) == kept


@given(st.text(max_size=400), st.sampled_from(Kind))
def test_every_name_is_safe_on_every_system(name: str, kind: Kind) -> None:
    made = clean_name(name, kind)
    stem, _, extension = made.rpartition(".")
    assert stem
    assert extension in ACCEPTED[kind].extensions
    assert not set('/\\:*?"<>|') & set(made)
    assert not made.startswith(".")
    assert len(made.encode()) < 240
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in made)


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_cleaning_a_clean_name_changes_nothing(name: str, kind: Kind) -> None:
    once = clean_name(name, kind)
    assert clean_name(once, kind) == once


def test_the_file_chooser_offers_every_kind_we_take() -> None:
    assert accept_attribute() == ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt"
