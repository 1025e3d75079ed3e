from enum import StrEnum


class DataSet(StrEnum):
    """Which rows a term counts; there is no other source of figures."""

    OBSERVATIONS = "observations"
    SUPPORT = "support"
    APPLICATIONS = "applications"
    SELECTIONS = "selections"
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
