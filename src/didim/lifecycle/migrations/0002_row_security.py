from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

# A firm sees its own membership, and through it the group and what the group does.
OF_MEMBERS = "id IN (SELECT collaboration_id FROM lifecycle_member)"
OF_SEEN = "collaboration_id IN (SELECT id FROM lifecycle_collaboration)"


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_initial")]

    operations = [
        AgencyRowSecurity("lifecycle_closure", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_closureevent", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_closurecheck", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_closurecheckevent", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_restart", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_restartevent"),
        AgencyRowSecurity("lifecycle_member", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_memberevent"),
        AgencyRowSecurity("lifecycle_collaboration", using=OF_MEMBERS),
        AgencyRowSecurity("lifecycle_collaborationevent"),
        AgencyRowSecurity("lifecycle_memberconsent", enterprise="enterprise_id"),
        AgencyRowSecurity("lifecycle_jointproject", using=OF_SEEN),
        AgencyRowSecurity("lifecycle_jointprojectevent"),
        AgencyRowSecurity("lifecycle_memberresult", enterprise="enterprise_id"),
    ]
