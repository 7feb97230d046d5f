"""Static files for the browser: joined, renamed by their content, compressed once.

`build_assets` turns the readable sources under `static/` into files that may be cached for
ever: `app.css` joins the stylesheets, modules import each other by their new names, and each
text file has a brotli and a gzip sibling. `Assets` answers with the address of a file.
"""

import gzip
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import brotli

# The order matters: later files may refine earlier ones within a layer.
STYLESHEETS = (
    "base.css",
    "frame.css",
    "home.css",
    "forms.css",
    "buttons.css",
    "tables.css",
    "parts.css",
    "tasks.css",
    "records.css",
    "budget.css",
    "charts.css",
    "print.css",
)
MANIFEST = "manifest.json"
KEPT_SECONDS = 24 * 3600
COMPRESSED = frozenset({".css", ".js", ".svg", ".txt", ".webmanifest", ".json"})
# Part of the fingerprint: raise it when the same sources must give other files.
RECIPE = "3"
# Written into each module that imports it: a file of its own costs a slow line another round trip.
INLINED = frozenset({"text.js"})

_CSS_TOKEN = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)
_JS_IMPORT = re.compile(r"""(?P<quote>["'])\./(?P<name>[\w-]+\.js)(?P=quote)""")
_JS_TAKEN = re.compile(
    r"""^import \{[^}]*\} from ["']\./(?P<name>[\w-]+\.js)["'];\n""", re.MULTILINE
)
_JS_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)$\n?", re.DOTALL | re.MULTILINE)


class AssetError(Exception):
    """A static file is missing, or modules import each other in a circle."""


class Assets:
    """Addresses of the built files, read once from the manifest."""

    def __init__(self, target: Path, prefix: str = "/static/") -> None:
        self._prefix = prefix
        try:
            manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise AssetError(f"No static files were built in {target}.") from error
        self._names: dict[str, str] = manifest["files"]

    def url(self, name: str) -> str:
        """The address of a source name such as `app.css` or `img/land.svg`."""
        try:
            return self._prefix + self._names[name]
        except KeyError as error:
            raise AssetError(f"There is no static file called {name}.") from error


def build_assets(source: Path, target: Path) -> dict[str, str]:
    """Build every static file into `target`; the answer maps source names to built names.

    Nothing is written when the sources are those of the last build and its files are there.
    """
    fingerprint = _fingerprint(source)
    before = _last_build(target, fingerprint)
    if before is not None:
        return before
    contents = {"app.css": _stylesheet(source), **_modules(source / "js")}
    contents = {**contents, **_plain_files(source)}
    names = {name: _hashed(name, content) for name, content in contents.items()}
    for name, content in contents.items():
        _write(target / names[name], content)
    _forget_others(target, names.values())
    manifest = json.dumps({"fingerprint": fingerprint, "files": names}, indent=1, sort_keys=True)
    _put(target / MANIFEST, f"{manifest}\n".encode())
    return names


def minify_css(text: str) -> str:
    """The stylesheet without comments and idle space; strings stay as they are."""
    pieces: list[str] = []
    end = 0
    for token in _CSS_TOKEN.finditer(text):
        pieces.append(_tighten(text[end : token.start()]))
        if not token.group().startswith("/*"):
            pieces.append(token.group())
        end = token.end()
    pieces.append(_tighten(text[end:]))
    return "".join(pieces).strip() + "\n"


def minify_js(text: str) -> str:
    """The module without comment lines, indentation and the line ends that mean nothing.

    A text in back quotes must stand on one line in our modules.
    """
    lines = [line.strip() for line in _JS_COMMENT.sub("", text).splitlines()]
    return "".join(line + _line_end(line) for line in lines if line).rstrip("\n") + "\n"


def _line_end(line: str) -> str:
    """Nothing where the statement plainly goes on or has ended; a remark runs to its line's end."""
    return "" if line[-1] in "{([,;" and "//" not in line else "\n"


def _tighten(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    # Only in a declaration is a colon followed by a space.
    return css.replace(": ", ":").replace(";}", "}")


def _stylesheet(source: Path) -> bytes:
    texts = []
    for name in STYLESHEETS:
        path = source / "css" / name
        if not path.is_file():
            raise AssetError(f"The stylesheet {path} is missing.")
        texts.append(minify_css(path.read_text(encoding="utf-8")))
    return "".join(texts).encode()


def _modules(folder: Path) -> dict[str, bytes]:
    """Every module, its imports pointing at the hashed names of what it imports."""
    sources = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.js"))}
    texts = {
        name: minify_js(_with_inlined(text, sources))
        for name, text in sources.items()
        if name not in INLINED
    }
    done: dict[str, bytes] = {}

    def finish(name: str, importers: tuple[str, ...]) -> bytes:
        if name in importers:
            raise AssetError(f"Modules import each other: {' → '.join((*importers, name))}.")
        if name not in texts:
            raise AssetError(f"{importers[-1]} imports {name}, which does not exist.")
        if name not in done:

            def renamed(match: re.Match[str]) -> str:
                other = match["name"]
                hashed = _hashed(other, finish(other, (*importers, name)))
                return f"{match['quote']}./{hashed}{match['quote']}"

            done[name] = _JS_IMPORT.sub(renamed, texts[name]).encode()
        return done[name]

    return {f"js/{name}": finish(name, ()) for name in texts}


def _with_inlined(text: str, sources: Mapping[str, str]) -> str:
    """The module with the small ones it imports in place of their imports."""

    def taken(match: re.Match[str]) -> str:
        if match["name"] not in INLINED:
            return match[0]
        return re.sub(r"^export ", "", sources[match["name"]], flags=re.MULTILINE)

    return _JS_TAKEN.sub(taken, text)


def _plain_files(source: Path) -> dict[str, bytes]:
    """Images and other files that are served as they are."""
    taken = {source / "css", source / "js"}
    return {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.suffix != ".md" and not taken & set(path.parents)
    }


def _hashed(name: str, content: bytes) -> str:
    path = Path(name)
    digest = hashlib.sha256(content).hexdigest()[:10]
    return path.with_name(f"{path.stem}.{digest}{path.suffix}").as_posix()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    _put(path, content)
    if path.suffix in COMPRESSED:
        _put(path.with_name(path.name + ".br"), brotli.compress(content, quality=11))
        _put(path.with_name(path.name + ".gz"), gzip.compress(content, 9, mtime=0))


def _put(path: Path, content: bytes) -> None:
    """Whole or not at all: several processes may build at once."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    os.replace(fresh, path)


def _forget_others(target: Path, names: Iterable[str]) -> None:
    """Remove what earlier builds left, but for the last day's: a page that was open before this
    build, and a server that was running, still ask for the old names."""
    kept = {target / name for name in names} | {target / MANIFEST}
    old = time.time() - KEPT_SECONDS
    for path in target.rglob("*"):
        if path.is_file() and path not in kept and path.stat().st_mtime < old:
            plain = path.with_suffix("") if path.suffix in {".br", ".gz"} else path
            if plain not in kept:
                path.unlink()


def _fingerprint(source: Path) -> str:
    digest = hashlib.sha256(RECIPE.encode())
    for path in sorted(source.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(source).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _last_build(target: Path, fingerprint: str) -> dict[str, str] | None:
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if manifest.get("fingerprint") != fingerprint:
        return None
    names: dict[str, str] = manifest["files"]
    if all((target / name).is_file() for name in names.values()):
        return names
    return None
