from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

WHOSE_DATA = (
    "(subject_kind = 'user' AND subject_id = (SELECT nullif(current_setting('didim.user', true), '')::bigint))"
    " OR (subject_kind = 'enterprise' AND subject_id = ANY ((SELECT string_to_array(nullif("
    "current_setting('didim.enterprises', true), ''), ',')::bigint[])::bigint[]))"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_consents_access_log_outbox")]

    operations = [
        # An agency sees what was done on its behalf, a person what they did and what was done with their data.
        AgencyRowSecurity("accounts_accesslogentry", user="account_id", using=WHOSE_DATA),
        AgencyRowSecurity("accounts_accessreview"),
    ]
