"""Addresses of settlements, recoveries and sanctions."""

from django.urls import path

from .views import recoveries, settling

urlpatterns = [
    path("settlements/", settling.settlement_list, name="settlement-list"),
    path("agreements/<int:agreement_id>/settlement/", settling.settlement_detail, name="settlement"),
    path("agreements/<int:agreement_id>/settlement/open/", settling.settlement_open, name="settlement-open"),
    path("agreements/<int:agreement_id>/settlement/extend/", settling.extend, name="settlement-extend"),
    path("agreements/<int:agreement_id>/settlement/return/", settling.send_back, name="settlement-return"),
    path("agreements/<int:agreement_id>/settlement/confirm/", settling.confirm, name="settlement-confirm"),
    path("agreements/<int:agreement_id>/settlement/pay/", settling.pay_rest, name="settlement-pay"),
    path("agreements/<int:agreement_id>/settlement.pdf", settling.settlement_paper, name="settlement-paper"),
    path(
        "agreements/<int:agreement_id>/final-reports/<int:number>/file/",
        settling.final_report_file,
        name="final-report-file",
    ),
    path(
        "agreements/<int:agreement_id>/disallow/<int:expenditure_id>/",
        settling.disallow_part,
        name="disallow",
    ),
    path("disallowances/<int:disallowance_id>/remove/", settling.allow, name="disallowance-remove"),
    path("agreements/<int:agreement_id>/recoveries/new/", recoveries.recovery_new, name="recovery-new"),
    path("recoveries/<int:recovery_id>/", recoveries.recovery_detail, name="recovery"),
    path("recoveries/<int:recovery_id>/instalments/", recoveries.instalments, name="recovery-instalments"),
    path("recoveries/<int:recovery_id>/payment/", recoveries.payment, name="recovery-payment"),
    path("recoveries/<int:recovery_id>/cancel/", recoveries.cancel, name="recovery-cancel"),
    path("recoveries/<int:recovery_id>/notice.pdf", recoveries.recovery_paper, name="recovery-paper"),
    path("agreements/<int:agreement_id>/sanctions/", recoveries.sanction_list, name="sanction-list"),
    path("agreements/<int:agreement_id>/sanctions/warn/", recoveries.warn_firm, name="sanction-warn"),
    path("agreements/<int:agreement_id>/sanctions/exclude/", recoveries.exclude, name="sanction-exclude"),
    path("sanctions/<int:sanction_id>/lift/", recoveries.lift, name="sanction-lift"),
]
