"""What search knows of titles as a whole: the words for suggestions and which pairs of letters are common."""

from collections import Counter
from datetime import date

from django.db import transaction

from didim.kernel.korean_text import TITLE, bigrams, keystrokes
from didim.programmes.enums import NoticeStatus
from didim.programmes.models import Notice, NoticeWord, SearchGram
from didim.programmes.queries.notice_status import status_condition

SAMPLE = 20_000  # titles; the newest ones
SAMPLE_OF_TEXTS = 3_000
LEAST_SHARE = 0.01
SHORTEST_WORD, LONGEST_WORD = 2, 20
MOST_WORDS = 30_000


@transaction.atomic
def refresh_search_statistics(*, today: date) -> tuple[int, int]:
    """Count the words and letter pairs of the newest notices anew; return how many of each were kept."""
    newest = Notice.objects.filter(canonical__isnull=True).order_by("-listed_on", "-id")
    titles = list(newest.values_list("search_title", flat=True)[:SAMPLE])
    texts = list(newest.values_list("search_text", flat=True)[:SAMPLE_OF_TEXTS])
    words: Counter[str] = Counter()
    pairs_of_titles: Counter[str] = Counter()
    pairs_of_texts: Counter[str] = Counter()
    for title in titles:
        words.update({word for word in title.split() if SHORTEST_WORD <= len(word) <= LONGEST_WORD})
        pairs_of_titles.update({TITLE + gram for gram in bigrams(title)})
    for text in texts:
        pairs_of_texts.update(set(bigrams(text)))
    kept = [(word, uses) for word, uses in words.most_common(MOST_WORDS) if not word.isdigit()]
    NoticeWord.objects.all().delete()
    NoticeWord.objects.bulk_create(
        [NoticeWord(word=word, keys=keystrokes(word), uses=uses) for word, uses in kept], batch_size=2000
    )
    statuses = Counter(
        {
            f"={status.value}": newest.filter(status_condition([status], today)).count()
            for status in NoticeStatus
        }
    )
    common = [
        *_shares(pairs_of_titles, len(titles)),
        *_shares(pairs_of_texts, len(texts)),
        *_shares(statuses, statuses.total()),
    ]
    SearchGram.objects.all().delete()
    SearchGram.objects.bulk_create(common)
    return len(kept), len(common)


def _shares(counts: Counter[str], size: int) -> list[SearchGram]:
    return [
        SearchGram(gram=gram, share=count / size)
        for gram, count in counts.items()
        if count >= LEAST_SHARE * size
    ]
