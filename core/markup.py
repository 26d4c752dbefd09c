"""Markdown -> safe HTML -> plain text; the only place that knows the Markdown parser and the sanitiser.

Whatever people write goes through here, whichever way it leaves: pages, mails, feeds, PDFs, search, excerpts.
What is stored is the Markdown; the HTML follows from it and may be stored beside it to make reading cheap.
"""

import html
import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bleach.sanitizer import Cleaner
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup, escape

from core import mentions as core_mentions

MAX_LENGTH: Final = 100_000
"""Longest text, in characters, read as Markdown; forms refuse a longer one, `to_html` shows plain lines."""

MAX_MARKS: Final = 5_000
"""Most characters that may mean something in Markdown; a text with more is shown as plain lines, so that none
costs more than a fraction of a second however it is built."""

MAX_ADDRESSES: Final = 300
"""Most bare addresses that are looked for; in a text with more only those written as links become links."""

MAX_WORD: Final = 2_000
"""Longest run without a space in which addresses are looked for: the search takes quadratic time in it."""

MAX_DEPTH: Final = 16
"""Deepest nesting; the parser would drop what is deeper, so such a text is shown as plain lines."""

MAX_ROUNDS: Final = 8

TOP_HEADING: Final = 3
"""The page owns h1 and h2; what people write starts below."""

LINK_REL: Final = "nofollow noopener ugc"

ALLOWED: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(["p", "br", "hr", "blockquote", "ul", "li", "h3", "h4", "h5", "h6"], frozenset()),
    **dict.fromkeys(["strong", "em", "s", "code", "pre", "table", "thead", "tbody", "tr", "td"], frozenset()),
    "a": frozenset({"href", "rel"}),
    "ol": frozenset({"start"}),
    "th": frozenset({"scope"}),
}
"""Every element that can come out, with its attributes. No ids, classes, styles, images."""

_MARKS = re.compile(r"[\[\]*_`~<>|&!\\:@#\"+\-\n]")
_ADDRESS = re.compile(r"://|@|mailto:", re.IGNORECASE)
_LONG_WORD = re.compile(rf"\S{{{MAX_WORD + 1}}}")
# Control characters, unpaired surrogates, noncharacters, byte order marks, marks that reorder the text.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_LINK = re.compile(
    r"""https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?      # no user:password@, which only serves to deceive
      | mailto:[^\s@?<>\\]+@[^\s@?<>\\]+(?:\?[^\s<>\\]*)?
      | tel:\+?[0-9().\-/]+
      | /(?![/\\])[^\s\\]*                           # a path on this site, never //another.example
    """,
    re.VERBOSE | re.IGNORECASE,
)


def to_html(markdown: str, *, mentions: Mapping[str, str] | None = None) -> Markup:
    """The text as safe HTML; never raises, takes well under a second whatever the text is.

    CommonMark with tables, ~~strike~~ and bare web and mail addresses as links; a line break stays one.
    Only elements and attributes of `ALLOWED` come out; HTML in the text is shown as text, an image as a link
    to it. Headings start at h3 and skip no level. A text too long, too dense or too deep comes out in plain
    lines. `mentions` are known names after an "@", each with its address, or "" for none.
    """
    text = tidy(markdown)
    tokens = _read(text)
    if tokens is None:
        return _plain(text)
    core_mentions.mark(tokens, mentions or {})
    parser = _tools.parser
    written = tidy(parser.renderer.render(tokens, parser.options, {}))
    return Markup(_tools.cleaner.clean(written))  # noqa: S704 - fresh from the sanitiser


def mention_candidates(markdown: str) -> set[str]:
    """What may be a name after an "@", outside of code and links."""
    if "@" not in markdown:
        return set()
    return core_mentions.candidates(_read(tidy(markdown)) or ())


def mentioned(markdown: str, known: Iterable[str]) -> set[str]:
    """Those of the known names that the text mentions: the same that `to_html` sets apart."""
    return core_mentions.mentioned(_read(tidy(markdown)) or (), known)


