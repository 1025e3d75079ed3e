"""Addresses of vouchers, suppliers and settlements, for firms."""

from django.urls import path

from .views import settling, suppliers, vouchers

urlpatterns = [
    path("vouchers/", vouchers.voucher_list, name="voucher-list"),
    path("vouchers/<int:voucher_id>/", vouchers.voucher_detail, name="voucher"),
    path("vouchers/<int:voucher_id>/suppliers/", vouchers.menu_page, name="voucher-menu"),
    path("vouchers/<int:voucher_id>/suppliers/<int:supplier_id>/", vouchers.order, name="voucher-order"),
    path("voucher-contracts/<int:contract_id>/", vouchers.contract_detail, name="voucher-contract"),
    path(
        "voucher-contracts/<int:contract_id>/contract.pdf",
        vouchers.contract_paper,
        name="voucher-contract-paper",
    ),
    path("voucher-contracts/<int:contract_id>/sign/", vouchers.sign, name="voucher-contract-sign"),
    path("voucher-contracts/<int:contract_id>/cancel/", vouchers.cancel, name="voucher-contract-cancel"),
    path("voucher-contracts/<int:contract_id>/deliver/", vouchers.hand_in, name="voucher-contract-deliver"),
    path("voucher-contracts/<int:contract_id>/inspect/", vouchers.inspect, name="voucher-contract-inspect"),
    path(
        "voucher-contracts/<int:contract_id>/deliveries/<int:number>/file/",
        vouchers.delivery_file,
        name="voucher-delivery-file",
    ),
    path("suppliers/", suppliers.overview, name="supplier-list"),
    path("suppliers/apply/<int:scheme_id>/", suppliers.apply, name="supplier-apply"),
    path("suppliers/<int:supplier_id>/", suppliers.detail, name="supplier"),
    path("suppliers/<int:supplier_id>/introduction/", suppliers.introduction, name="supplier-introduction"),
    path("suppliers/<int:supplier_id>/services/new/", suppliers.service_new, name="service-new"),
    path("services/<int:service_id>/", suppliers.service_edit, name="service-edit"),
    path("services/<int:service_id>/offer/", suppliers.service_offer, name="service-offer"),
    path("agreements/<int:agreement_id>/settlement/", settling.detail, name="settlement"),
    path("agreements/<int:agreement_id>/final-report/", settling.final_report, name="final-report"),
    path("agreements/<int:agreement_id>/use-report/", settling.use_report, name="use-report"),
    path("agreements/<int:agreement_id>/settlement.pdf", settling.settlement_paper, name="settlement-paper"),
    path("recoveries/<int:recovery_id>/notice.pdf", settling.recovery_paper, name="recovery-paper"),
]
