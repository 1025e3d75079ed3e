from .effects import EffectStudy
from .published import PublishedReport

__all__ = ["EffectStudy", "PublishedReport"]
