"""The two statements of a submission, the narrow place of a deadline: one reads and locks, one writes.

Whatever is read comes from one snapshot: the answers, their version and the files belong together. Only the
application is locked; who waited for the lock sees what the one before did to it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from didim.accounts.prepared import run, tell

_STORED = """
    application.agency_id, application.call_id, application.enterprise_id, application.state,
    application.submission_id, draft.version, draft.revision_id, draft.answers,
    enterprise.name AS enterprise_name, enterprise.business_number, period.id AS current_revision_id,
    period.number AS revision_number, period.opens_at,
    greatest(period.closes_at, (
        SELECT max(extension.closes_at) FROM applications_deadlineextension AS extension
        WHERE extension.call_id = application.call_id
    )) AS closes_at,
    coalesce((
        SELECT json_agg(json_build_array(
            attachment.slot, file.id, file.name, file.size, file.sha256, file.scan
        ) ORDER BY attachment.slot, file.id)
        FROM applications_attachment AS attachment
        JOIN applications_firmfile AS file ON file.id = attachment.file_id
        WHERE attachment.application_id = application.id
    ), '[]') AS files
FROM applications_application AS application
JOIN applications_draft AS draft ON draft.application_id = application.id
JOIN registry_enterprise AS enterprise ON enterprise.id = application.enterprise_id
LEFT JOIN LATERAL (
    SELECT revision.id, revision.number, revision.opens_at, revision.closes_at
    FROM programmes_callrevision AS revision
    WHERE revision.call_id = application.call_id AND revision.state = 'published'
        AND revision.published_at <= {arrived_at}
    ORDER BY revision.number DESC LIMIT 1
) AS period ON true
WHERE application.id = {application}
"""

_READ = f"""
SELECT set_config('pghistory.context_id', %(act_id)s, true),
    set_config('pghistory.context_metadata', %(act)s, true),
    {_STORED.format(application="%(application)s", arrived_at="%(arrived_at)s")}
FOR UPDATE OF application
"""

# Whoever is at work on one of these applications is not waited for: that one is handed in alone. Each row is
# read for a firm of the person who asks, whatever else this transaction may see.
_READ_MANY = (
    """
SELECT asked.application, nextval('applications_submission_id_seq'),
    nextval('applications_receipt_id_seq'), told.*
FROM unnest(%(applications)s::bigint[], %(firms)s::bigint[], %(arrivals)s::timestamptz[])
    AS asked (application, firm, arrived_at)
CROSS JOIN LATERAL (
    SELECT """
    + _STORED.format(application="asked.application", arrived_at="asked.arrived_at")
    + """
        AND application.enterprise_id = asked.firm
    FOR UPDATE OF application SKIP LOCKED
) AS told
"""
)

# The keys are drawn beforehand: what an INSERT returns would have to pass the policies of reading as well.
_WRITE = """
WITH drawn AS MATERIALIZED (
    SELECT nextval('applications_submission_id_seq') AS submission,
        nextval('applications_receipt_id_seq') AS receipt
), submission AS (
    INSERT INTO applications_submission (id, agency_id, enterprise_id, application_id, number, revision_id,
        draft_version, content, content_hash, submitted_at, submitted_by_id)
    SELECT drawn.submission, %(agency)s, %(enterprise)s, %(application)s, 1 + coalesce((
            SELECT max(earlier.number) FROM applications_submission AS earlier
            WHERE earlier.application_id = %(application)s
        ), 0), %(revision)s,
        %(draft_version)s, %(content)s, %(content_hash)s, %(arrived_at)s, %(by)s
    FROM drawn
), files AS (
    INSERT INTO applications_submissionfile (agency_id, enterprise_id, submission_id, slot, file_id)
    SELECT %(agency)s, %(enterprise)s, drawn.submission, file.slot, file.id
    FROM drawn, unnest(%(slots)s::text[], %(files)s::bigint[]) AS file (slot, id)
), receipt AS (
    INSERT INTO applications_receipt (id, agency_id, enterprise_id, call_id, application_id, submission_id,
        kind, received_at, content_hash, code, previous_hash, hash)
    SELECT drawn.receipt, %(agency)s, %(enterprise)s, %(call)s, %(application)s, drawn.submission, %(kind)s,
        %(arrived_at)s, %(content_hash)s, %(code)s, '', ''
    FROM drawn
), relation AS (
    INSERT INTO registry_agencyrelation (agency_id, enterprise_id, kind, since)
    VALUES (%(agency)s, %(enterprise)s, 'application', %(arrived_at)s)
    ON CONFLICT (agency_id, enterprise_id, kind) DO UPDATE SET until = NULL
        WHERE registry_agencyrelation.until IS NOT NULL
)
SELECT drawn.submission, drawn.receipt FROM drawn
"""

# Of many at once; texts go as they are (`b`): in an array as text each quotation mark would be escaped. Calls
# and firms come in one order in every group, so that no two groups wait for each other; within a call
# receipts are numbered in the order of arrival.
_WRITE_MANY = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(submission)s::bigint[], %(receipt)s::bigint[], %(agency)s::bigint[],
        %(enterprise)s::bigint[], %(application)s::bigint[], %(call)s::bigint[], %(revision)s::bigint[],
        %(draft_version)s::int[], %(content)b::text[], %(content_hash)s::text[],
        %(arrived_at)s::timestamptz[], %(by)s::bigint[], %(kind)s::text[], %(code)s::text[])
    AS given (submission, receipt, agency, enterprise, application, call, revision,
        draft_version, content, content_hash, arrived_at, by, kind, code)
), acts AS (
    SELECT set_config('didim.acts', %(acts)s, true)
), submission AS (
    INSERT INTO applications_submission (id, agency_id, enterprise_id, application_id, number, revision_id,
        draft_version, content, content_hash, submitted_at, submitted_by_id)
    SELECT given.submission, given.agency, given.enterprise, given.application, 1 + coalesce((
            SELECT max(earlier.number) FROM applications_submission AS earlier
            WHERE earlier.application_id = given.application
        ), 0), given.revision, given.draft_version, given.content, given.content_hash, given.arrived_at,
        given.by
    FROM given
), files AS (
    INSERT INTO applications_submissionfile (agency_id, enterprise_id, submission_id, slot, file_id)
    SELECT given.agency, given.enterprise, given.submission, file.slot, file.id
    FROM unnest(%(file_of)s::bigint[], %(slots)s::text[], %(files)s::bigint[]) AS file (submission, slot, id)
    JOIN given ON given.submission = file.submission
), receipt AS (
    INSERT INTO applications_receipt (id, agency_id, enterprise_id, call_id, application_id, submission_id,
        kind, received_at, content_hash, code, previous_hash, hash)
    SELECT given.receipt, given.agency, given.enterprise, given.call, given.application, given.submission,
        given.kind, given.arrived_at, given.content_hash, given.code, '', ''
    FROM given ORDER BY given.call, given.arrived_at, given.receipt
), relation AS (
    INSERT INTO registry_agencyrelation (agency_id, enterprise_id, kind, since)
    SELECT given.agency, given.enterprise, 'application', min(given.arrived_at)
    FROM given GROUP BY given.agency, given.enterprise ORDER BY given.agency, given.enterprise
    ON CONFLICT (agency_id, enterprise_id, kind) DO UPDATE SET until = NULL
        WHERE registry_agencyrelation.until IS NOT NULL
)
SELECT set_config FROM acts
"""


