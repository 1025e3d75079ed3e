from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

OF_PUBLIC = "partnership_id IN (SELECT id FROM partnerships_partnership WHERE is_public)"


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_initial")]

    operations = [
        # What both promised and did is for everybody where the agency says so; people and papers never are.
        AgencyRowSecurity("partnerships_partnership", public="is_public"),
        AgencyRowSecurity("partnerships_term", public=OF_PUBLIC),
        AgencyRowSecurity("partnerships_promise", public=OF_PUBLIC),
        AgencyRowSecurity("partnerships_activity", public=OF_PUBLIC),
        AgencyRowSecurity("partnerships_result"),
        AgencyRowSecurity("partnerships_contact"),
        AgencyRowSecurity("partnerships_paper"),
        AgencyRowSecurity("partnerships_partnershipevent"),
        AgencyRowSecurity("partnerships_termevent"),
        AgencyRowSecurity("partnerships_promiseevent"),
        AgencyRowSecurity("partnerships_activityevent"),
        AgencyRowSecurity("partnerships_contactevent"),
        AgencyRowSecurity("partnerships_paperevent"),
    ]
