from .doing import Activity, Paper, Promise, Result
from .partnerships import Contact, Partnership, Term

__all__ = ["Activity", "Contact", "Paper", "Partnership", "Promise", "Result", "Term"]
