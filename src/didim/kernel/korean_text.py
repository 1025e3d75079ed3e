"""Korean text as public notices carry it: cleaning, search forms, keyboard forms.

Nothing here raises on any string.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

# Every middle dot met in real notices; shown as one.
_DOTS = re.compile("[\u00b7\u2022\u2027\u2219\u22c5\u2e31\u30fb\u318d\u119e\uff65]")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]")
# Control characters, and surrogates that a JSON file may smuggle in: the database takes neither.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ud800-\udfff]")
_LITERAL_BREAK = re.compile(r"\\r\\n|\\n|\\r")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]*)\]\((https?://[^\s()]+)\)")
_HTML_NAMES = (
    "a|abbr|address|article|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|"
    "figure|figcaption|font|footer|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|"
    "o:p|ol|p|pre|q|s|section|small|span|strike|strong|sub|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|wbr"
)
_UNSEEN = re.compile(
    r"<(script|style|title|noscript)\b[^<>]*>.*?</\1\s*>|<!--.*?-->|<!doctype[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(
    r"<\s*br\b[^<>]*>|</?\s*(?:p|div|li|ul|ol|dl|dt|dd|tr|table|h[1-6]|section|article|blockquote|pre|hr)\b[^<>]*>",
    re.IGNORECASE,
)
_CELL = re.compile(r"</?\s*t[dh]\b[^<>]*>", re.IGNORECASE)
# Only real tag names: "<2026년 창업 교육>" is a title, not a tag.
_TAG = re.compile(rf"</?\s*(?:{_HTML_NAMES}|script|style|title|noscript)(?=[\s/>])[^<>]*>", re.IGNORECASE)


def unescape(text: str | None) -> str:
    """Undo HTML entities (escaped once or several times), drop what nobody can see, keep line breaks."""
    out = text or ""
    for _ in range(4):
        undone = html.unescape(out)
        if undone == out:
            break
        out = undone
    out = _LITERAL_BREAK.sub("\n", out).replace("\r\n", "\n").replace("\r", "\n")
    out = _FORBIDDEN.sub("", _INVISIBLE.sub("", out))
    return unicodedata.normalize("NFC", _DOTS.sub("·", out))


def one_line(text: str | None) -> str:
    """Clean a title or a name: one line, single spaces, no markup."""
    return " ".join(_TAG.sub(" ", _BLOCK.sub(" ", unescape(text))).split())


def plain_text(text: str | None) -> str:
    """Turn HTML (or text) into plain text: blocks become lines, at most one empty line between them."""
    out = _UNSEEN.sub(" ", unescape(text))
    out = _TAG.sub("", _CELL.sub(" ", _BLOCK.sub("\n", out)))
    out = _MARKDOWN_LINK.sub(_link_in_words, out)
    lines = (_SPACES.sub(" ", line).strip() for line in out.split("\n"))
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _link_in_words(link: re.Match[str]) -> str:
    return link[2] if link[1].strip() in ("", link[2]) else f"{link[1]} ({link[2]})"


def first_paragraph(text: str, *, longest: int = 300) -> str:
    """Return the first lines of plain text up to `longest` characters, cut at a space with an ellipsis."""
    line = next((part for part in text.split("\n") if part), "")
    if len(line) <= longest:
        return line
    cut = line[:longest].rsplit(" ", 1)[0] or line[:longest]
    return cut.rstrip(" ,·") + "…"


# ── search

_JOINED = re.compile(r"[-\u2010-\u2015'\"`’‘“”_]")  # "K-Startup" and "KStartup" are one word
_BETWEEN = re.compile(r"[^\w&+#%]+")
BRIDGE = "~"  # marks a bigram over a space
TITLE = "^"  # marks a bigram of the title
END = "$"  # stands after the last letter of a word
SHORTEST_SPACELESS = 4  # letters; a term this long is also found written apart ("창업지원" in "창업 지원")


def search_form(text: str) -> str:
    """Return the text in which a search looks: case and width folded, one space between words."""
    folded = unicodedata.normalize("NFKC", unescape(text)).casefold()
    return " ".join(_BETWEEN.sub(" ", _JOINED.sub("", folded)).replace("_", " ").split())


def search_terms(query: str, *, most: int = 8, longest: int = 40) -> tuple[str, ...]:
    """Return the different words of a query in search form, in order; more than `most` are dropped."""
    return tuple(dict.fromkeys(term[:longest] for term in search_form(query).split()))[:most]


def term_is_in(term: str, text: str) -> bool:
    """Say whether a term (of search_terms) is in a text in search form: the definition of a hit."""
    return term in (text.replace(" ", "") if len(term) >= SHORTEST_SPACELESS else text)


def bigrams(text: str) -> Iterator[str]:
    """Yield the bigrams of a text in search form: in words, at their ends ("업$"), over spaces ("~업지")."""
    before = ""
    for word in text.split():
        if before:
            yield f"{BRIDGE}{before}{word[0]}"
        for place in range(len(word) - 1):
            yield word[place : place + 2]
        yield f"{word[-1]}{END}"
        before = word[-1]


def index_grams(title: str, text: str) -> list[str]:
    """Return the sorted set of grams under which a notice is indexed; both arguments are in search form."""
    grams = set(bigrams(title))
    return sorted({TITLE + gram for gram in grams} | grams | set(bigrams(text)))


# ── keyboard

_FIRST = "r R s e E f a q Q t T d w W c z x v g".split()  # noqa: SIM905 - a row of keys reads best as one
_MIDDLE = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()  # noqa: SIM905
_LAST = " r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split(" ")  # noqa: SIM905
_SYLLABLES = range(0xAC00, 0xD7A4)


def keystrokes(text: str) -> str:
    """Return the keys of the two-set keyboard that type a text: "창업" → "ckddjq".

    Words that differ by one key are near as strings, and a word typed with the keyboard in English mode is
    the same string.
    """
    out = []
    for letter in text:
        code = ord(letter)
        if code in _SYLLABLES:
            place = code - 0xAC00
            out += [_FIRST[place // 588], _MIDDLE[place % 588 // 28], _LAST[place % 28]]
        else:
            out.append(letter)
    return "".join(out).lower()


# ── highlighting


def mark_terms(text: str, terms: Iterable[str]) -> str:
    """Return the text as safe HTML with every hit of a term in <mark>."""
    patterns = [
        (r"[\s\W_]*" if len(term) >= SHORTEST_SPACELESS else r"[-'\"’‘]?").join(map(re.escape, term))
        for term in sorted(terms, key=len, reverse=True)
        if term
    ]
    if not patterns:
        return html.escape(text)
    out, end = [], 0
    for match in re.finditer("|".join(patterns), text, re.IGNORECASE):
        out += [html.escape(text[end : match.start()]), f"<mark>{html.escape(match[0])}</mark>"]
        end = match.end()
    return "".join([*out, html.escape(text[end:])])


def excerpt(text: str, terms: Iterable[str], *, around: int = 60) -> str:
    """Return the part of a text around its first hit, as safe HTML with <mark>; "" without a hit."""
    terms = tuple(terms)
    flat = " ".join(text.split())
    marked = mark_terms(flat, terms)
    if "<mark>" not in marked:
        return ""
    start = len(html.unescape(marked[: marked.index("<mark>")]))
    begin, end = max(0, start - around), start + 2 * around
    part = mark_terms(flat[begin:end], terms)
    return f"{'…' if begin else ''}{part}{'…' if end < len(flat) else ''}"