def to_text(markdown: str, *, links: bool = False) -> str:
    """The text without its marks: for search, excerpts and, with `links` (addresses in brackets), mails.

    Plain text, not HTML: a `<` in it is a `<` and must be escaped by whoever puts it on a page.
    Blocks are set apart by an empty line, list items and table rows by a line break.
    """
    text = tidy(markdown)
    tokens = _read(text)
    if tokens is None:
        return text.strip()
    written = "".join(_block_text(tokens, links))
    return _tidy_lines(tidy(written))


def excerpt(markdown: str, length: int = 200) -> str:
    """The beginning of the text in one line of at most `length` characters, cut between words, with "…"."""
    line = " ".join(to_text(markdown).split())
    if len(line) <= length:
        return line
    kept, _, _ = line[:length].rpartition(" ")
    return (kept or line[: length - 1]).rstrip(" ,;:–-") + "…"


def clean(markup: str) -> Markup:
    """Only what `ALLOWED` names is left of HTML from elsewhere; cleaning twice changes nothing.

    Disallowed elements vanish, their text stays. What settles in no few rounds comes out as escaped text.
    """
    before = tidy(markup)
    for _ in range(MAX_ROUNDS):
        # Taking an element away can change how the rest is read, so once is not always enough.
        after = _tools.cleaner.clean(before)
        if after == before:
            return Markup(after)  # noqa: S704 - fresh from the sanitiser
        before = after
    return _plain(before)


def stored(html: str) -> Markup:
    """What `to_html` or `clean` made earlier and was kept beside its Markdown, as markup a page may show.

    The caller's promise: nothing but the results of these two is ever written to such a column.
    """
    return Markup(html)  # noqa: S704 - came from the sanitiser when it was written


def tidy(text: str) -> str:
    """The text with plain line feeds and without control characters and others that deceive unseen."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_safe_link(address: str) -> bool:
    """Whether people's texts may link there: http, https, mailto, tel, or a path on this site."""
    return _LINK.fullmatch(address) is not None


def _read(text: str) -> list[Token] | None:
    """The text's Markdown, or None if it is to be shown as it stands."""
    if len(text) > MAX_LENGTH or len(_MARKS.findall(text)) > MAX_MARKS:
        return None
    tokens = _parser_for(text).parse(text)
    if any(token.level >= MAX_DEPTH for token in _all(tokens)):
        return None
    return tokens


def _parser_for(text: str) -> MarkdownIt:
    few = len(_ADDRESS.findall(text)) <= MAX_ADDRESSES and not _LONG_WORD.search(text)
    return _tools.parser if few else _tools.plainer_parser


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


def _plain(text: str) -> Markup:
    return Markup("<p>{}</p>\n").format(escape(text.strip()).replace("\n", Markup("<br>\n")))


# --- Markdown: what the parser is, and what is changed in its tokens before they become HTML or text


def _make_parser(*, linkify: bool) -> MarkdownIt:
    options = {"html": False, "linkify": linkify, "breaks": True, "xhtmlOut": False}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    # Whole addresses only: guessing finds links nobody meant and takes quadratic time, as do bare "//".
    finder = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": True})
    parser.linkify = finder.add("//", None).add("ftp:", None)
    parser.validateLink = is_safe_link  # type: ignore[method-assign,assignment]
    for rule in (_show_images_as_links, _fill_empty_links, _shift_headings, _scope_headers):
        parser.core.ruler.push(rule.__name__, rule)
    return parser


