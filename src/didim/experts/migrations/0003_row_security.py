from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity

USER = "(SELECT nullif(current_setting('didim.user', true), '')::bigint)"
FIRMS = "(SELECT string_to_array(nullif(current_setting('didim.enterprises', true), ''), ',')::bigint[])::bigint[]"
OF_SEEN_DISPATCH = "EXISTS (SELECT 1 FROM experts_dispatch d WHERE d.{column} = {table}.id)"
OF_OWN = "EXISTS (SELECT 1 FROM experts_poolexpert p WHERE p.id = {table}.expert_id AND p.user_id = " + USER + ")"
# The expert and the firm see who goes where once it is confirmed; a proposal is the agency's alone.
AFTER_PROPOSAL = f"state NOT IN ('proposed', 'dropped') AND (enterprise_id = ANY ({FIRMS}) OR expert_user_id = {USER})"


class Migration(migrations.Migration):
    dependencies = [("experts", "0002_dispatching")]

    operations = [
        AtOnce([
            AgencyRowSecurity(
                "experts_poolexpert",
                user="user_id",
                public=OF_SEEN_DISPATCH.format(column="expert_id", table="experts_poolexpert"),
            ),
            AgencyRowSecurity("experts_poolexpertevent", user="user_id"),
            AgencyRowSecurity("experts_expertterm", public=OF_OWN.format(table="experts_expertterm")),
            AgencyRowSecurity("experts_experttermevent"),
            # An expert says when they are away, themselves.
            AgencyRowSecurity("experts_expertabsence", using=OF_OWN.format(table="experts_expertabsence")),
            AgencyRowSecurity(
                "experts_expertabsenceevent", using=OF_OWN.format(table="experts_expertabsenceevent")
            ),
            AgencyRowSecurity("experts_experttie"),
            AgencyRowSecurity("experts_experttieevent"),
            AgencyRowSecurity("experts_expertinvitation"),
            AgencyRowSecurity(
                "experts_visitrequest",
                enterprise="enterprise_id",
                public=OF_SEEN_DISPATCH.format(column="request_id", table="experts_visitrequest"),
            ),
            AgencyRowSecurity("experts_visitrequestevent", enterprise="enterprise_id"),
            AgencyRowSecurity("experts_dispatchrun"),
            AgencyRowSecurity("experts_dispatch", using=AFTER_PROPOSAL),
            AgencyRowSecurity("experts_dispatchevent", using=AFTER_PROPOSAL),
        ]),
    ]
