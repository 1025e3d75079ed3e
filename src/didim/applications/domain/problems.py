"""What a form finds wrong, as business acts say it: in the reader's language."""

from collections.abc import Iterable

from django.utils.functional import lazy
from django.utils.translation import get_language

from didim.engines.forms import FormProblem
from didim.kernel.refusals import Problem
from didim.kernel.wording import Text


def form_problems(problems: Iterable[FormProblem]) -> list[Problem]:
    """Return a form's problems as refusals, each under the key of its field."""
    return [Problem(problem.field, in_readers_language(problem.message)) for problem in problems]


def _said(text: Text) -> str:
    return text.text(get_language() or "ko")


in_readers_language = lazy(_said, str)
