from django.db import migrations

from didim.accounts.tenancy import AgencyRowSecurity

_FIRMS = "(SELECT string_to_array(nullif(current_setting('didim.enterprises', true), ''), ',')::bigint[])::bigint[]"
# Firms and suppliers write these rows themselves, so their history is written in the same scope.
POLICIES = {
    "agreements_supplierevent": AgencyRowSecurity("agreements_supplierevent", enterprise="enterprise_id"),
    "agreements_supplierserviceevent": AgencyRowSecurity(
        "agreements_supplierserviceevent",
        using="EXISTS (SELECT 1 FROM agreements_supplier s"
        f" WHERE s.id = agreements_supplierserviceevent.supplier_id AND s.enterprise_id = ANY ({_FIRMS}))",
    ),
    "agreements_vouchercontractevent": AgencyRowSecurity(
        "agreements_vouchercontractevent",
        enterprise="enterprise_id",
        using=f"supplier_enterprise_id = ANY ({_FIRMS})",
    ),
    "agreements_settlementevent": AgencyRowSecurity("agreements_settlementevent", enterprise="enterprise_id"),
}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0006_voucher_ends")]

    operations = [
        operation
        for table, policy in POLICIES.items()
        for operation in (
            migrations.RunSQL(f"DROP POLICY didim_owner ON {table}", AgencyRowSecurity(table).sql),
            policy,
        )
    ]
