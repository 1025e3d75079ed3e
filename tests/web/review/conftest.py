import pytest
from django.test import Client

from tests.selection.panels import Judged, make_judged
from tests.sign_in import sign_in


@pytest.fixture
def judged(db: None) -> Judged:
    """An open round of two applications, judged by three reviewers who have pledged."""
    return make_judged()


@pytest.fixture
def reviewer(judged: Judged) -> Client:
    """The first reviewer, signed in with a second factor."""
    return sign_in(judged.members[0].user, second_factor=True)
