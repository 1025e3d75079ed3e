from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_restart_claims")]

    operations = [
        AgencyRowSecurity("lifecycle_restartclaim", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_restartclaimevent", enterprise="enterprise_id"),
    ]
