"""A made-up region, marked as sample data on every row, made from a seed for one day.

It is shaped after five public accounts, so that the figures they state can be recomputed from its rows.
"""

from .load import SampleRegion, load_sample_region
from .sign_ins import DEMO_SIGN_INS, DemoSignIn

__all__ = ["DEMO_SIGN_INS", "DemoSignIn", "SampleRegion", "load_sample_region"]
