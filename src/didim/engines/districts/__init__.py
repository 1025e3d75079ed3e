"""Statistics of commercial districts (상권): official files read, checked, kept, and turned into indicators.

`read_file` reads any official file or answer of the open API; a `Store` keeps the rows as Parquet by quarter.
"""

from didim.engines.districts.columns import Column, DataSet, Kind, Unit
from didim.engines.districts.reading import Reading, read_file
from didim.engines.districts.reports import DistrictsError, Problem, Report
from didim.engines.districts.schemas import DATA_SETS
from didim.engines.districts.store import Imported, Store

__all__ = [
    "DATA_SETS",
    "Column",
    "DataSet",
    "DistrictsError",
    "Imported",
    "Kind",
    "Problem",
    "Reading",
    "Report",
    "Store",
    "Unit",
    "read_file",
]
