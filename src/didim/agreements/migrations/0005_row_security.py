from django.db import migrations

from didim.accounts.at_once import AtOnce
from didim.accounts.tenancy import AgencyRowSecurity

# The agency's and the firm's.
OF_THE_FIRM = (
    "agreement",
    "agreementchange",
    "stagegate",
    "instalment",
    "budgetline",
    "budgetamount",
    "spendinglimit",
    "expenditure",
    "expenditureevidence",
    "asset",
    "participation",
    "bannedcounterparty",
    "settlement",
    "disallowance",
    "recovery",
    "recoveryinstalment",
    "sanction",
    "voucher",
)
# Firms act on these themselves, so their history is written in the same scope.
HISTORY_OF_THE_FIRM = (
    "agreementevent",
    "agreementchangeevent",
    "stagegateevent",
    "expenditureevent",
    "assetevent",
    "participationevent",
    "bannedcounterpartyevent",
)
# The agency's, the firm's and the supplier's.
OF_THREE = (
    "vouchercontract",
    "voucherdelivery",
)
# Rows that are never changed stay with the firm they were written for when firms are merged: who sees what they
# belong to sees them.
WITH_ITS_OWNER = {
    "agreementversion": ("agreement", "agreement_id"),
    "agreementsignature": ("agreementversion", "version_id"),
    "spendingentry": ("spendinglimit", "limit_id"),
    "payment": ("expenditure", "expenditure_id"),
    "finalreport": ("agreement", "agreement_id"),
    "recoverypayment": ("recovery", "recovery_id"),
    "vouchersignature": ("vouchercontract", "contract_id"),
    "voucherpayment": ("vouchercontract", "contract_id"),
}
AGENCY_ONLY = (
    "agreementnumber",
    "instalmentevent",
    "voucherschemeevent",
    "supplierevent",
    "supplierserviceevent",
    "voucherevent",
    "vouchercontractevent",
    "settlementevent",
    "disallowanceevent",
    "recoveryevent",
    "sanctionevent",
    "expenditurefindingevent",
)
_FIRMS = "(SELECT string_to_array(nullif(current_setting('didim.enterprises', true), ''), ',')::bigint[])::bigint[]"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_vouchers")]

    operations = [
        AtOnce([
            *(AgencyRowSecurity(f"agreements_{name}", enterprise="enterprise_id") for name in OF_THE_FIRM + HISTORY_OF_THE_FIRM),
            *(
                AgencyRowSecurity(
                    f"agreements_{name}",
                    enterprise="enterprise_id",
                    using=f"supplier_enterprise_id = ANY ({_FIRMS})",
                )
                for name in OF_THREE
            ),
            *(
                AgencyRowSecurity(
                    f"agreements_{name}",
                    using=f"EXISTS (SELECT 1 FROM agreements_{owner} o WHERE o.id = agreements_{name}.{column})",
                )
                for name, (owner, column) in WITH_ITS_OWNER.items()
            ),
            *(AgencyRowSecurity(f"agreements_{name}") for name in AGENCY_ONLY),
            # What a firm reads about its own request; it never writes it.
            AgencyRowSecurity(
                "agreements_expenditurefinding",
                public="EXISTS (SELECT 1 FROM agreements_expenditure e"
                f" WHERE e.id = agreements_expenditurefinding.expenditure_id AND e.enterprise_id = ANY ({_FIRMS}))",
            ),
            # The menu is read by everybody who looks for a supplier.
            AgencyRowSecurity("agreements_voucherscheme", public="true"),
            AgencyRowSecurity(
                "agreements_supplier", enterprise="enterprise_id", public="state = 'registered'"
            ),
            AgencyRowSecurity(
                "agreements_supplierservice",
                using="EXISTS (SELECT 1 FROM agreements_supplier s"
                f" WHERE s.id = agreements_supplierservice.supplier_id AND s.enterprise_id = ANY ({_FIRMS}))",
                public="is_offered AND EXISTS (SELECT 1 FROM agreements_supplier s"
                " WHERE s.id = agreements_supplierservice.supplier_id AND s.state = 'registered')",
            ),
        ]),
    ]
