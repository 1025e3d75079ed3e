from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

OPERATOR = (
    "EXISTS (SELECT 1 FROM accounts_user AS person WHERE person.is_superuser AND person.is_active"
    " AND person.id = nullif(current_setting('didim.user', true), '')::bigint)"
)


class Migration(migrations.Migration):
    dependencies = [("districts", "0001_initial")]

    # Editions are public; what is being brought for the next one is the operator's.
    operations = [AgencyRowSecurity("districts_districtimport", agency="", using=OPERATOR)]
