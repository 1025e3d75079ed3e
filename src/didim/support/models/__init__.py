from .records import SupportRecord

__all__ = ["SupportRecord"]
