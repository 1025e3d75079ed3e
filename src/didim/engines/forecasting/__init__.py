"""What closings to expect in a district, and how long a new shop lasts, with the error of every prediction.

`read_panel` reads districts over quarters.
"""

from didim.engines.forecasting.panels import Panel, PanelError
from didim.engines.forecasting.reading import Problem, Report, parse_panel, read_panel

__all__ = ["Panel", "PanelError", "Problem", "Report", "parse_panel", "read_panel"]
