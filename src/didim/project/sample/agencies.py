"""The seventeen agencies of the alliance, one of them an industry agency with departments over time."""

from datetime import date, timedelta

from didim.registry.enums import AgencyKind, DepartmentKind, Ownership
from didim.registry.models import Agency, Department, Duty

from .regions import PROVINCE
from .world import World

# Key: name, English name, kind, specialised field, day of opening. These seventeen form the council.
ALLIANCE = {
    "office": (
        "한빛지방중소기업청",
        "Hanbit Regional SME Office",
        AgencyKind.GOVERNMENT,
        "",
        date(1996, 2, 12),
    ),
    "promotion": (
        "한빛산업진흥원",
        "Hanbit Industry Promotion Agency",
        AgencyKind.PROMOTION,
        "정보기술·콘텐츠",
        date(2003, 4, 1),
    ),
    "technopark": (
        "한빛테크노파크",
        "Hanbit Technopark",
        AgencyKind.TECHNOPARK,
        "스마트공장",
        date(2004, 9, 1),
    ),
    "guarantee": (
        "한빛신용보증재단",
        "Hanbit Credit Guarantee Foundation",
        AgencyKind.FINANCE,
        "",
        date(1999, 6, 1),
    ),
    "finance": (
        "한빛기술금융센터",
        "Hanbit Technology Finance Centre",
        AgencyKind.FINANCE,
        "",
        date(2001, 3, 2),
    ),
    "trade": (
        "한빛무역지원단",
        "Hanbit Trade Support Group",
        AgencyKind.ASSOCIATION,
        "수출",
        date(1998, 5, 1),
    ),
    "innovation": (
        "한빛창조혁신센터",
        "Hanbit Innovation Centre",
        AgencyKind.CENTRE,
        "핀테크",
        date(2015, 7, 1),
    ),
    "owners": (
        "한빛자영업지원센터",
        "Hanbit Self-Employed Support Centre",
        AgencyKind.CENTRE,
        "",
        date(2016, 7, 1),
    ),
    "markets": (
        "한빛전통시장진흥재단",
        "Hanbit Market Foundation",
        AgencyKind.OTHER,
        "전통시장",
        date(2007, 1, 2),
    ),
    "chamber": ("한빛상공회의소", "Hanbit Chamber of Commerce", AgencyKind.ASSOCIATION, "", date(1962, 3, 2)),
    "women": (
        "한빛여성기업인협회",
        "Hanbit Women Entrepreneurs",
        AgencyKind.ASSOCIATION,
        "",
        date(1999, 9, 1),
    ),
    "venture": (
        "한빛벤처기업협회",
        "Hanbit Venture Association",
        AgencyKind.ASSOCIATION,
        "",
        date(1998, 11, 2),
    ),
    "university": (
        "한빛대학교 산학협력단",
        "Hanbit University Industry Cooperation",
        AgencyKind.UNIVERSITY,
        "바이오·의료",
        date(2004, 3, 2),
    ),
    "workforce": (
        "한빛인력개발원",
        "Hanbit Workforce Institute",
        AgencyKind.OTHER,
        "직업훈련",
        date(2002, 9, 2),
    ),
    "design": ("한빛디자인진흥센터", "Hanbit Design Centre", AgencyKind.OTHER, "디자인", date(2008, 4, 1)),
    "patents": (
        "한빛지식재산센터",
        "Hanbit Intellectual Property Centre",
        AgencyKind.OTHER,
        "특허",
        date(2005, 2, 1),
    ),
    "youth": (
        "한빛청년창업허브",
        "Hanbit Youth Start-up Hub",
        AgencyKind.CENTRE,
        "청년창업",
        date(2013, 6, 3),
    ),
}