_READ_NAMES = (
    "agency_id", "call_id", "enterprise_id", "state", "submission_id", "version", "revision_id", "answers",
    "enterprise_name", "business_number", "current_revision_id", "revision_number", "opens_at", "closes_at",
    "files",
)  # fmt: skip


def read_for_submission(*, application_id: int, arrived_at: datetime, by_id: int) -> dict[str, Any] | None:
    """Lock an application and return what a submission needs, None where there is none to hand in.

    The call's revision is the last one published when the request arrived. From here on the history names
    the act and the person.
    """
    rows = run(
        _READ,
        {
            "application": application_id,
            "arrived_at": arrived_at,
            "act_id": str(uuid4()),
            "act": _act(by_id),
        },
    )
    return dict(zip(_READ_NAMES, rows[0][2:], strict=True)) if rows else None


def _act(by_id: int) -> str:
    return json.dumps({"act": "submit_application", "user": by_id})


def write_submission(values: Mapping[str, Any], files: Sequence[tuple[str, int]]) -> tuple[int, int]:
    """Write submission, files, receipt and relation; return the ids of submission and receipt.

    The application's state, its submission and its number are set by the receipt, at its commit.
    """
    given = dict(values) | {"slots": [slot for slot, _id in files], "files": [file for _slot, file in files]}
    ((submission_id, receipt_id),) = run(_WRITE, given)
    return submission_id, receipt_id


@dataclass(frozen=True, slots=True)
class Asked:
    """One who hands in together with others: which application, of which of their firms, since when."""

    application_id: int
    firm_id: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What one of a group hands in: its values, its files."""

    values: Mapping[str, Any]
    files: Sequence[tuple[str, int]]


def read_many(asked: Sequence[Asked]) -> dict[int, tuple[int, int, dict[str, Any]]]:
    """Lock applications and return by application: keys of a submission and a receipt to be, and its row.

    An application that is not there, not the firm's, or locked by somebody else is not among them.
    """
    rows = run(
        _READ_MANY,
        {
            "applications": [one.application_id for one in asked],
            "firms": [one.firm_id for one in asked],
            "arrivals": [one.arrived_at for one in asked],
        },
    )
    return {row[0]: (row[1], row[2], dict(zip(_READ_NAMES, row[3:], strict=True))) for row in rows}


def write_many(written: Sequence[Written]) -> None:
    """Write what a group hands in.

    The history of each application names its own act and person: the trigger that numbers a receipt reads
    them from `didim.acts`.
    """
    names = (
        "submission", "receipt", "agency", "enterprise", "application", "call", "revision", "draft_version",
        "content", "content_hash", "arrived_at", "by", "kind", "code",
    )  # fmt: skip
    given: dict[str, Any] = {name: [one.values[name] for one in written] for name in names}
    files = [(one.values["submission"], slot, key) for one in written for slot, key in one.files]
    given |= {"file_of": [file[0] for file in files], "slots": [file[1] for file in files]}
    given["files"] = [file[2] for file in files]
    acts = {one.values["code"]: [str(uuid4()), _act(one.values["by"])] for one in written}
    tell(_WRITE_MANY, given | {"acts": json.dumps(acts)})