def _show_images_as_links(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and any(child.type == "image" for child in token.children):
            token.children = list(_without_images(token.children))


def _without_images(children: Sequence[Token]) -> Iterator[Token]:
    inside_link = 0
    for child in children:
        inside_link += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        if child.type != "image":
            yield child
            continue
        address = str(child.attrGet("src") or "")
        label = _text_token(child.content or ("" if inside_link else address), child.level)
        yield from [label] if inside_link else _link(address, label)


def _link(address: str, label: Token) -> list[Token]:
    start = Token("link_open", "a", 1, attrs={"href": address}, level=label.level)
    end = Token("link_close", "a", -1, level=label.level)
    return [start, label, end]


def _text_token(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _fill_empty_links(state: StateCore) -> None:
    """A link without words cannot be read out: its address is its text."""
    for token in state.tokens:
        token.children = list(_without_empty_links(token.children)) if token.children else token.children


def _without_empty_links(children: Sequence[Token]) -> Iterator[Token]:
    opened: Token | None = None
    said = ""
    for child in children:
        if child.type == "link_open":
            opened, said = child, ""
        elif child.type == "link_close" and opened is not None:
            if not said.strip():
                yield _text_token(str(opened.attrGet("href") or ""), child.level + 1)
            opened = None
        said += child.content
        yield child


def _shift_headings(state: StateCore) -> None:
    """Levels start at h3, none is skipped on the way down, and a heading without words is none."""
    level = TOP_HEADING - 1
    kept: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        if token.type != "heading_open":
            kept.append(token)
            continue
        words, end = next(tokens), next(tokens)
        if words.content.strip():
            level = min(int(token.tag[1]) + TOP_HEADING - 1, level + 1, 6)
            token.tag = end.tag = f"h{level}"
            kept += [token, words, end]
    state.tokens = kept


def _scope_headers(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "th_open":
            token.attrs = {"scope": "col"}


# --- HTML: the sanitiser


def _make_cleaner() -> Cleaner:
    return Cleaner(
        tags=frozenset(ALLOWED),
        attributes=_may_keep,
        protocols=frozenset({"http", "https", "mailto", "tel"}),
        strip=True,
        filters=[_Finish],  # type: ignore[list-item]
    )


def _may_keep(tag: str, name: str, value: str) -> bool:
    if name not in ALLOWED[tag]:
        return False
    if name == "href":
        return is_safe_link(html.unescape(value))
    if name == "scope":
        return value == "col"
    return name == "start" and value.isascii() and value.isdigit() and len(value) <= 9


class _Finish:
    """Marks links as other people's, unwraps those that lost their address, drops unwanted entities."""

    def __init__(self, source: Iterable[dict[str, Any]]) -> None:
        self.source = source

    def __iter__(self) -> Iterator[dict[str, Any]]:
        kept: list[bool] = []
        for token in self.source:
            kind, name = token["type"], token.get("name")
            if kind == "Entity" and not tidy(html.unescape(f"&{name};")):
                continue
            if kind == "StartTag" and name == "a":
                kept.append((None, "href") in token["data"])
                token["data"] |= {(None, "rel"): LINK_REL} if kept[-1] else {}
            if name == "a" and not (kept.pop() if kind == "EndTag" else kept[-1]):
                continue
            yield token


class _Tools(threading.local):
    """Parsers and cleaner of one thread: they keep state while they work."""

    def __init__(self) -> None:
        self.parser = _make_parser(linkify=True)
        self.plainer_parser = _make_parser(linkify=False)
        self.cleaner = _make_cleaner()


_tools = _Tools()
# The tables by which the parser writes addresses fill on first use, and threads would read them half-filled.
_tools.parser.render("<https://a.example>")


# --- Plain text

_AFTER_BLOCK: Final = {
    **dict.fromkeys(["paragraph_close", "heading_close", "blockquote_close", "table_close"], "\n\n"),
    **dict.fromkeys(["bullet_list_close", "ordered_list_close"], "\n"),
    **dict.fromkeys(["tr_close"], "\n"),
    **dict.fromkeys(["td_close", "th_close"], "\t"),
    "hr": "\n\n",
}


def _block_text(tokens: Sequence[Token], links: bool) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield from _inline_text(token.children or (), links)
        elif token.type in ("fence", "code_block"):
            yield token.content + "\n"
        elif token.type == "list_item_open":
            yield f"{token.info}. " if token.info else "- "
        elif token.type == "paragraph_close" and token.hidden:
            yield "\n"
        else:
            yield _AFTER_BLOCK.get(token.type, "")


def _inline_text(children: Sequence[Token], links: bool) -> Iterator[str]:
    address = said = ""
    for child in children:
        if child.type == "link_open":
            address, said = str(child.attrGet("href") or ""), ""
        elif child.type == "link_close":
            shown = address.removeprefix("mailto:").removeprefix("tel:")
            yield f" ({shown})" if links and shown != said else ""
        words = "\n" if child.type in ("softbreak", "hardbreak") else child.content
        said += words
        yield words


def _tidy_lines(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
