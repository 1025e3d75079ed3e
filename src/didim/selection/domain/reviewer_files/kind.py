"""Reviewers as a kind of file that agencies bring."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from didim.accounts.acts import recorded
from didim.accounts.tenancy import SYSTEM, scoped
from didim.registry.domain.days import lasting_on
from didim.registry.domain.table_files.kinds import Bringing, ImportKind
from didim.registry.domain.table_files.reading import Headings
from didim.registry.enums import ExpertRoleKind, RowOutcome
from didim.registry.models import Agency, Expert, ExpertRole, Person
from didim.selection.models import Reviewer

from .checking import OF_THE_PERSON, ReviewerRow, check_reviewers

_BATCH = 1_000
_OF_THE_REVIEWER = ("qualification", "qualified_by", "keywords", "yearly_cap")


def take_reviewers(rows: Sequence[ReviewerRow], bringing: Bringing) -> None:
    """Write rows none of which is refused: persons, what they know, and that they are in the agency's pool.

    What a row does not say stays.
    """
    taken = [row for row in rows if row.outcome in (RowOutcome.NEW, RowOutcome.UPDATED)]
    # A person known by another agency is the same person.
    with scoped(SYSTEM), recorded("import_reviewers", bringing.by):
        people = _write_people(taken)
        experts = _write_experts(people)
        _write_reviewers(taken, experts)
        _write_lists(taken, experts)
        _write_roles(experts, bringing.own_agency(), bringing.today)


def _write_people(rows: Sequence[ReviewerRow]) -> list[Person]:
    people = [row.person or Person() for row in rows]
    for person, row in zip(people, rows, strict=True):
        for name in OF_THE_PERSON:
            setattr(person, name, row.values.get(name) or getattr(person, name))
    known = [person for person in people if person.pk]
    Person.objects.bulk_create([person for person in people if not person.pk], batch_size=_BATCH)
    Person.objects.bulk_update(known, list(OF_THE_PERSON), batch_size=_BATCH)
    return people


def _write_experts(people: Sequence[Person]) -> list[Expert]:
    """Return the expert each person is, in the same order; who was none becomes one."""
    known = {expert.person_id: expert for expert in Expert.objects.filter(person__in=people)}
    made = [Expert(person=person) for person in people if person.pk not in known]
    Expert.objects.bulk_create(made, batch_size=_BATCH)
    known |= {expert.person_id: expert for expert in made}
    return [known[person.pk] for person in people]


def _write_reviewers(rows: Sequence[ReviewerRow], experts: Sequence[Expert]) -> None:
    reviewers = [row.reviewer or Reviewer(expert=expert) for row, expert in zip(rows, experts, strict=True)]
    for reviewer, row in zip(reviewers, rows, strict=True):
        for name in _OF_THE_REVIEWER:
            if name in row.values:
                setattr(reviewer, name, row.values[name])
        reviewer.keywords = list(reviewer.keywords)
        reviewer.is_active = True
    known = [reviewer for reviewer in reviewers if reviewer.pk]
    Reviewer.objects.bulk_create([one for one in reviewers if not one.pk], batch_size=_BATCH)
    Reviewer.objects.bulk_update(known, [*_OF_THE_REVIEWER, "is_active"], batch_size=_BATCH)


def _write_lists(rows: Sequence[ReviewerRow], experts: Sequence[Expert]) -> None:
    """Let trades and regions be what the rows say, where they say any."""
    for name, column in (("trades", "industry_id"), ("regions", "region_id")):
        through = getattr(Expert, name).through
        said = {
            expert.pk: row.values[name]
            for expert, row in zip(experts, rows, strict=True)
            if row.values.get(name)
        }
        through.objects.filter(expert__in=said).delete()
        through.objects.bulk_create(
            [through(expert_id=expert, **{column: code}) for expert, codes in said.items() for code in codes],
            batch_size=_BATCH,
        )


def _write_roles(experts: Iterable[Expert], agency: Agency, today: date) -> None:
    roles = ExpertRole.objects.filter(lasting_on(today), agency=agency, kind=ExpertRoleKind.REVIEWER)
    there = set(roles.values_list("expert", flat=True))
    ExpertRole.objects.bulk_create(
        [
            ExpertRole(agency=agency, expert=expert, kind=ExpertRoleKind.REVIEWER, valid_from=today)
            for expert in experts
            if expert.pk not in there
        ],
        batch_size=_BATCH,
    )


REVIEWERS = ImportKind(
    code="reviewers",
    title=_("평가위원"),
    headings=Headings(
        {
            "name": ("이름", "성명", "위원명", "평가위원"),
            "email": ("전자우편", "이메일", "메일", "E-mail", "Email"),
            "phone": ("전화", "전화번호", "휴대전화", "연락처"),
            "affiliation": ("소속", "소속기관", "기관명", "직장"),
            "position": ("직위", "직급", "직책"),
            "qualification": ("자격", "자격구분", "위원자격"),
            "qualified_by": ("자격 근거", "자격증빙", "학위·경력", "근거"),
            "keywords": ("전문 분야", "전문분야", "키워드", "분야"),
            "trades": ("업종코드", "업종", "표준산업분류"),
            "regions": ("지역", "활동지역", "시군구"),
            "yearly_cap": ("연간 한도", "연간한도", "연간최대건수"),
        },
        required=frozenset({"name", "qualification", "qualified_by"}),
        known_by=frozenset({"name"}),
        hints={
            "email": "name@example.org",
            "phone": "010-0000-0000",
            "qualification": "박사 / 석사 / 학사 / 공무원 / 기술사 / 변리사 / 회계사 / 실무",
            "qualified_by": "박사학위증(2014)",
            "keywords": "인공지능, 데이터",
            "trades": "62010, 63120",
            "regions": "서울 강남구, 11680",
            "yearly_cap": "30",
        },
    ),
    check=check_reviewers,
    take=take_reviewers,
)
