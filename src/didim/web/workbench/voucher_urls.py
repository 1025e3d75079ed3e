"""Addresses of voucher schemes, suppliers, vouchers and their contracts."""

from django.urls import path

from .views import voucher_contracts as contracts
from .views import vouchers

urlpatterns = [
    path("voucher-schemes/", vouchers.scheme_list, name="voucher-scheme-list"),
    path("voucher-schemes/new/", vouchers.scheme_new, name="voucher-scheme-new"),
    path("voucher-schemes/<int:scheme_id>/", vouchers.scheme_detail, name="voucher-scheme"),
    path("voucher-schemes/<int:scheme_id>/edit/", vouchers.scheme_edit, name="voucher-scheme-edit"),
    path("voucher-schemes/<int:scheme_id>/firms/", vouchers.firms, name="voucher-firms"),
    path(
        "voucher-schemes/<int:scheme_id>/firms/<int:enterprise_id>/issue/",
        vouchers.issue,
        name="voucher-issue",
    ),
    path("voucher-schemes/<int:scheme_id>/suppliers/", vouchers.supplier_list, name="supplier-list"),
    path("suppliers/<int:supplier_id>/", vouchers.supplier_detail, name="supplier"),
    path("vouchers/<int:voucher_id>/", vouchers.voucher_detail, name="voucher"),
    path("vouchers/<int:voucher_id>/own-share/", vouchers.own_share, name="voucher-own-share"),
    path("vouchers/<int:voucher_id>/end/", vouchers.end, name="voucher-end"),
    path("voucher-contracts/<int:contract_id>/", contracts.detail, name="voucher-contract"),
    path("voucher-contracts/<int:contract_id>/contract.pdf", contracts.paper, name="voucher-contract-paper"),
    path("voucher-contracts/<int:contract_id>/settle/", contracts.settle, name="voucher-contract-settle"),
    path("voucher-contracts/<int:contract_id>/return/", contracts.send_back, name="voucher-contract-return"),
    path("voucher-contracts/<int:contract_id>/cancel/", contracts.cancel, name="voucher-contract-cancel"),
    path("voucher-contracts/<int:contract_id>/take-back/", contracts.money_back, name="voucher-take-back"),
    path(
        "voucher-contracts/<int:contract_id>/deliveries/<int:number>/file/",
        contracts.delivery_file,
        name="voucher-delivery-file",
    ),
]
