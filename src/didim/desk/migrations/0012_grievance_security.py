from django.db import migrations
from didim.accounts.tenancy import AgencyRowSecurity

_AGENCIES = "(SELECT string_to_array(nullif(current_setting('didim.agencies', true), ''), ',')::bigint[])::bigint[]"
OF_SEEN = "grievance_id IN (SELECT id FROM desk_grievance)"
POLICIES = (
    AgencyRowSecurity("desk_grievance", enterprise="enterprise_id"),
    # What a firm sees of its case; notes and reminders among staff are the agency's.
    AgencyRowSecurity(
        "desk_grievanceevent",
        agency="",
        using="EXISTS (SELECT 1 FROM desk_grievance g WHERE g.id = grievance_id"
        f" AND (kind NOT IN ('noted', 'reminded') OR g.agency_id = ANY ({_AGENCIES})))",
    ),
    AgencyRowSecurity("desk_grievancefile", agency="", using=OF_SEEN),
    AgencyRowSecurity("desk_grievanceanswer", agency="", using=OF_SEEN),
    *(
        AgencyRowSecurity(f"desk_{name}")
        for name in (
            "grievancehistory",
            "grievancenumber",
            "routing",
            "jointhandler",
            "incharge",
            "inchargeevent",
            "officerabsence",
            "officerabsenceevent",
            "registerentryevent",
            "lawpromise",
            "lawpromiseevent",
        )
    ),
    AgencyRowSecurity(
        "desk_registerentry", public="approved_at IS NOT NULL AND withdrawn_at IS NULL"
    ),
    # Whoever sees a grievance sees its files.
    migrations.RunSQL(
        """
CREATE FUNCTION didim_sees_grievance_file(key bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM desk_grievancefile WHERE file_id = key);
END $$
""",
        "DROP FUNCTION didim_sees_grievance_file(bigint)",
    ),
    migrations.RunSQL(
        "CREATE POLICY didim_grievance_file ON applications_firmfile FOR SELECT"
        " USING (didim_sees_grievance_file(id))",
        "DROP POLICY didim_grievance_file ON applications_firmfile",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0011_grievance_bounds"),
    ]

    operations = [
        *POLICIES,
    ]
