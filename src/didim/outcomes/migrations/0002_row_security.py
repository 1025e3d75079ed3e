from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

ASKED = "id IN (SELECT request_id FROM outcomes_outcomeanswer)"


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial")]

    operations = [
        AgencyRowSecurity("outcomes_observation", enterprise="enterprise_id"),
        # A firm's own entry must find a period closed, too.
        AgencyRowSecurity("outcomes_closedperiod", public="true"),
        AgencyRowSecurity("outcomes_closedperiodevent"),
        AgencyRowSecurity("outcomes_target"),
        AgencyRowSecurity("outcomes_targetevent"),
        # A firm reads the requests that ask it: its answers are all it sees of the other table.
        AgencyRowSecurity("outcomes_outcomerequest", public=ASKED),
        AgencyRowSecurity("outcomes_outcomeanswer", enterprise="enterprise_id"),
        AgencyRowSecurity("outcomes_outcomequestion", enterprise="enterprise_id"),
    ]
