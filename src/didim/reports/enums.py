from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DataSet(StrEnum):
    """Which rows a term counts; there is no other source of figures.

    What firms received and what became of them; whom the desk served, which no firm need stand behind.
    """

    OBSERVATIONS = "observations"
    SUPPORT = "support"
    APPLICATIONS = "applications"
    SELECTIONS = "selections"
    USES = "uses"
    # Who leads for a district or a place on the last day of the period.
    CHARGES = "charges"
    GRIEVANCES = "grievances"
    GRIEVANCE_ANSWERS = "grievance_answers"
    # Partners whose commission runs on the last day of the period; meetings that were held at fairs.
    COMMISSIONS = "commissions"
    MEETINGS = "meetings"
    # Not rows: the length of the period itself.
    PERIOD = "period"


class Measure(StrEnum):
    """What is done with the rows of a term."""

    SUM = "sum"
    COUNT = "count"
    # How many different ones: firms, programmes, breakdowns.
    DISTINCT = "distinct"
    # The newest value of each subject, added up.
    LATEST = "latest"
    MONTHS = "months"


class FigureKind(StrEnum):
    """How a figure follows from its terms `value` and `base`."""

    AMOUNT = "amount"
    # value / base: shown as a percentage, as a multiple, or in the figure's own unit.
    SHARE = "share"
    MULTIPLE = "multiple"
    QUOTIENT = "quotient"
    # value / base - 1, of the sums; and the least of the firms' own.
    CHANGE = "change"
    LEAST_CHANGE = "least-change"


class TermPeriod(StrEnum):
    """Which rows lie in the period of a term."""

    WITHIN = "within"
    # Any time up to the last day: what stands until it changes.
    UNTIL = "until"
    # Running on the last day: a space in use.
    RUNNING = "running"
    # The same days a year before.
    YEAR_BEFORE = "year_before"
    # The period asked for as the one to compare with.
    BASELINE = "baseline"
    # Of the subjects and programmes of the other term, whenever measured: before and after.
    PAIRED = "paired"


class Comparison(StrEnum):
    """What an amount is set beside."""

    YEAR_BEFORE = "year_before"
    TARGET = "target"


class EffectMeasure(TextChoices):
    """Which outcome of firms an effect is estimated on."""

    SALES = "sales", _("매출액")
    EMPLOYEES = "employees", _("상시근로자 수")


class StudyState(TextChoices):
    """Where the estimate of an effect stands."""

    QUEUED = "queued", _("대기")
    RUNNING = "running", _("계산 중")
    DONE = "done", _("완료")
    FAILED = "failed", _("실패")
