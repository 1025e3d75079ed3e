from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity

USER = "(SELECT nullif(current_setting('didim.user', true), '')::bigint)"
OF_OWN = f"expert_id IN (SELECT id FROM experts_poolexpert WHERE user_id = {USER})"
VISIT_OF_OWN = f"visit_id IN (SELECT id FROM experts_visit WHERE {OF_OWN})"
# A firm reads what was approved; what is being written is the expert's, what waits the agency's, too.
APPROVED = "state = 'approved' AND visit_id IN (SELECT id FROM experts_visit)"
OF_SEEN_REPORT = "report_id IN (SELECT id FROM experts_visitreport)"


class Migration(migrations.Migration):
    dependencies = [("experts", "0010_visits"), ("experts", "0003_row_security")]

    operations = [
        AtOnce([
            AgencyRowSecurity("experts_visit", enterprise="enterprise_id", using=OF_OWN),
            AgencyRowSecurity("experts_visitevent", enterprise="enterprise_id", using=OF_OWN),
            AgencyRowSecurity("experts_clinic", enterprise="enterprise_id", using=OF_OWN),
            AgencyRowSecurity("experts_clinicevent", enterprise="enterprise_id", using=OF_OWN),
            # What a firm thinks of an expert is not for the expert to read by name.
            AgencyRowSecurity("experts_visitsatisfaction", enterprise="enterprise_id"),
            AgencyRowSecurity("experts_visitreport", using=VISIT_OF_OWN, public=APPROVED),
            AgencyRowSecurity("experts_visitphoto", using=OF_SEEN_REPORT),
            AgencyRowSecurity("experts_feeslip", public=OF_OWN),
            AgencyRowSecurity("experts_feeslipevent"),
            AgencyRowSecurity("experts_feeline", public=OF_OWN),
        ]),
    ]
