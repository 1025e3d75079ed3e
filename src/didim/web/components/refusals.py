"""What an act refused, back under the fields where it was typed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from didim.kernel.refusals import RefusedError


def say_refusal(form: forms.BaseForm, error: RefusedError) -> None:
    """Put the sentences of a refused act under the form's fields; those of other fields above the form."""
    for name, sentences in error.by_field().items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def done(form: forms.BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run an act with a form's values when they are valid; return whether it was done.

    What was wrong, in the form or for the act, stands in the form afterwards.
    """
    if not form.is_valid():
        return False
    with refusals_into(form):
        act(form.cleaned_data)
    return not form.errors


@contextmanager
def refusals_into(form: forms.BaseForm) -> Iterator[None]:
    """Catch the refusal of an act and say it in the form."""
    try:
        yield
    except RefusedError as error:
        say_refusal(form, error)
