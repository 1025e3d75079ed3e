"""Which size classes a firm can be in, by what is known of it: certain or left open, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from didim.engines.eligibility import LegalForm, SizeClass
from didim.kernel.definitions import DefinitionVersion

ALL_SIZES = frozenset(SizeClass)
_YEARS_OF_THE_MEAN = 3
_YEARS_STILL_TELLING = 2


@dataclass(frozen=True, slots=True)
class FirmYear:
    """A business year: regular employees at its end, sales in won; None where not known."""

    year: int
    employees: int | None
    sales: int | None


def mean_sales(years: Sequence[FirmYear]) -> int | None:
    """Return the mean sales in won of the latest three known, consecutive years (newest first); else None."""
    latest = [year for year in years if year.sales is not None][:_YEARS_OF_THE_MEAN]
    if len(latest) < _YEARS_OF_THE_MEAN or latest[0].year - latest[-1].year != _YEARS_OF_THE_MEAN - 1:
        return None
    return sum(year.sales or 0 for year in latest) // _YEARS_OF_THE_MEAN


def possible_sizes(
    *,
    definition: DefinitionVersion,
    legal_form: LegalForm | None,
    section: str | None,
    years: Sequence[FirmYear],
    on: date,
) -> frozenset[SizeClass] | None:
    """Return the classes a firm can be in; None when nothing is known.

    `section` is the KSIC section letter, `years` the firm's business years, newest first. Without its
    certificate a company's ties to others are not known, so only a sole owner can be named small for
    certain; everybody else is only ruled out of classes, after the grace years are over. Years older than
    the one before last on the day `on` say nothing any more.
    """
    years = [year for year in years if year.year <= on.year]
    if not years or years[0].year < on.year - _YEARS_STILL_TELLING:
        return None
    values = definition.values
    limits = values["micro_employees_below_in"]
    employees_below = limits.get(section, values["micro_employees_below"]) if section else None
    if employees_below is None:
        employees_below = max(values["micro_employees_below"], *limits.values())
    mean = mean_sales(years)
    if (
        legal_form is LegalForm.SOLE
        and mean is not None
        and mean <= values["small_sales_lowest_cap"]
        and years[0].employees is not None
    ):
        certainly_below = employees_below if section else values["micro_employees_below"]
        if years[0].employees < certainly_below:
            return frozenset({SizeClass.MICRO})
        if _grown(years, employees_below, values["micro_grace_years"]):
            return frozenset({SizeClass.SMALL})
        return frozenset({SizeClass.MICRO, SizeClass.SMALL})
    impossible: set[SizeClass] = set()
    if _grown(years, employees_below, values["micro_grace_years"]):
        impossible.add(SizeClass.MICRO)
    if _sold_more(years, values["small_sales_highest_cap"], values["micro_grace_years"]):
        impossible |= {SizeClass.MICRO, SizeClass.SMALL}
    if _sold_more(years, values["medium_sales_highest_cap"], values["medium_grace_years"]):
        impossible |= {SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM}
    return ALL_SIZES - impossible if impossible else None


def _grown(years: Sequence[FirmYear], employees_below: int, grace_years: int) -> bool:
    """Whether the firm has had too many employees in each of the years of grace and the one before."""
    return _every_year(
        [
            (year.year, None if year.employees is None else year.employees >= employees_below)
            for year in years
        ],
        grace_years + 1,
    )


def _sold_more(years: Sequence[FirmYear], cap: int, grace_years: int) -> bool:
    """Whether sales were above the cap in every year that the means of the grace years rest on."""
    return _every_year(
        [(year.year, None if year.sales is None else year.sales > cap) for year in years],
        grace_years + _YEARS_OF_THE_MEAN,
    )


def _every_year(answers: Sequence[tuple[int, bool | None]], count: int) -> bool:
    latest = answers[:count]
    return (
        len(latest) == count
        and latest[0][0] - latest[-1][0] == count - 1
        and all(answer is True for _year, answer in latest)
    )
