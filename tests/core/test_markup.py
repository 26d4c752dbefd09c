"""What people write, as HTML, as text and as an excerpt: nothing harmful comes out, nothing takes long."""

import subprocess
import sys
import time as stopwatch
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from core.markup import (
    ALLOWED,
    LINK_REL,
    MAX_ADDRESSES,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_MARKS,
    clean,
    excerpt,
    is_safe_link,
    to_html,
    to_text,
)
from tests.attacks import ATTACKS


def elements(markup: str) -> Iterator[Any]:
    """Every node a browser would make of it, by the parser of the HTML specification."""
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return (node for node in tree.iter() if node is not tree)


def harmful(markup: str) -> list[str]:
    """The nodes, attributes and addresses that must not be there."""
    found = []
    for node in elements(markup):
        if not isinstance(node.tag, str) or node.tag not in ALLOWED:
            found.append(str(node.tag))
            continue
        found += [f"{node.tag}.{name}" for name in node.attrib if name not in ALLOWED[node.tag]]
        if node.tag == "a" and not (is_safe_link(node.get("href", "")) and node.get("rel") == LINK_REL):
            found.append(str(node.attrib))
    return found


def paragraph(inner: str) -> str:
    return f"<p>{inner}</p>\n"


def link(address: str, words: str) -> str:
    return f'<a href="{address}" rel="nofollow noopener ugc">{words}</a>'


# --- what comes out


@pytest.mark.parametrize(
    ("markdown", "inner"),
    [
        (
            "*sehr* **wichtig** ~~alt~~ `x<y`",
            "<em>sehr</em> <strong>wichtig</strong> <s>alt</s> <code>x&lt;y</code>",
        ),
        ("eins\nzwei", "eins<br>\nzwei"),
        ("eins\r\nzwei\rdrei", "eins<br>\nzwei<br>\ndrei"),
        ("<b>Fett</b> & <!-- still -->", "&lt;b&gt;Fett&lt;/b&gt; &amp; &lt;!-- still --&gt;"),
        ("[Frage](/fragen/12-wie)", link("/fragen/12-wie", "Frage")),
        (
            "siehe https://a.example/x?y=1&z=2.",
            f"siehe {link('https://a.example/x?y=1&amp;z=2', 'https://a.example/x?y=1&amp;z=2')}.",
        ),
        ("an amt@stadt.de", f"an {link('mailto:amt@stadt.de', 'amt@stadt.de')}"),
        ("[Anruf](tel:+497321327-0)", link("tel:+497321327-0", "Anruf")),
        ("![Plan](https://a.example/p.png)", link("https://a.example/p.png", "Plan")),
        ("![](/p.png)", link("/p.png", "/p.png")),
        ("[![Plan](/p.png)](/plan)", link("/plan", "Plan")),
        ("[](/plan)", link("/plan", "/plan")),
        ("z.B.am www.stadt und ftp://a.example", "z.B.am www.stadt und ftp://a.example"),
        ("[a](//a.example) [b](b.html) [c](#d)", "[a](//a.example) [b](b.html) [c](#d)"),
        ("a\x00b\x07c\u202ed\ufeff&#x202e;e&#0;", "abcde\ufffd"),
    ],
)
def test_marks_become_elements(markdown: str, inner: str) -> None:
    assert to_html(markdown) == paragraph(inner)


def test_the_result_is_markup_and_nothing_gives_nothing() -> None:
    assert isinstance(to_html("a"), Markup)
    assert to_html("") == ""
    assert to_text("") == ""


def test_headings_start_below_the_pages_own_and_skip_no_level() -> None:
    assert to_html("# A\n\n#### B\n\n## C\n\n#\n\n###### D") == "<h3>A</h3>\n<h4>B</h4>\n<h4>C</h4>\n<h5>D</h5>\n"
    assert to_html("A\n=\n\n") == "<h3>A</h3>\n"
    assert [to_html("#" * n + " A") for n in (1, 6)] == ["<h3>A</h3>\n"] * 2
    deep = to_html("".join("#" * n + " A\n" for n in range(1, 7)))
    assert [node.tag for node in elements(deep)] == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_tables_lists_and_code() -> None:
    assert to_html("|a|b|\n|:-|-:|\n|1|2|") == (
        '<table>\n<thead>\n<tr>\n<th scope="col">a</th>\n<th scope="col">b</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"
    )
    assert to_html("3. a\n4. b") == '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'
    assert to_html("```js\n<x>\n```") == "<pre><code>&lt;x&gt;\n</code></pre>\n"
    assert to_html("> a\n\n---") == "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n"


