"""HTML as values: text is always escaped, and only what was built here is markup."""

from collections.abc import Iterable
from html import escape


class Markup(str):
    """HTML that needs no escaping any more."""

    __slots__ = ()


DOCTYPE = "<!doctype html>\n"
VOID = ("br", "hr", "meta", "col")


def el(name: str, /, *parts: str, **attributes: str) -> Markup:
    """An element with its parts; an attribute called `class_` is written `class`."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items() if value
    )
    inner = "".join(part if isinstance(part, Markup) else escape(part, quote=False) for part in parts)
    return Markup(f"<{name}{told}>" if name in VOID else f"<{name}{told}>{inner}</{name}>")


def join(parts: Iterable[str]) -> Markup:
    """Elements one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part, quote=False) for part in parts))


def whole(head: Markup, body: Markup) -> str:
    """A page with everything in it."""
    return f"{DOCTYPE}{el('html', head, body, lang='en')}\n"


def listed(items: Iterable[str], **attributes: str) -> Markup:
    """A list with one item each."""
    return el("ul", *(el("li", item) for item in items), **attributes)


def prose(text: str) -> Markup:
    """A text of a pack; what stands between backticks is a word that is recorded."""
    parts = text.split("`")
    return join(el("q", part) if number % 2 else part for number, part in enumerate(parts))


def table(head: Iterable[str], rows: Iterable[Iterable[str]], **attributes: str) -> Markup:
    """A table whose head is repeated on every page."""
    top = el("thead", el("tr", *(el("th", cell) for cell in head)))
    body = el("tbody", *(el("tr", *(el("td", cell) for cell in row)) for row in rows))
    return el("table", top, body, **attributes)


__all__ = ["DOCTYPE", "VOID", "Markup", "el", "join", "listed", "prose", "table", "whole"]
