from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity


def among(column: str, parameter: str) -> str:
    return f"{column} = ANY ((SELECT string_to_array(nullif(current_setting('didim.{parameter}', true), ''), ',')::bigint[])::bigint[])"


HOSTED = f"(SELECT h.fair_id FROM fairs_fairhost h WHERE {among('h.agency_id', 'agencies')})"
OWN = (
    "(SELECT p.id FROM fairs_participant p"
    f" WHERE {among('p.enterprise_id', 'enterprises')} OR {among('p.user_id', 'user')})"
)
# Agencies that hold the fair together work on it alike.
TOGETHER = f"fair_id IN {HOSTED}"
OF_SHOWN = "fair_id IN (SELECT id FROM fairs_fair)"
# Whoever sees a meeting's fair or sits at its table.
BOTH_SIDES = f"{TOGETHER} OR partner_id IN {OWN} OR firm_id IN {OWN}"
OF_SEEN_PARTICIPANT = f"participant_id IN {OWN} OR participant_id IN (SELECT p.id FROM fairs_participant p WHERE p.fair_id IN {HOSTED})"
OF_SEEN_MEETING = "meeting_id IN (SELECT id FROM fairs_meeting)"


class Migration(migrations.Migration):
    dependencies = [("fairs", "0002_history")]

    operations = [
        # Who holds a fair, when and where, is for everybody once it is no draft.
        AgencyRowSecurity("fairs_fairhost", agency="", using=among("agency_id", "agencies"), public="true"),
        AgencyRowSecurity("fairs_fair", using=f"id IN {HOSTED}", public="state <> 'draft'"),
        AgencyRowSecurity("fairs_fairevent", using=f"id IN {HOSTED}"),
        AgencyRowSecurity("fairs_fairslot", using=TOGETHER, public=OF_SHOWN),
        AgencyRowSecurity("fairs_fairtable", using=TOGETHER, public=OF_SHOWN),
        AgencyRowSecurity("fairs_fairtableevent", using=TOGETHER),
        AgencyRowSecurity("fairs_tableoutage", using=TOGETHER),
        AgencyRowSecurity("fairs_interpreter", using=TOGETHER),
        AgencyRowSecurity("fairs_interpreterevent", using=TOGETHER),
        # Profiles of those who take part are there to be browsed; people who look for work are not.
        AgencyRowSecurity(
            "fairs_participant",
            enterprise="enterprise_id",
            user="user_id",
            using=TOGETHER,
            public="state = 'accepted' AND NOT is_person",
        ),
        AgencyRowSecurity(
            "fairs_participantevent", enterprise="enterprise_id", user="user_id", using=TOGETHER
        ),
        AgencyRowSecurity("fairs_participantperson", using=OF_SEEN_PARTICIPANT),
        AgencyRowSecurity("fairs_participantpersonevent", using=OF_SEEN_PARTICIPANT),
        AgencyRowSecurity(
            "fairs_absence", using=f"slot_id IN (SELECT s.id FROM fairs_fairslot s WHERE s.fair_id IN {HOSTED}) OR participant_id IN {OWN}"
        ),
        AgencyRowSecurity("fairs_meetingrequest", using=BOTH_SIDES),
        AgencyRowSecurity("fairs_meetingrequestevent", using=BOTH_SIDES),
        AgencyRowSecurity("fairs_planrun", using=TOGETHER),
        AgencyRowSecurity(
            "fairs_unplaced", using=f"run_id IN (SELECT r.id FROM fairs_planrun r WHERE r.fair_id IN {HOSTED}) OR partner_id IN {OWN} OR firm_id IN {OWN}"
        ),
        # A draft of the day is the agency's; who is to come sees the meetings that were published.
        AgencyRowSecurity(
            "fairs_meeting",
            using=f"{TOGETHER} OR (state <> 'draft' AND (partner_id IN {OWN} OR firm_id IN {OWN}))",
        ),
        AgencyRowSecurity("fairs_meetingevent", using=TOGETHER),
        AgencyRowSecurity("fairs_meetingchange", using=OF_SEEN_MEETING),
        # What one side wrote is not for the other.
        AgencyRowSecurity(
            "fairs_meetingrecord",
            using=(
                f"meeting_id IN (SELECT m.id FROM fairs_meeting m WHERE m.fair_id IN {HOSTED})"
                f" OR (side = 'partner' AND meeting_id IN (SELECT m.id FROM fairs_meeting m WHERE m.partner_id IN {OWN}))"
                f" OR (side = 'firm' AND meeting_id IN (SELECT m.id FROM fairs_meeting m WHERE m.firm_id IN {OWN}))"
            ),
        ),
        AgencyRowSecurity(
            "fairs_meetingrecordevent",
            using=f"meeting_id IN (SELECT m.id FROM fairs_meeting m WHERE m.fair_id IN {HOSTED})",
        ),
        AgencyRowSecurity("fairs_deal", enterprise="enterprise_id", using=TOGETHER),
        AgencyRowSecurity("fairs_dealevent", enterprise="enterprise_id", using=TOGETHER),
        AgencyRowSecurity("fairs_dealfollowup", using="deal_id IN (SELECT id FROM fairs_deal)"),
    ]
