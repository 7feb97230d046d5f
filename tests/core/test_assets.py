"""Static files: joined, renamed by content, compressed, and small enough for a slow line."""

import gzip
import os
from pathlib import Path

import brotli
import pytest

from grants.core.assets import STYLESHEETS, AssetError, Assets, build_assets, minify_css, minify_js

STATIC = Path(__file__).parents[2] / "static"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "static"
    (root / "css").mkdir(parents=True)
    (root / "js").mkdir()
    (root / "img").mkdir()
    for name in STYLESHEETS:
        (root / "css" / name).write_text(f"/* {name} */\n.{name[:-4]} {{\n  color: red;\n}}\n")
    (root / "js" / "main.js").write_text('// why\nimport { a } from "./part.js";\n  a();\n')
    (root / "js" / "part.js").write_text("export const a = () => 1;\n")
    (root / "img" / "dot.svg").write_text("<svg/>")
    (root / "img" / "SOURCE.md").write_text("drawn here")
    return root


def test_a_built_name_carries_the_content_and_has_two_compressed_siblings(
    source: Path, tmp_path: Path
) -> None:
    names = build_assets(source, tmp_path / "built")
    plain = (tmp_path / "built" / names["app.css"]).read_bytes()
    assert plain.startswith(b".base{color:red}")
    assert (
        brotli.decompress((tmp_path / "built" / (names["app.css"] + ".br")).read_bytes()) == plain
    )
    assert gzip.decompress((tmp_path / "built" / (names["app.css"] + ".gz")).read_bytes()) == plain
    assert Assets(tmp_path / "built").url("app.css") == "/static/" + names["app.css"]


def test_a_changed_source_changes_its_name_and_the_old_file_goes_after_a_day(
    source: Path, tmp_path: Path
) -> None:
    built = tmp_path / "built"
    before = build_assets(source, built)
    (source / "css" / "base.css").write_text(".base { color: blue; }")
    after = build_assets(source, built)
    assert after["app.css"] != before["app.css"]
    assert after["img/dot.svg"] == before["img/dot.svg"]
    left = list(built.glob(before["app.css"] + "*"))
    assert left, "a page that was open before still asks for it"
    for path in left:
        os.utime(path, (0, 0))
    (source / "css" / "base.css").write_text(".base { color: green; }")
    build_assets(source, built)
    assert not list(built.glob(before["app.css"] + "*"))


def test_modules_import_each_other_by_their_built_names(source: Path, tmp_path: Path) -> None:
    before = build_assets(source, tmp_path / "built")
    main = (tmp_path / "built" / before["js/main.js"]).read_text()
    assert main == f'import {{ a }} from "./{Path(before["js/part.js"]).name}";a();\n'
    (source / "js" / "part.js").write_text("export const a = () => 2;\n")
    after = build_assets(source, tmp_path / "built")
    assert after["js/main.js"] != before["js/main.js"]


def test_a_small_shared_module_is_written_into_those_that_import_it(
    source: Path, tmp_path: Path
) -> None:
    (source / "js" / "text.js").write_text('export const fill = (s) => s + "!";\n')
    (source / "js" / "part.js").write_text(
        'import { fill } from "./text.js";\nexport const a = fill("one");\n'
    )
    names = build_assets(source, tmp_path / "built")
    part = (tmp_path / "built" / names["js/part.js"]).read_text()
    assert part == 'const fill = (s) => s + "!";export const a = fill("one");\n'
    assert "js/text.js" not in names


def test_nothing_is_written_when_nothing_changed(source: Path, tmp_path: Path) -> None:
    names = build_assets(source, tmp_path / "built")
    marked = tmp_path / "built" / names["img/dot.svg"]
    marked.write_text("untouched")
    assert build_assets(source, tmp_path / "built") == names
    assert marked.read_text() == "untouched"


def test_a_missing_file_is_built_again(source: Path, tmp_path: Path) -> None:
    names = build_assets(source, tmp_path / "built")
    (tmp_path / "built" / names["app.css"]).unlink()
    build_assets(source, tmp_path / "built")
    assert (tmp_path / "built" / names["app.css"]).is_file()


def test_notes_about_sources_are_not_served(source: Path, tmp_path: Path) -> None:
    assert "img/SOURCE.md" not in build_assets(source, tmp_path / "built")


def test_modules_that_import_in_a_circle_are_refused(source: Path, tmp_path: Path) -> None:
    (source / "js" / "part.js").write_text('import "./main.js";\n')
    with pytest.raises(AssetError, match=r"main\.js → part\.js → main\.js"):
        build_assets(source, tmp_path / "built")


def test_an_import_of_a_missing_module_is_refused(source: Path, tmp_path: Path) -> None:
    (source / "js" / "part.js").write_text('import "./none.js";\n')
    with pytest.raises(AssetError, match=r"none\.js"):
        build_assets(source, tmp_path / "built")


def test_an_unknown_name_is_refused_in_words(source: Path, tmp_path: Path) -> None:
    build_assets(source, tmp_path / "built")
    with pytest.raises(AssetError, match=r"no static file called app\.ccs"):
        Assets(tmp_path / "built").url("app.ccs")


def test_asking_before_building_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="No static files"):
        Assets(tmp_path)


def test_smaller_css_keeps_strings_sums_and_nested_selectors() -> None:
    css = 'a :hover , b::after { content: " /* ; */  " ; width: calc(1px + 2px) ; } /* gone */'
    assert minify_css(css) == 'a :hover,b::after{content:" /* ; */  ";width:calc(1px + 2px)}\n'


def test_smaller_js_keeps_every_line_end_that_may_mean_something() -> None:
    js = '// a\n/* b\n c */\nlet u = "http://x"; // stays,\n  go(u);\n'
    js += "  if (u) {\n    v()\n  }\n  w()\n"
    assert minify_js(js) == 'let u = "http://x"; // stays,\ngo(u);if (u) {v()\n}\nw()\n'


def test_the_real_styles_and_scripts_keep_within_their_budget(tmp_path: Path) -> None:
    """No page takes every module: what each page takes is weighed in a browser."""
    names = build_assets(STATIC, tmp_path)
    sizes = {name: (tmp_path / (built + ".br")).stat().st_size for name, built in names.items()}
    assert sizes["app.css"] <= 9_000
    assert max(size for name, size in sizes.items() if name.startswith("js/")) <= 3_000
