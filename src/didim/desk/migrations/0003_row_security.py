from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

OF_SEEN = "consultation_id IN (SELECT id FROM desk_consultation)"


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_prescriptions")]

    operations = [
        # Where to come and when is for everybody; who sits there and is away is not.
        AgencyRowSecurity("desk_branch", public="true"),
        AgencyRowSecurity("desk_branchevent"),
        AgencyRowSecurity("desk_counter", public="true"),
        AgencyRowSecurity("desk_counterevent"),
        AgencyRowSecurity("desk_counterhours", public="true"),
        AgencyRowSecurity("desk_counterday", public="true"),
        AgencyRowSecurity("desk_counsellor"),
        AgencyRowSecurity("desk_counsellorevent"),
        AgencyRowSecurity("desk_counterpost"),
        AgencyRowSecurity("desk_absence"),
        AgencyRowSecurity("desk_absenceevent"),
        AgencyRowSecurity("desk_consultation", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_consultationevent", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_need", enterprise="enterprise_id"),
        # A thread has no firm of its own, so that it follows its consultation when firms are merged.
        AgencyRowSecurity("desk_deskmessage", using=OF_SEEN),
        AgencyRowSecurity("desk_answerevent", using=OF_SEEN),
        AgencyRowSecurity("desk_booking", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_bookingevent", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_ticket"),
        AgencyRowSecurity("desk_prescription", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_followup", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_followupevent", enterprise="enterprise_id"),
        AgencyRowSecurity("desk_satisfaction", enterprise="enterprise_id"),
    ]
