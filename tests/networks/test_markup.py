"""HTML of strangers as plain text: nothing lost that was said, nothing kept that was not, and quickly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.entities import Link, Span
from app.networks.markup import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>one</p>\n\n<p>two</p>", "one\n\ntwo"),
        ("plain\ntext", "plain text"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("<div>one</div><div>two</div>three", "one\ntwo\nthree"),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("<pre>a  b\n  c</pre>", "a b\nc"),
        ("<p>Café & &lt;b> 1 > 0 AT&T</p>", "Café & <b> 1 > 0 AT&T"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<p>#<span>Tide</span>Conf</p>", "#TideConf"),
        ("wo<wbr>rd<script>alert(1)</script><style>p{}</style> <b>bold</b>", "word bold"),
        (
            "<p>hello :wave: <img class='custom-emoji' alt=':tide:' src='x'><img alt='a picture' src='x'></p>",
            "hello :wave: :tide:",
        ),
        ("never closed <p>two <b>three", "never closed\n\ntwo three"),
        ("<!-- nothing --> x <![CDATA[y]]>", "x"),
        ("\u0000bell\u0007 line\u2028end", "bell line end"),
        ("שלום <b>עולם</b> 日本　語", "שלום עולם 日本　語"),
        ("", ""),
        ("<p> </p>", ""),
    ],
)
def test_what_it_says(html: str, text: str) -> None:
    assert plain_text(html).text == text


def test_an_address_is_whole_however_it_was_shortened() -> None:
    url = "https://www.example.org/a/long/path?x=1&y=2"
    shortened = (
        '<p>see <a href="https://www.example.org/a/long/path?x=1&amp;y=2"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">example.org/a/long</span><span class="invisible">/path?x=1&amp;y=2</span></a>, please'
    )
    assert plain_text(shortened).text == f"see {url}, please"
    assert plain_text(shortened).links == (Link(url, url, Span(4, 4 + len(url))),)
    assert plain_text(f'<a href="{url}">example.org/a/lo…</a>').text == url


def test_words_that_lead_somewhere_stay_words() -> None:
    marked = plain_text('read <a href="https://example.org/x"> my <b>talk</b> </a> now')
    assert marked.text == "read my talk now"
    assert marked.links == (Link("my talk", "https://example.org/x", Span(5, 12)),)


@pytest.mark.parametrize("shown", ["https://bank.example/login", "bank.org/login", "www.bank.example", "bank.org"])
def test_an_address_that_pretends_to_be_another_is_shown_as_what_it_is(shown: str) -> None:
    assert plain_text(f'<a href="https://evil.example/">{shown}</a>').text == "https://evil.example/"


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "/relative", "", "https://", "http://[", "ftp://x.example"]
)
def test_what_leads_nowhere_in_the_web_is_no_link(href: str) -> None:
    assert plain_text(f'<a href="{href}">words</a>').links == ()
    assert plain_text(f'<a href="{href}">words</a>').text == "words"


def test_relative_links_of_a_page_lead_where_it_was() -> None:
    marked = plain_text('<a href="../talk">words</a>', base="https://example.org/feed/atom.xml")
    assert [link.url for link in marked.links] == ["https://example.org/talk"]


def test_mentions_and_hashtags_keep_their_text_and_say_whom_and_what_they_mean() -> None:
    marked = plain_text(
        '<p><span class="h-card"><a href="https://quay.example/@oskar" class="u-url mention">@<span>oskar</span></a>'
        ' <a href="https://tide.example/tags/x" rel="tag nofollow">#<span>X</span></a>'
        ' <a href="https://other.example/tag/y">#Y</a></span></p>'
    )
    assert marked.text == "@oskar #X #Y"
    assert [(link.text, link.url) for link in marked.mentions] == [("@oskar", "https://quay.example/@oskar")]
    assert [link.text for link in marked.hashtags] == ["#X", "#Y"]


@pytest.mark.parametrize("tag", ["p", "span"])
def test_what_stands_in_for_a_quotation_is_left_out_when_asked(tag: str) -> None:
    url = "https://x.example/1"
    html = f'<{tag} class="quote-inline">RE: <a href="{url}">{url}</a><br></{tag}><p>well said</p>'
    assert plain_text(html, drop_quote_inline=True).text == "well said"
    assert plain_text(html, drop_quote_inline=True).links == ()
    assert plain_text(html).text.startswith("RE: https://x.example/1")


def test_a_long_text_ends_in_an_ellipsis_and_keeps_what_fits() -> None:
    marked = plain_text('<a href="https://x.example/">one</a> two <a href="https://x.example/">three</a>', limit=10)
    assert marked.text == "one two t…"
    assert [link.text for link in marked.links] == ["one"]
    assert plain_text("exactly 10", limit=10).text == "exactly 10"


_PIECES = [
    "<p>",
    "</p>",
    "<a href='https://x.example/y'>",
    "</a>",
    "<br>",
    "<li>",
    "<",
    ">",
    "&",
    "&lt;",
    " ",
    "\n",
    "x.example/y",
    "#tag",
    "@who",
    "<pre>",
    "</pre>",
    "<span class='quote-inline'>",
    "</span>",
    "é",
    "<td>",
    "\u202e",
]


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map("".join), st.integers(5, 60))
def test_every_anchor_stands_where_it_says_and_nothing_is_too_long(html: str, limit: int) -> None:
    marked = plain_text(html, limit=limit, drop_quote_inline=True)
    assert len(marked.text) <= limit
    assert marked.text == marked.text.strip(" \t\n\r\f")
    for link in (*marked.links, *marked.mentions, *marked.hashtags):
        assert link.span is not None
        assert link.span.of(marked.text) == link.text


@pytest.mark.parametrize("piece", ["<div>", "<b>", "<a href=x>", "<table>", "<p>", "<!", "&", "<a><p>", "<", "<pre>\n"])
def test_hostile_nesting_is_cut_and_what_came_before_is_read(piece: str) -> None:
    assert plain_text("hello " + piece * 50_000).text.startswith("hello")
