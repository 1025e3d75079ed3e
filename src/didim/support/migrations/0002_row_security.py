from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]

    operations = [
        AgencyRowSecurity("support_supportrecord", enterprise="enterprise_id"),
        AgencyRowSecurity("support_supportrecordevent"),
    ]