# The reorganisation of the industry agency: five departments and a team, then four departments and a centre.
REORGANISED_ON = date(2022, 1, 3)
BEFORE = {
    "planning": ("경영기획부", "Planning Department", DepartmentKind.DEPARTMENT, "management"),
    "enterprise": ("기업육성부", "Enterprise Department", DepartmentKind.DEPARTMENT, "growth"),
    "startup": ("창업지원부", "Start-up Department", DepartmentKind.DEPARTMENT, "new_firms"),
    "marketing": ("마케팅지원부", "Marketing Department", DepartmentKind.DEPARTMENT, "growth"),
    "technology": ("기술사업부", "Technology Department", DepartmentKind.DEPARTMENT, "innovation"),
    "makers": ("소공인지원팀", "Micro-manufacturer Team", DepartmentKind.TEAM, "makers_centre"),
}
AFTER = {
    "management": ("경영지원부", "Management Department", DepartmentKind.DEPARTMENT),
    "growth": ("기업성장부", "Growth Department", DepartmentKind.DEPARTMENT),
    "new_firms": ("청년·창업부", "Youth and Start-up Department", DepartmentKind.DEPARTMENT),
    "innovation": ("기술혁신부", "Innovation Department", DepartmentKind.DEPARTMENT),
    "makers_centre": ("소공인특화지원센터", "Micro-manufacturer Centre", DepartmentKind.CENTRE),
}
# The office's parts until today, when it was reorganised, and whose heir each is (`cases.py`).
OFFICE_SINCE = date(2019, 1, 2)
OFFICE_BEFORE = {
    "support": ("운영지원과", "Administration Division", DepartmentKind.DEPARTMENT, "management"),
    "ventures": ("벤처혁신과", "Venture Division", DepartmentKind.DEPARTMENT, "ventures"),
    "growth": ("지역성장과", "Regional Growth Division", DepartmentKind.DEPARTMENT, "regions"),
    "sales": ("판로수출과", "Sales and Export Division", DepartmentKind.DEPARTMENT, "sales"),
    "coordination": ("규제조정과", "Regulation Division", DepartmentKind.DEPARTMENT, "grievances"),
    "field": ("현장대응팀", "Field Team", DepartmentKind.TEAM, "grievances"),
}
OFFICE_AFTER = {
    "management": ("운영본부", "Management Department", DepartmentKind.DEPARTMENT),
    "ventures": ("창업벤처본부", "Venture Department", DepartmentKind.DEPARTMENT),
    "regions": ("지역성장본부", "Regional Growth Department", DepartmentKind.DEPARTMENT),
    "sales": ("판로수출본부", "Sales and Export Department", DepartmentKind.DEPARTMENT),
    "grievances": ("규제애로해결센터", "Grievance Centre", DepartmentKind.CENTRE),
}
DUTIES = {
    "예산·기획": ("planning", "management"),
    "기업 육성 사업": ("enterprise", "growth"),
    "판로·수출 지원": ("marketing", "growth"),
    "창업 보육": ("startup", "new_firms"),
    "연구개발 지원": ("technology", "innovation"),
    "공용장비 운영": ("technology", "innovation"),
    "소공인 지원": ("makers", "makers_centre"),
}


def make_agencies(world: World) -> None:
    """Make the seventeen agencies of the alliance and the industry agency's departments and duties."""
    for key, (name, name_en, kind, specialised_field, opened_on) in ALLIANCE.items():
        world.agencies[key] = Agency(
            name=name,
            name_en=name_en,
            kind=kind,
            ownership=Ownership.PRIVATE if kind == AgencyKind.ASSOCIATION else Ownership.PUBLIC,
            region=world.regions[PROVINCE],
            specialised_field=specialised_field,
            introduction=f"{name}은(는) 예시 자료로 만든 기관입니다.",
            opened_on=opened_on,
            is_sample=True,
        )
    Agency.objects.bulk_create(world.agencies.values())
    _make_departments(world)
    Department.objects.bulk_create(
        Department(
            agency=world.agencies["office"], name=name, name_en=name_en, kind=kind, valid_from=OFFICE_SINCE
        )
        for name, name_en, kind, _heir in OFFICE_BEFORE.values()
    )


def _make_departments(world: World) -> None:
    agency = world.agencies["promotion"]
    heirs = {
        key: Department(agency=agency, name=name, name_en=name_en, kind=kind, valid_from=REORGANISED_ON)
        for key, (name, name_en, kind) in AFTER.items()
    }
    Department.objects.bulk_create(heirs.values())
    last_day = REORGANISED_ON - timedelta(days=1)
    founded = {
        key: Department(
            agency=agency,
            name=name,
            name_en=name_en,
            kind=kind,
            valid_from=date(2012, 3, 2),
            valid_to=last_day,
            succeeded_by=heirs[heir],
        )
        for key, (name, name_en, kind, heir) in BEFORE.items()
    }
    Department.objects.bulk_create(founded.values())
    world.departments = heirs
    Duty.objects.bulk_create(
        Duty(agency=agency, department=department, name=name, valid_from=since, valid_to=until)
        for name, (before, after) in DUTIES.items()
        for department, since, until in (
            (founded[before], date(2012, 3, 2), last_day),
            (heirs[after], REORGANISED_ON, None),
        )
    )
