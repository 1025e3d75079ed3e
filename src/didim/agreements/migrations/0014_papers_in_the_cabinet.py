from django.db import migrations

# Whoever sees an examination, an expenditure's evidence, a voucher's result or a final report sees its file. As
# one function that is asked after the owner's policy it costs a firm's own rows nothing: written out, each of
# these conditions brought the policies of its table into every statement that reads a file.
_TABLES = {
    "didim_gate_report": "agreements_stagegate",
    "didim_evidence": "agreements_expenditureevidence",
    "didim_voucher_delivery": "agreements_voucherdelivery",
}
_SEEN = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE file_id = key)"
    for table in (*_TABLES.values(), "agreements_finalreport")
)
_FUNCTION = f"""
CREATE FUNCTION didim_sees_agreement_paper(key bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN {_SEEN};
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0013_assets_given_away"), ("applications", "0007_lean_policies")]

    operations = [
        *(
            migrations.RunSQL(
                f"DROP POLICY {policy} ON applications_firmfile",
                f"CREATE POLICY {policy} ON applications_firmfile FOR SELECT USING (EXISTS ("
                f"SELECT 1 FROM {table} t WHERE t.file_id = applications_firmfile.id))",
            )
            for policy, table in _TABLES.items()
        ),
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION didim_sees_agreement_paper(bigint)"),
        migrations.RunSQL(
            "CREATE POLICY didim_agreement_paper ON applications_firmfile FOR SELECT"
            " USING (didim_sees_agreement_paper(id))",
            "DROP POLICY didim_agreement_paper ON applications_firmfile",
        ),
    ]
