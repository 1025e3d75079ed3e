from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity


def among(column: str, parameter: str) -> str:
    ids = f"(SELECT string_to_array(nullif(current_setting('didim.{parameter}', true), ''), ',')::bigint[])"
    return f"{column} = ANY ({ids}::bigint[])"


HOSTED = f"(SELECT h.fair_id FROM fairs_fairhost h WHERE {among('h.agency_id', 'agencies')})"
OWN = (
    "(SELECT p.id FROM fairs_participant p"
    f" WHERE {among('p.enterprise_id', 'enterprises')} OR {among('p.user_id', 'user')})"
)
OF_SHOWN = "fair_id IN (SELECT id FROM fairs_fair)"


def of(table: str, owner: str, column: str) -> str:
    """Rows that hang on a row of `table` that an agency holds together, or whose `owner` asks."""
    return f"{column} IN (SELECT o.id FROM {table} o WHERE o.fair_id IN {HOSTED} OR o.{owner} IN {OWN})"


class Migration(migrations.Migration):
    dependencies = [("fairs", "0005_jobs_and_challenges")]

    operations = [
        # Work that is offered and tasks that are set are for everybody; who asked for them is not.
        AgencyRowSecurity(
            "fairs_posting", using=f"fair_id IN {HOSTED} OR employer_id IN {OWN}", public=OF_SHOWN
        ),
        AgencyRowSecurity("fairs_postingevent", using=f"fair_id IN {HOSTED}"),
        AgencyRowSecurity(
            "fairs_jobapplication",
            using=f"{of('fairs_posting', 'employer_id', 'posting_id')} OR applicant_id IN {OWN}",
        ),
        AgencyRowSecurity("fairs_jobapplicationevent"),
        AgencyRowSecurity(
            "fairs_challenge", using=f"fair_id IN {HOSTED} OR partner_id IN {OWN}", public=OF_SHOWN
        ),
        AgencyRowSecurity("fairs_challengeevent", using=f"fair_id IN {HOSTED}"),
        AgencyRowSecurity(
            "fairs_proposal",
            using=f"{of('fairs_challenge', 'partner_id', 'challenge_id')} OR firm_id IN {OWN}",
        ),
        AgencyRowSecurity("fairs_proposalevent"),
    ]
