from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity

# The agency's alone: the check, draws, sheets, simulations, committees.
AGENCY_ONLY = (
    "eligibilitycheck",
    "eligibilitycheckevent",
    "checkitem",
    "checkitemevent",
    "plansimilarity",
    "assignmentrun",
    "sealchain",
    "scoresheet",
    "scorerow",
    "decisionplan",
    "committee",
    "committeeevent",
    "committeevote",
    "committeevoteevent",
    "noticejob",
    "reverserating",
    "recusalevent",
    "panelmemberevent",
    "reviewevent",
    "reviewroundevent",
    "bonusclaimevent",
    "decisionevent",
    "objectionevent",
)
# What a reviewer reads is what is assigned to them, while it is. Submissions and files follow the application.
READ_BY_REVIEWERS = {
    "applications_application": "a.application_id = applications_application.id",
    "selection_roundentry": "a.application_id = selection_roundentry.application_id"
    " AND a.round_id = selection_roundentry.round_id",
}


def _reviewers_read(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE POLICY didim_reviewer ON {table} FOR SELECT USING (EXISTS (SELECT 1 FROM selection_assignment a"
        f" WHERE {condition} AND a.ended_at IS NULL AND a.reviewer_user_id ="
        " (SELECT nullif(current_setting('didim.user', true), '')::bigint)))",
        f"DROP POLICY didim_reviewer ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("selection", "0003_constraints_and_history"), ("applications", "0002_row_security")]

    operations = [
        AtOnce([
            *(AgencyRowSecurity(f"selection_{name}") for name in AGENCY_ONLY),
            AgencyRowSecurity("selection_panelmember", user="user_id"),
            AgencyRowSecurity("selection_assignment", user="reviewer_user_id"),
            AgencyRowSecurity("selection_review", user="reviewer_user_id"),
            AgencyRowSecurity(
                "selection_reviewseal",
                using="EXISTS (SELECT 1 FROM selection_review r WHERE r.id = selection_reviewseal.review_id)",
            ),
            AgencyRowSecurity(
                "selection_reviewround",
                public="EXISTS (SELECT 1 FROM selection_panelmember m WHERE m.round_id = selection_reviewround.id)",
            ),
            AgencyRowSecurity(
                "selection_panel",
                public="EXISTS (SELECT 1 FROM selection_panelmember m WHERE m.round_id = selection_panel.round_id)",
            ),
            AgencyRowSecurity("selection_roundentry"),
            # A reviewer sees and writes their own; the applicant's own challenge is filed for them.
            AgencyRowSecurity(
                "selection_recusal",
                using="EXISTS (SELECT 1 FROM selection_panelmember m WHERE m.round_id = selection_recusal.round_id"
                " AND m.reviewer_id = selection_recusal.reviewer_id)",
            ),
            AgencyRowSecurity(
                "selection_bonusclaim",
                using="EXISTS (SELECT 1 FROM applications_application a"
                " WHERE a.id = selection_bonusclaim.application_id)",
            ),
            # A firm sees what was decided once it has been told.
            AgencyRowSecurity(
                "selection_decision",
                public="notified_at IS NOT NULL AND enterprise_id = ANY ((SELECT string_to_array(nullif("
                "current_setting('didim.enterprises', true), ''), ',')::bigint[])::bigint[])",
            ),
            AgencyRowSecurity("selection_decisionnotice", enterprise="enterprise_id"),
            AgencyRowSecurity("selection_objection", enterprise="enterprise_id"),
            AgencyRowSecurity("selection_reverseratingballot", enterprise="enterprise_id"),
            *(_reviewers_read(table, condition) for table, condition in READ_BY_REVIEWERS.items()),
        ]),
    ]
