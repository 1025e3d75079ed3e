"""What each row of a file would do: somebody new at a fair, a change of what they say, or what to mend."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from didim.accounts.tenancy import SYSTEM, scoped
from didim.fairs.domain.registering import PersonSaid, Profile
from didim.fairs.enums import LANGUAGES, FairKind, ParticipantState, Side
from didim.fairs.models import Fair, Participant
from didim.registry.domain.table_files.cells import read_choice, read_country, read_language, read_number
from didim.registry.domain.table_files.kinds import FileRow
from didim.registry.domain.table_files.reading import Column, FileTable
from didim.registry.domain.table_files.repeats import find_repeated
from didim.registry.enums import RowOutcome
from didim.registry.models import Enterprise, Industry, Partner

# The letters a text may have.
_LENGTHS = {
    "name": 160, "name_en": 160, "website": 200, "offers": 4000, "seeks": 4000, "person_name": 60,
    "position": 80, "email": 254, "phone": 20,
}  # fmt: skip
_SIDES: dict[str, str] = {
    **dict.fromkeys(
        (
            "파트너",
            "바이어",
            "구매자",
            "투자자",
            "투자사",
            "대기업",
            "구인기업",
            "partner",
            "buyer",
            "investor",
        ),
        Side.PARTNER,
    ),
    **dict.fromkeys(("기업", "참가기업", "중소기업", "셀러", "firm", "company", "seller"), Side.FIRM),
}
_WAYS: dict[str, str] = {
    **dict.fromkeys(("화상", "온라인", "비대면", "video", "online", "예", "o", "y", "yes"), "video"),
    **dict.fromkeys(("현장", "대면", "오프라인", "방문", "onsite", "아니요", "x", "n", "no"), "there"),
}
_PARTS = re.compile(r"[,;·\n/]")
_MOST_MEETINGS = 200
_website = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class ParticipantRow(FileRow):
    """One row of a file of participants: what it says by field, and whom it is about.

    standing: who takes part, or asked to, already. enterprise, partner: as the platform knows them.
    """

    values: dict[str, Any] = field(default_factory=dict)
    standing: Participant | None = None
    enterprise: Enterprise | None = None
    partner: Partner | None = None

    @property
    def side(self) -> Side:
        """Whether they are met or come to meet; where the row does not say, as the firm's number has it."""
        return Side(self.values.get("side") or Side.PARTNER)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells participants apart: the firm's number, otherwise side and name."""
        if self.values.get("business_number"):
            return (self.values["business_number"],)
        return self.side, _plain(self.values.get("name", ""))

    def firm_id(self) -> int | None:
        """Return the firm the row is about, where it is about one that is known."""
        return self.enterprise.pk if self.enterprise else None

    def profile(self) -> Profile:
        """Return what the row says, over what stood before; what it leaves empty stays."""
        names = Profile.__dataclass_fields__
        said = {name: self.values[name] for name in names if name in self.values}
        if self.standing is None:
            return Profile(**said)
        stood = {name: getattr(self.standing, name) for name in names}
        stood |= {name: tuple(stood[name]) for name in ("trades", "sought_trades")}
        return replace(Profile(**stood), **said)

    def people(self) -> list[PersonSaid]:
        """Return who comes: those who were named before, and whom the row names beside them."""
        stood = [] if self.standing is None else list(self.standing.people.all())
        people = [PersonSaid(one.name, one.position, one.email, one.phone) for one in stood]
        name = self.values.get("person_name", "")
        if not name:
            return people
        said = PersonSaid(name, *(self.values.get(part, "") for part in ("position", "email", "phone")))
        same = next((at for at, one in enumerate(people) if one.name == name), None)
        if same is None:
            return [*people, said]
        parts = ("position", "email", "phone")
        people[same] = replace(
            people[same], **{part: getattr(said, part) for part in parts if getattr(said, part)}
        )
        return people


def check_participants(fair: Fair, table: FileTable) -> list[ParticipantRow]:
    """Check rows against who takes part and who is registered; six queries whatever their number."""
    rows = [ParticipantRow(number, cells) for number, cells in table.rows]
    for row in rows:
        _read(row, table.columns, jobs=fair.kind == FairKind.JOBS)
    with scoped(SYSTEM):
        _check_trades(rows)
        _find_firms(rows)
        find_repeated(
            rows,
            key=lambda row: row.key,
            said=lambda row: row.values,
            column="name",
            sentence=_("%(row)d행과 같은 참가자이지만 내용이 다릅니다. 한 줄만 남겨 주세요."),
        )
        _find_partners(rows, fair)
        _find_standing(rows, fair)
        slots = fair.slots.count()
    for row in rows:
        if row.outcome is RowOutcome.NEW:
            _judge(row, slots)
    return rows


def _read(row: ParticipantRow, columns: Sequence[Column], *, jobs: bool) -> None:
    texts = {column.field: " ".join(row.cells[column.at].split()) for column in columns}
    for name, most in _LENGTHS.items():
        if len(texts.get(name, "")) > most:
            row.note(name, _("%(most)d자까지 적을 수 있습니다.") % {"most": most})
        elif texts.get(name):
            row.values[name] = texts[name]
    readers: dict[str, Callable[[str], Any]] = {
        "side": lambda text: read_choice(text, _SIDES, _("파트너나 기업 가운데 하나로 적어 주세요.")),
        "business_number": read_number,
        "country": read_country,
        "language": _language,
        "website": _site,
        "email": _email,
        "trades": _codes,
        "sought_trades": _codes,
        "by_video": _by_video,
        "most": _most,
    }
    for name, reader in readers.items():
        if texts.get(name):
            try:
                row.values[name] = reader(texts[name])
            except ValueError as error:
                row.note(name, str(error))
    if "side" not in row.values and row.values.get("business_number") and not jobs:
        row.values["side"] = Side.FIRM


