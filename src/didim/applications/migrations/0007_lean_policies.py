from typing import Any

from django.db import migrations

from didim.accounts.chains import unchained

# Who may see what something belongs to sees it too (a reviewer, a firm that was merged into another). As a
# function that is asked last, it costs a firm's own rows nothing: written out, each of these conditions brings
# the policies of its table, and theirs, into every statement. PostgreSQL asks policies from the last name to
# the first, so this one comes after `didim_owner`.
_FUNCTION = """
CREATE FUNCTION "{name}"(key bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM "{table}" WHERE "{column}" = key);
END $$
"""
_FUNCTIONS = (
    ("didim_sees_application", "applications_application", "id"),
    ("didim_sees_submission", "applications_submission", "id"),
    ("didim_sees_submitted_file", "applications_submissionfile", "file_id"),
)
_POLICIES = (
    (
        "applications_submission",
        "didim_sees_application(application_id)",
        "EXISTS (SELECT 1 FROM applications_application a"
        " WHERE a.id = applications_submission.application_id)",
    ),
    (
        "applications_receipt",
        "didim_sees_application(application_id)",
        "EXISTS (SELECT 1 FROM applications_application a WHERE a.id = applications_receipt.application_id)",
    ),
    (
        "applications_submissionfile",
        "didim_sees_submission(submission_id)",
        "EXISTS (SELECT 1 FROM applications_submission s"
        " WHERE s.id = applications_submissionfile.submission_id)",
    ),
    (
        "applications_firmfile",
        "didim_sees_submitted_file(id)",
        "EXISTS (SELECT 1 FROM applications_submissionfile s WHERE s.file_id = applications_firmfile.id)",
    ),
)
# Agency, firm and call of a receipt are the application's: no foreign key of their own says so.
_LOCK = "PERFORM 1 FROM applications_application WHERE id = NEW.application_id FOR UPDATE;"
_LOCK_AND_COMPARE = """
    PERFORM 1 FROM applications_application WHERE id = NEW.application_id AND agency_id = NEW.agency_id
        AND enterprise_id = NEW.enterprise_id AND call_id = NEW.call_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'a receipt belongs to the agency, the firm and the call of its application'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
"""


def _function(name: str, table: str, column: str) -> Any:
    sql = _FUNCTION.format(name=name, table=table, column=column)
    return migrations.RunSQL(sql, f'DROP FUNCTION "{name}"(bigint)')


def _policy(table: str, asked: str, before: str) -> Any:
    return migrations.RunSQL(
        [
            f'DROP POLICY didim_public ON "{table}"',
            f'CREATE POLICY didim_derived ON "{table}" FOR SELECT USING ({asked})',
        ],
        [
            f'DROP POLICY didim_derived ON "{table}"',
            f'CREATE POLICY didim_public ON "{table}" FOR SELECT USING ({before})',
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0006_lean_intake")]

    operations = [
        *(_function(*told) for told in _FUNCTIONS),
        *(_policy(*told) for told in _POLICIES),
        migrations.RunSQL(
            unchained("applications_receipt", beforehand=_LOCK_AND_COMPARE),
            unchained("applications_receipt", beforehand=_LOCK),
        ),
    ]
