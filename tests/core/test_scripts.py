"""What the browser's scripts must share with the server."""

import re
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
TEMPLATES = Path(__file__).parents[2] / "templates"


def test_the_browser_parts_words_at_the_same_characters_as_the_server() -> None:
    source = (SCRIPTS / "words.js").read_text()
    found = re.search(r"const WORD = /(\[\^.*?\]\+)/g;", source)
    assert found
    # The escapes of this class mean the same in both languages.
    word = re.compile(found[1])
    differ = [
        code
        for code in range(sys.maxunicode + 1)
        if bool(word.fullmatch(chr(code))) == chr(code).isspace()
    ]
    assert differ == []


def test_every_part_of_the_loader_is_a_module_with_a_default() -> None:
    loaded = re.findall(r'import\("\./(\w+\.js)"\)', (SCRIPTS / "main.js").read_text())
    assert loaded
    for name in loaded:
        assert "export default function" in (SCRIPTS / name).read_text(), name


def test_every_sentence_a_script_says_comes_from_the_templates() -> None:
    """`says.textSaved` reads the attribute `data-text-saved`, which a macro must write."""
    macros = "".join(p.read_text() for p in (TEMPLATES / "macros").glob("*.html"))
    wanted = set()
    for name in ("autosave.js", "resume.js", "upload.js", "words.js"):
        wanted |= set(re.findall(r"\btext[A-Z]\w*", (SCRIPTS / name).read_text()))
    wanted.discard("textContent")
    assert len(wanted) > 10
    for name in wanted:
        attribute = "data-" + re.sub(r"[A-Z]", lambda m: "-" + m[0].lower(), name)
        assert attribute in macros, attribute


def test_no_template_carries_inline_style_or_script() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text()
        assert not re.search(r"<[^>]*\sstyle=|<style|\son\w+=", source), path
        assert not re.search(r"<script(?![^>]*\ssrc=)", source), path
