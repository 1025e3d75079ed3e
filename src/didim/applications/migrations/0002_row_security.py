from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial")]

    operations = [
        AtOnce([
            AgencyRowSecurity("applications_application", enterprise="enterprise_id"),
            AgencyRowSecurity("applications_applicationevent", enterprise="enterprise_id"),
            # What is being written, and the firm's cabinet of files, are the firm's alone.
            AgencyRowSecurity("applications_draft", agency="", enterprise="enterprise_id"),
            AgencyRowSecurity("applications_upload", agency="", enterprise="enterprise_id"),
            AgencyRowSecurity("applications_attachment", agency="", enterprise="enterprise_id"),
            AgencyRowSecurity(
                "applications_firmfile",
                agency="",
                enterprise="enterprise_id",
                # Whoever sees a submission sees its files.
                public="EXISTS (SELECT 1 FROM applications_submissionfile s"
                " WHERE s.file_id = applications_firmfile.id)",
            ),
            # Also for those who see the application because two rows of a firm were merged.
            *(
                AgencyRowSecurity(
                    f"applications_{name}",
                    enterprise="enterprise_id",
                    public="EXISTS (SELECT 1 FROM applications_application a"
                    f" WHERE a.id = applications_{name}.application_id)",
                )
                for name in ("submission", "receipt")
            ),
            AgencyRowSecurity(
                "applications_submissionfile",
                enterprise="enterprise_id",
                public="EXISTS (SELECT 1 FROM applications_submission s"
                " WHERE s.id = applications_submissionfile.submission_id)",
            ),
            AgencyRowSecurity("applications_receiptchain"),
            AgencyRowSecurity("applications_supplementrequest", enterprise="enterprise_id"),
            AgencyRowSecurity("applications_deadlineextension", public="true"),
        ]),
    ]
