from .published import PublishedReport

__all__ = ["PublishedReport"]