def _language(text: str) -> str:
    code = read_language(text)
    if code not in LANGUAGES:
        raise ValueError(_("상담에서 쓰는 언어가 아닙니다. ko, en, vi처럼 적어 주세요."))
    return code


def _site(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        _website(address)
    except ValidationError:
        raise ValueError(_("누리집 주소를 확인해 주세요. 예: https://example.org")) from None
    return address


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("전자우편 주소를 확인해 주세요. 예: name@example.org")) from None
    return text


def _codes(text: str) -> tuple[str, ...]:
    parts = (part.split() for part in _PARTS.split(text))
    return tuple(dict.fromkeys(words[0].upper() for words in parts if words))


def _by_video(text: str) -> bool:
    return read_choice(text, _WAYS, _("화상이나 현장 가운데 하나로 적어 주세요.")) == "video"


def _most(text: str) -> int:
    digits = text.removesuffix("건").removesuffix("번").strip()
    if (
        not digits.isdecimal()
        or len(digits) > len(str(_MOST_MEETINGS))
        or not 0 < int(digits) <= _MOST_MEETINGS
    ):
        raise ValueError(_("최대 상담을 1에서 200 사이의 숫자로 적어 주세요."))
    return int(digits)


def _check_trades(rows: Iterable[ParticipantRow]) -> None:
    names = ("trades", "sought_trades")
    said = {code for row in rows for name in names for code in row.values.get(name, ())}
    known = set(Industry.objects.filter(pk__in=said).values_list("pk", flat=True)) if said else set()
    sentence = _("업종 코드가 아닙니다: %(codes)s. 10110처럼 표준산업분류 코드로 적어 주세요.")
    for row in rows:
        for name in names:
            if unknown := [code for code in row.values.get(name, ()) if code not in known]:
                row.note(name, sentence % {"codes": ", ".join(unknown)})


def _find_firms(rows: Iterable[ParticipantRow]) -> None:
    """Find the firm of each number; a firm's name stands for the one a row leaves empty."""
    numbers = {row.values["business_number"] for row in rows if row.values.get("business_number")}
    firms = Enterprise.objects.filter(business_number__in=numbers, merged_into=None)
    known = {firm.business_number: firm for firm in firms}
    for row in rows:
        number = row.values.get("business_number")
        row.enterprise = known.get(number) if number else None
        if number and row.enterprise is None:
            row.note("business_number", _("등록된 기업이 아닙니다. 기업을 먼저 등록한 뒤 다시 올려 주세요."))
        if row.enterprise is not None:
            row.values.setdefault("name", row.enterprise.name)
        if row.outcome is RowOutcome.NEW and not row.values.get("name"):
            row.note("name", _("이름을 적어 주세요."))


def _find_partners(rows: Iterable[ParticipantRow], fair: Fair) -> None:
    """Find the bodies the agency has commissioned as its partners, by their whole name."""
    commissioned = Partner.objects.filter(commissions__agency=fair.agency_id).distinct().order_by("-pk")
    known = {_plain(partner.name): partner for partner in commissioned}
    for row in rows:
        if row.enterprise is None and row.side == Side.PARTNER:
            row.partner = known.get(_plain(row.values.get("name", "")))


def _find_standing(rows: Iterable[ParticipantRow], fair: Fair) -> None:
    there = Participant.objects.filter(fair=fair).exclude(state=ParticipantState.WITHDRAWN)
    by_firm: dict[int, Participant] = {}
    by_name: dict[tuple[str, str], Participant] = {}
    for one in there.select_related("fair").prefetch_related("people").order_by("-pk"):
        if one.enterprise_id is not None:
            by_firm[one.enterprise_id] = one
        elif not one.is_person:
            by_name[one.side, _plain(one.name)] = one
    for row in rows:
        if row.enterprise is not None:
            row.standing = by_firm.get(row.enterprise.pk)
        else:
            row.standing = by_name.get((row.side, _plain(row.values.get("name", ""))))


def _judge(row: ParticipantRow, slots: int) -> None:
    """Say what somebody new lacks, or whether anything changes of who takes part."""
    most = row.values.get("most")
    if most is not None and slots and most > slots:
        sentence = _("상담 시간이 %(slots)s개입니다. 그보다 적게 적어 주세요.")
        row.note("most", sentence % {"slots": slots})
    standing = row.standing
    if standing is None:
        if row.side == Side.FIRM and row.enterprise is None:
            row.note("business_number", _("기업은 등록된 기업의 사업자등록번호를 적어 주세요."))
        if not row.values.get("person_name"):
            row.note("person_name", _("상담에 나올 사람을 적어 주세요."))
        if row.enterprise is None and not row.values.get("email"):
            row.note("email", _("연락할 전자우편을 적어 주세요."))
    elif standing.state == ParticipantState.REFUSED:
        row.note("name", _("거절한 참가자입니다. 참가자 화면에서 받아들이거나 이 줄을 빼 주세요."))
    elif standing.side != row.side:
        row.note("side", _("이미 다른 구분으로 참가합니다. 구분을 고치거나 이 줄을 빼 주세요."))
    elif row.outcome is RowOutcome.NEW:
        row.outcome = RowOutcome.UPDATED if _changes(row, standing) else RowOutcome.UNCHANGED


def _changes(row: ParticipantRow, standing: Participant) -> bool:
    said = row.profile()
    same = all(
        getattr(said, name) == (tuple(stood) if isinstance(stood := getattr(standing, name), list) else stood)
        for name in Profile.__dataclass_fields__
    )
    people = [PersonSaid(one.name, one.position, one.email, one.phone) for one in standing.people.all()]
    return not same or row.people() != people or standing.state == ParticipantState.APPLIED


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