SAFE = """https://a.example HTTP://a.example:8080/x?y#z https://münchen.example/ä
mailto:a@b.example?subject=x tel:+49(7321)327.0 / /fragen/1?a=b#c"""
UNSAFE = r"""x #x ?x //a.example /\a.example \\a.example https:a.example https:// https:///a
https://bank.example@a.example/ https://a.example\@b.example javascript:x JaVaScRiPt:x data:text/html,x
vbscript:x file:///etc ftp://a.example mailto:x tel:x blob:https://a.example/x"""
SPACED = ["", "/\t/a.example", "https://a b", "java\nscript:x", "\x01javascript:x", " javascript:x", "/a\n"]


@pytest.mark.parametrize("address", SAFE.split())
def test_links_that_may_be(address: str) -> None:
    assert is_safe_link(address)


@pytest.mark.parametrize("address", UNSAFE.split() + SPACED)
def test_links_that_may_not_be(address: str) -> None:
    assert not is_safe_link(address)


# --- attacks

AROUND = ["{}", "**{}**", "> {}", "- {}", "# {}", "[{}](/x)", "`{}`", "|a|\n|-|\n|{}|", "x\n\n{}\n\ny"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_nothing_harmful(attack: str) -> None:
    for around in AROUND:
        written = to_html(around.replace("{}", attack))
        assert harmful(written) == []
        assert clean(written) == written
        written.encode()
    assert harmful(clean(attack)) == []
    assert clean(clean(attack)) == clean(attack)


def test_the_watcher_itself_sees_harm() -> None:
    outside = '<a href="//x" rel="nofollow noopener ugc">'
    for attack in ("<img>", "<p id=x>", "<a href=/x>", outside, "<!-- x -->"):
        assert harmful(attack)


def test_html_from_elsewhere_is_cleaned() -> None:
    assert clean("<h1>A</h1><p class=x>B <a href=/x onclick=y>C</a> <a href=x>D</a><script>E</script>") == (
        'A<p>B <a href="/x" rel="nofollow noopener ugc">C</a> DE</p>'
    )
    assert clean("a&#x202E;b&#x0007;c") == "abc"


# --- whatever people write

_MARKS = r"""* ** _ ~~ ` ``` [ ] ( ) ![ ]( < > \ | |-| # --- === : & ; " ' = / // @ a.example https:// javascript:
data: mailto: <a <img onerror= href= <script> </p> <!-- &#x6a; &lt; &#0; <svg <table> </td> [x]: Wort ä 😀"""
_bits = [*_MARKS.split(), "- ", "1. ", "> ", "    ", "\n", "\n\n", " ", "\t", "\r", "\x00", "\u202e", "# "]
texts = st.one_of(st.lists(st.sampled_from(_bits), max_size=40).map("".join), st.text(max_size=60))


@given(texts)
@settings(max_examples=500)
def test_nothing_harmful_comes_of_any_text_and_cleaning_again_changes_nothing(text: str) -> None:
    written = to_html(text)
    assert harmful(written) == []
    assert clean(written) == written


@given(texts)
@settings(max_examples=500)
def test_nothing_harmful_is_left_of_any_html(text: str) -> None:
    cleaned = clean(text)
    assert harmful(cleaned) == []
    assert clean(cleaned) == cleaned


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=60))
def test_words_without_marks_come_back(words: str) -> None:
    assert to_text(words) == words
    (node,) = elements(to_html(words))
    assert (node.tag, node.text) == ("p", words)


def test_several_threads_do_not_disturb_each_other() -> None:
    markdown = "# A\n\n*b* https://a.example/c\n\n|d|\n|-|\n|e|"
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(to_html, [markdown] * 200)) == {to_html(markdown)}


def test_what_threads_share_is_complete_before_the_first_of_them_starts() -> None:
    look = "import core.markup; from mdurl import _encode, _decode; "
    look += (
        "print([len(table) for tables in (_encode.encode_cache, _decode.decode_cache) for table in tables.values()])"
    )
    assert subprocess.check_output([sys.executable, "-c", look], text=True).strip() == "[128, 128]"


# --- limits


def test_a_text_too_long_too_dense_or_too_deep_is_shown_in_plain_lines() -> None:
    for text in (
        "*a* " + "b" * MAX_LENGTH,
        "*a* " * MAX_MARKS,
        ">" * 50 + " *a*",
        "[" * 50 + "*a*" + "](/x)" * 50,
    ):
        written = to_html(text)
        assert "<em>" not in written or "[" in text
        assert harmful(written) == []
    assert to_html("> " * MAX_DEPTH + "*a*\n<b>") == paragraph("&gt; " * MAX_DEPTH + "*a*<br>\n&lt;b&gt;")
    assert to_html("> " * 5 + "*a*").count("<blockquote>") == 5
    assert to_text("> " * MAX_DEPTH + "*a*") == "> " * MAX_DEPTH + "*a*"


