"""Reading notices: lists with search, one notice, suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q

from didim.kernel.korean_text import excerpt, keystrokes, mark_terms
from didim.programmes.enums import NoticeStatus
from didim.programmes.models import Notice, NoticeWord
from didim.programmes.queries.notice_filter import NoticeFilter
from didim.programmes.queries.notice_search import find
from didim.programmes.queries.notice_search_sql import FACETS
from didim.programmes.queries.notice_status import status_of
from didim.registry.models import Region

PAGE_SIZE = 20
NATIONWIDE = "00"
# Near enough to be the word that was meant; words of two syllables with one wrong key lie at about 0.35.
NEAR = 0.35
# What a list shows; long texts stay in the database.
LISTED = (
    "id",
    "source",
    "source_id",
    "title",
    "agency_name",
    "operator_name",
    "support_type",
    "field",
    "region_codes",
    "targets",
    "stages",
    "summary",
    "period_kind",
    "period_text",
    "opens_on",
    "closes_on",
    "published_on",
    "listed_on",
    "is_sample",
    "agency_id",
    "call_id",
)


@dataclass(frozen=True, slots=True)
class NoticeHit:
    """A notice in a list, with its status and, for a search, safe HTML that marks the hits."""

    notice: Notice
    status: NoticeStatus
    title_html: str
    excerpt_html: str


@dataclass(frozen=True, slots=True)
class Facet:
    """How many hits a choice would give; `chosen` says whether the filter holds it.

    Beyond the search's cap nothing is counted: `at_least` says that there may be more than `count`.
    """

    value: str
    count: int
    chosen: bool
    at_least: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of a search. Beyond a cap nothing is counted: the total then means "or more"."""

    hits: tuple[NoticeHit, ...]
    total: int
    is_capped: bool
    page: int
    pages: int
    facets: dict[str, tuple[Facet, ...]]
    suggestion: str


def search_notices(
    notice_filter: NoticeFilter,
    *,
    today: date,
    page: int = 1,
    page_size: int = PAGE_SIZE,
    facets: Sequence[str] = tuple(FACETS),
) -> NoticePage:
    """Find notices, a page at a time (from 1); a page beyond the last is empty. Only `facets` are counted."""
    page = max(1, page)
    found = find(
        notice_filter,
        today=today,
        start=(page - 1) * page_size,
        size=page_size,
        region_codes=fitting_region_codes(notice_filter.regions),
        facets=facets,
    )
    total = min(found.total, found.cap)
    terms = notice_filter.terms
    return NoticePage(
        hits=tuple(_hit(notice, terms, today) for notice in _listed(found.ids)),
        total=total,
        is_capped=found.total > found.cap,
        page=page,
        pages=-(-total // page_size),
        facets={
            name: _facet(
                counts,
                {str(value) for value in getattr(notice_filter, name)},
                at_least=name in found.cut,
            )
            for name, counts in found.facets.items()
        },
        suggestion=suggest(terms) if terms and not found.total else "",
    )


def fitting_region_codes(codes: Sequence[str]) -> list[str]:
    """Return every code a notice may carry to fit one of the regions: those around it, itself, its parts."""
    if not codes:
        return []
    paths = Region.objects.filter(Q(code__in=codes) | Q(path__overlap=list(codes)))
    fitting = {NATIONWIDE, *codes}
    for code, path in paths.values_list("code", "path"):
        fitting.add(code)
        if code in codes:
            fitting.update(path)
    return sorted(fitting)


def _listed(ids: Sequence[int]) -> list[Notice]:
    notices = (
        Notice.objects.filter(id__in=ids).only(*LISTED, "agency__name").select_related("agency").in_bulk()
    )
    return [notices[notice_id] for notice_id in ids]


def _hit(notice: Notice, terms: Sequence[str], today: date) -> NoticeHit:
    return NoticeHit(
        notice=notice,
        status=status_of(notice, today),
        title_html=mark_terms(notice.title, terms),
        excerpt_html=excerpt(notice.summary, terms) if terms else "",
    )


def _facet(counts: dict[str, int], chosen: set[str], *, at_least: bool) -> tuple[Facet, ...]:
    values = sorted(counts.keys() | chosen, key=lambda value: (-counts.get(value, 0), value))
    return tuple(Facet(value, counts.get(value, 0), value in chosen, at_least) for value in values)


def suggest(terms: Sequence[str]) -> str:
    """Return the query that was perhaps meant, made of words of titles; "" when there is no better one."""
    meant = [_nearest_word(term) or term for term in terms]
    return " ".join(meant) if meant != list(terms) else ""


def _nearest_word(term: str) -> str:
    keys = keystrokes(term)
    near = (
        NoticeWord.objects.filter(keys__trigram_similar=keys)
        .annotate(nearness=TrigramSimilarity("keys", keys))
        .filter(nearness__gte=NEAR)
        .order_by("-nearness", "-uses", "word")
    )
    return near.values_list("word", flat=True).first() or ""
