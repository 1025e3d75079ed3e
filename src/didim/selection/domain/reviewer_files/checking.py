"""What each row of a file would do: somebody new in the pool, a change, nothing, or what to mend."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from didim.registry.domain.days import lasting_on
from didim.registry.domain.table_files.cells import read_choice, read_region
from didim.registry.domain.table_files.kinds import Bringing, FileRow
from didim.registry.domain.table_files.reading import Column, FileTable
from didim.registry.domain.table_files.repeats import find_repeated
from didim.registry.enums import ExpertRoleKind, RowOutcome
from didim.registry.models import Agency, ExpertRole, Industry, Person
from didim.registry.queries.regions import RegionNames, region_names
from didim.selection.enums import Qualification
from didim.selection.models import Reviewer

MOST_A_YEAR = 1000
# Fields of a person, with the letters each may have.
OF_THE_PERSON = {"name": 60, "affiliation": 120, "position": 60, "email": 254, "phone": 20}
_LONGEST_GROUND, _LONGEST_KEYWORD = 200, 40
_QUALIFICATIONS: dict[str, str] = {
    "박사": Qualification.DOCTORATE,
    "석사": Qualification.MASTER,
    "석사+경력5년": Qualification.MASTER,
    "학사": Qualification.BACHELOR,
    "학사+경력7년": Qualification.BACHELOR,
    "공무원": Qualification.OFFICIAL,
    "5급공무원": Qualification.OFFICIAL,
    "5급이상공무원5년": Qualification.OFFICIAL,
    "기술사": Qualification.LICENSED,
    "변리사": Qualification.LICENSED,
    "회계사": Qualification.LICENSED,
    "기술사·변리사·회계사": Qualification.LICENSED,
    "실무": Qualification.PRACTICE,
    "실무10년": Qualification.PRACTICE,
}
_PARTS = re.compile(r"[,;·\n/]")


@dataclass(slots=True)
class ReviewerRow(FileRow):
    """One row of a file of reviewers: what it says by field, and whom it is about.

    person and reviewer: who is known already, None for somebody new. is_in_pool: of the agency that brings.
    """

    values: dict[str, Any] = field(default_factory=dict)
    person: Person | None = None
    reviewer: Reviewer | None = None
    is_in_pool: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What tells people apart: name and address; without an address name, affiliation and phone."""
        said = self.values
        if said.get("email"):
            return said.get("name", ""), said["email"].lower()
        return said.get("name", ""), "", said.get("affiliation", ""), said.get("phone", "")


def check_reviewers(table: FileTable, bringing: Bringing) -> list[ReviewerRow]:
    """Check rows against the pool; seven queries whatever their number."""
    rows = [ReviewerRow(number, cells) for number, cells in table.rows]
    names = region_names(on=bringing.today)
    for row in rows:
        _read(row, table.columns, names)
    _check_trades(rows)
    find_repeated(
        rows,
        key=lambda row: row.key,
        said=lambda row: row.values,
        column="name",
        sentence=_("%(row)d행과 같은 사람이지만 내용이 다릅니다. 한 줄만 남겨 주세요."),
    )
    _find_known(rows, bringing.own_agency(), bringing.today)
    for row in rows:
        if row.outcome is RowOutcome.NEW:
            _judge(row)
    return rows


def _read(row: ReviewerRow, columns: Sequence[Column], names: RegionNames) -> None:
    texts = {column.field: " ".join(row.cells[column.at].split()) for column in columns}
    for name, most in {**OF_THE_PERSON, "qualified_by": _LONGEST_GROUND}.items():
        if len(texts.get(name, "")) > most:
            row.note(name, _("%(most)d자까지 적을 수 있습니다.") % {"most": most})
        elif texts.get(name):
            row.values[name] = texts[name]
    readers: dict[str, Callable[[str], Any]] = {
        "email": _email,
        "qualification": lambda text: read_choice(
            text,
            _QUALIFICATIONS,
            _("박사, 석사, 학사, 공무원, 기술사, 변리사, 회계사, 실무 가운데 하나로 적어 주세요."),
        ),
        "keywords": _keywords,
        "trades": lambda text: tuple(sorted({part.split()[0].upper() for part in _parts(text)})),
        "regions": lambda text: tuple(sorted({read_region(part, names) for part in _parts(text)})),
        "yearly_cap": _yearly_cap,
    }
    for name, reader in readers.items():
        if texts.get(name):
            try:
                row.values[name] = reader(texts[name])
            except ValueError as error:
                row.note(name, str(error))
    if not row.values.get("name"):
        row.note("name", _("이름을 적어 주세요."))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(text) if part.strip()]


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError(_("전자우편 주소를 확인해 주세요. 예: name@example.org")) from None
    return text