def test_no_text_is_lost_however_deep_it_stands() -> None:
    for depth in range(1, 40):
        assert "Wort" in to_html("> " * depth + "Wort")
        assert "Wort" in to_html("".join("  " * n + "- x\n" for n in range(depth)) + "  " * depth + "- Wort")
        assert "Wort" in to_html("*a " * depth + "Wort" + "*" * depth)


def test_very_many_addresses_are_not_all_looked_for() -> None:
    few, many = "https://a.example/ " * MAX_ADDRESSES, "https://a.example/ " * (MAX_ADDRESSES + 1)
    assert to_html(few).count("<a ") == MAX_ADDRESSES
    assert to_html(many).count("<a ") == 0
    assert to_html(many + "[b](/c)").count("<a ") == 1


DENSE = r"""[ ![ ]( []( [a]( [a](b) [[]( * **a·*b· *a _a_· *_ ~~a~~· ` `a < <http://a <!-- & &# &amp; " > >·
>·a¶ -· -·a¶ 1.· #·a¶ a¶¶ ¶ | |a|b|¶|-|-|¶ |a¶|-¶ ```¶ \ ····a¶ [a]:·b¶ //a.de/ http: mailto:a@ x@y.de·
http://a.de/(((( https://a.de· a@ www.a.de· a. wort·"""
"""Units to repeat; · is a space, ¶ a line break."""


def seconds(text: str) -> float:
    """Of the processor, the better of two: a busy machine disturbs one."""
    times = []
    for _ in range(2):
        began = stopwatch.process_time()
        to_html(text)
        times.append(stopwatch.process_time() - began)
    return min(times)


@pytest.fixture(scope="module")
def ordinary() -> float:
    """What 100,000 characters take that mean as much as is read as Markdown, in the plainest way."""
    return seconds(("*wort* " * (MAX_MARKS // 2) + "wort " * MAX_LENGTH)[:MAX_LENGTH])


@pytest.mark.parametrize("unit", [unit.replace("·", " ").replace("¶", "\n") for unit in DENSE.split()])
@pytest.mark.parametrize("share", ["full", "allowed"])
def test_no_text_takes_long(unit: str, share: str, ordinary: float) -> None:
    """100,000 characters of the worst that is known, all of it or as much as is still read as Markdown.

    The worst of them takes a little over twice what ordinary text takes; quadratic work would take a hundred times.
    """
    marks = sum(not (mark.isalnum() or mark.isspace()) or mark == "\n" for mark in unit) or 1
    count = MAX_LENGTH // len(unit) if share == "full" else min(MAX_LENGTH // len(unit), MAX_MARKS // marks)
    text = (unit * count + "wort " * MAX_LENGTH)[:MAX_LENGTH]
    assert seconds(text) < 5 * ordinary


# --- plain text


def test_text_keeps_words_and_lines_and_loses_marks() -> None:
    markdown = (
        "# Frage\n\nEin *Wort* und `x<y`\nzwei\n\n- a\n- b\n  - c\n\n3. d\n\n> e\n\n|f|g|\n|-|-|\n|1|2|\n\n    h\n"
    )
    assert to_text(markdown) == ("Frage\n\nEin Wort und x<y\nzwei\n\n- a\n- b\n- c\n\n3. d\n\ne\n\nf\tg\n1\t2\n\nh")


def test_text_for_a_mail_names_the_addresses() -> None:
    markdown = "[Frage](/fragen/1), https://a.example, a@b.de, ![Plan](/p.png), [](/x)"
    assert to_text(markdown) == "Frage, https://a.example, a@b.de, Plan, /x"
    assert to_text(markdown, links=True) == ("Frage (/fragen/1), https://a.example, a@b.de, Plan (/p.png), /x")


def test_text_is_free_of_control_characters_too() -> None:
    assert to_text("a\x00\u202e&#x202e;b\x1b") == "ab"
    assert to_text("<script>x</script>") == "<script>x</script>"


def test_an_excerpt_is_one_line_cut_between_words() -> None:
    assert excerpt("# Frage\n\nEin *kurzer* Text", 40) == "Frage Ein kurzer Text"
    assert excerpt("Ein Text, der länger ist", 14) == "Ein Text, der…"
    assert excerpt("Ein Text, der länger ist", 11) == "Ein Text…"
    assert excerpt("Donaudampfschifffahrt", 10) == "Donaudamp…"


@given(texts, st.integers(5, 50))
def test_an_excerpt_is_never_too_long(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length
