"""The part of a notice that says for whom it is, cut into statements."""

import re
from dataclasses import dataclass

from didim.programmes.domain.rule_reading.texts import NoticeText

# What 기업마당 writes into trgetNm: a class, not a sentence.
CLASSES = frozenset(
    (
        "중소기업",
        "소상공인",
        "창업벤처",
        "창업기업",
        "벤처기업",
        "장애인기업",
        "여성기업",
        "사회적기업",
        "마을기업",
        "제조업",
        "예비창업자",
        "1인창조기업",
    ),
)
_SUB = re.compile(r"^\s*(?:[-–—‐‑·ㆍ•∙◦○▪▷▶→]|\*|※|\(|「|['\"`‘“])")
_NOTE = re.compile(r"^\s*(?:※|\*|☞|<|\[|「|\(?주의|단,|다만)")
# "See the notice for details" stands under most statements and sets no condition of its own.
_POINTER = re.compile(
    r"[※*\s]*(?:기타\s*)?(?:자세한|상세한?|세부|구체적인)\s*(?:사항|내용|지원\s?대상|신청\s?대상|신청\s?자격|지원\s?자격|참가\s?자격|자격\s?요건)?"
    r"\s*(?:은|는|사항은)?\s*공고문?\s*(?:내\s*)?(?:을|를)?\s*(?:참조|참고|확인)\s*(?:요망|바람|바랍니다|必)?[.)\s]*",
)
_CUT = re.compile(r"…|원문 확인 필요")


@dataclass(frozen=True, slots=True)
class Statements:
    """Whom a notice is for.

    lines: the main statements; each must be met by someone, but it is not said whether by everyone. notes:
    what is said below them. whole: all of it. cut: the source shortened the text.
    """

    lines: tuple[str, ...]
    notes: tuple[str, ...]
    whole: str
    cut: bool


def statements(fields: NoticeText) -> Statements:
    """Return the statements of a notice's target text; without one, none."""
    rows = [row.strip() for row in re.split(r"[\r\n]+", fields.target_text) if row.strip()]
    if rows and "".join(rows[0].split()).replace(",", "") in CLASSES and fields.source != "kstartup":
        rows = rows[1:]
    # A note or a sub-item may stand in the middle of a line: "… 기업 ※ 자세한 사항 공고문 참조".
    rows = [piece.strip() for row in rows for piece in re.split(r"\s(?=※|-\s)", row) if piece.strip()]
    rows = [row for row in rows if not _POINTER.fullmatch(row)]
    if not rows:
        return Statements((), (), "", cut=False)
    if _SUB.match(rows[0]) and not _NOTE.match(rows[0]):
        lines = tuple(row for row in rows if not _NOTE.match(row))
    else:
        lines = tuple(row for at, row in enumerate(rows) if at == 0 or not _SUB.match(row))
    notes = tuple(row for row in rows if row not in lines)
    whole = "\n".join(rows)
    return Statements(lines, notes, whole, cut=bool(_CUT.search(whole)))
