from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [AgencyRowSecurity("reports_publishedreport")]
