"""The words under which a notice is found: title, bodies that issue it, tags, target, summary and body."""

from didim.kernel.korean_text import index_grams, search_form
from didim.programmes.models import Notice

# Beyond this many letters a body is not searched; the longest real one has 11,000.
LONGEST_TEXT = 20_000
INDEX_FIELDS = ("search", "search_title", "search_text", "search_flat")


def index_notice(notice: Notice) -> None:
    """Set the search fields of a notice from its other fields; the caller saves it."""
    notice.search_title = search_form(notice.title)
    words = [
        notice.title,
        notice.agency_name,
        notice.operator_name,
        notice.field,
        *notice.tags,
        notice.target_text,
        notice.summary,
        notice.body if notice.body != notice.summary else "",
    ]
    notice.search_text = search_form("\n".join(words))[:LONGEST_TEXT].rstrip()
    notice.search_flat = notice.search_text.replace(" ", "")
    # The database casts it to tsvector: lexemes in quotes, without positions (docs/decisions/0004-search.md).
    grams = index_grams(notice.search_title, notice.search_text)
    notice.search = " ".join(f"'{gram}'" for gram in grams)
