"""What lists of people and firms write into the access log."""

from didim.accounts.domain.access_log import note_access
from didim.accounts.enums import AccessAct, SubjectKind

_LONGEST_SUBJECT = 200


def note_search(*, task: str, subject: str, shown: int, agency_id: int | None) -> None:
    """Note that a list was looked at: for which task, what was searched for, how many of its rows were shown.

    A list that showed nobody is not noted.
    """
    if shown:
        note_access(
            act=AccessAct.SEARCH,
            task=task,
            subject_kind=SubjectKind.MANY,
            subject_id=None,
            subject=subject[:_LONGEST_SUBJECT],
            subjects=shown,
            agency_id=agency_id,
        )
