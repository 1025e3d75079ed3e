from typing import Any

from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

# Who is writing an application, and that anybody is, is the firm's alone until it hands it in.
HANDED_IN = "state <> 'draft'"
TABLES = ("applications_application", "applications_applicationevent")


def _narrowed(table: str) -> tuple[Any, ...]:
    before = AgencyRowSecurity(table, enterprise="enterprise_id")
    return (
        migrations.RunSQL(f'DROP POLICY didim_owner ON "{table}"', before.sql),
        AgencyRowSecurity(table, agency_when=HANDED_IN, enterprise="enterprise_id"),
    )


class Migration(migrations.Migration):
    dependencies = [("applications", "0004_draft_field_authors")]

    operations = [operation for table in TABLES for operation in _narrowed(table)]
