"""How far a forecast of counts is off."""

import numpy as np

from didim.engines.forecasting.panels import Floats


def deviance(counts: Floats, means: Floats) -> Floats:
    """Return the Poisson deviance of each forecast: 2 (y log(y / m) − y + m), 2 m where y is 0.

    Means are above 0: what scores forecasts raises them to the definition's `least_mean` before.
    """
    ratio = np.where(counts > 0, counts, 1.0) / means
    missed: Floats = 2 * (np.where(counts > 0, counts * np.log(ratio), 0.0) - counts + means)
    return np.maximum(missed, 0.0)
