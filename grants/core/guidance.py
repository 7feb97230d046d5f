"""Guidance written by staff in Markdown, as safe markup for a page."""

from functools import lru_cache

from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote", "br", "code", "hr"}


@lru_cache(maxsize=256)
def as_markup(text: str) -> Markup:
    """Paragraphs, lists, emphasis, links and headings (`##` becomes h3, below a page's own h2).

    Raw HTML in the text is shown as text; whatever else could slip through is cleaned away.
    """
    import nh3
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False, "linkify": False})
    tokens = renderer.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h3" if token.tag in ("h1", "h2") else "h4"
    html = renderer.renderer.render(tokens, renderer.options, {})
    return Markup(  # noqa: S704  (cleaned in the same breath)
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href", "title"}},
            url_schemes={"https", "http", "mailto"},
            link_rel="noopener noreferrer",
        )
    )