def _keywords(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(_parts(text)))
    if any(len(word) > _LONGEST_KEYWORD for word in words):
        raise ValueError(_("전문 분야는 하나에 40자까지입니다. 쉼표로 나누어 적어 주세요."))
    return words


def _yearly_cap(text: str) -> int:
    digits = text.removesuffix("건").strip()
    if not digits.isdecimal() or len(digits) > len(str(MOST_A_YEAR)) or int(digits) > MOST_A_YEAR:
        raise ValueError(_("연간 한도를 0에서 1000 사이의 숫자로 적어 주세요."))
    return int(digits)


def _check_trades(rows: Iterable[ReviewerRow]) -> None:
    said = {code for row in rows for code in row.values.get("trades", ())}
    known = set(Industry.objects.filter(pk__in=said).values_list("pk", flat=True))
    for row in rows:
        if unknown := [code for code in row.values.get("trades", ()) if code not in known]:
            sentence = _("업종 코드가 아닙니다: %(codes)s. 62010처럼 표준산업분류 코드로 적어 주세요.")
            row.note("trades", sentence % {"codes": ", ".join(unknown)})


def _find_known(rows: Sequence[ReviewerRow], agency: Agency, today: date) -> None:
    """Find who is known: anywhere by name and address, in the agency's own pool also by name alone."""
    roles = ExpertRole.objects.filter(lasting_on(today), agency=agency, kind=ExpertRoleKind.REVIEWER)
    pool = set(roles.values_list("expert__person", flat=True))
    mails = {row.values["email"].lower() for row in rows if row.values.get("email")}
    named = {row.values.get("name", "") for row in rows if not row.values.get("email")}
    by_mail: dict[tuple[str, str], Person] = {}
    by_name: dict[str, list[Person]] = {}
    people = Person.objects.annotate(mail=Lower("email")).filter(
        Q(mail__in=mails) | Q(pk__in=pool, name__in=named)
    )
    for person in people.order_by("-pk"):
        by_mail[person.name, person.email.lower()] = person
        if person.pk in pool:
            by_name.setdefault(person.name, []).append(person)
    for row in rows:
        if row.outcome is not RowOutcome.NEW:
            continue
        name, mail = row.values["name"], row.values.get("email", "").lower()
        if mail:
            row.person = by_mail.get((name, mail))
        else:
            row.person = _one_of(row, by_name.get(name, []))
    reviewers = Reviewer.objects.select_related("expert").prefetch_related(
        "expert__trades", "expert__regions"
    )
    found = {
        reviewer.expert.person_id: reviewer
        for reviewer in reviewers.filter(expert__person__in=[row.person for row in rows if row.person])
    }
    for row in rows:
        if row.person is not None:
            row.reviewer = found.get(row.person.pk)
            row.is_in_pool = row.person.pk in pool


def _one_of(row: ReviewerRow, people: Sequence[Person]) -> Person | None:
    said = row.values.get("affiliation")
    fitting = [person for person in people if not said or person.affiliation in ("", said)]
    if len(fitting) > 1:
        row.note("email", _("우리 기관에 이름이 같은 위원이 여럿입니다. 전자우편을 적어 주세요."))
        return None
    return fitting[0] if fitting else None


def _judge(row: ReviewerRow) -> None:
    """Say what somebody new lacks, or whether anything changes of somebody known."""
    if row.reviewer is None:
        if not row.values.get("qualification"):
            row.note("qualification", _("자격을 적어 주세요. 예: 박사, 변리사, 실무 10년"))
        if not row.values.get("qualified_by"):
            row.note("qualified_by", _("자격을 무엇으로 확인했는지 적어 주세요. 예: 박사학위증(2014)"))
    elif row.is_in_pool:
        stands = standing(row)
        same = row.reviewer.is_active and all(
            stands[name] == said for name, said in row.values.items() if name in stands
        )
        row.outcome = RowOutcome.UNCHANGED if same else RowOutcome.UPDATED


def standing(row: ReviewerRow) -> dict[str, Any]:
    """Return what stands of somebody known, under the names of the fields of a file."""
    if row.person is None or row.reviewer is None:
        raise ValueError("nothing stands of somebody new")
    expert = row.reviewer.expert
    return {
        **{name: getattr(row.person, name) for name in OF_THE_PERSON},
        "qualification": row.reviewer.qualification,
        "qualified_by": row.reviewer.qualified_by,
        "keywords": tuple(row.reviewer.keywords),
        "yearly_cap": row.reviewer.yearly_cap,
        "trades": tuple(sorted(trade.pk for trade in expert.trades.all())),
        "regions": tuple(sorted(region.pk for region in expert.regions.all())),
    }
