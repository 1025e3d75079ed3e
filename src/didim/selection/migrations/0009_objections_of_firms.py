from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

# A firm files its objection itself, so the history of it is written in the firm's scope.
TABLE = "selection_objectionevent"


class Migration(migrations.Migration):
    dependencies = [("selection", "0008_seal_chain")]

    operations = [
        migrations.RunSQL(
            f"DROP POLICY didim_owner ON {TABLE}",
            AgencyRowSecurity(TABLE).sql,
        ),
        AgencyRowSecurity(TABLE, enterprise="enterprise_id"),
    ]
