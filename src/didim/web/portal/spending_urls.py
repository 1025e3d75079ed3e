"""Addresses of a firm's budget, expenditures, people and assets."""

from django.urls import path

from .views import assets, spending

urlpatterns = [
    path("agreements/<int:agreement_id>/budget/", spending.budget, name="budget"),
    path("agreements/<int:agreement_id>/people/", spending.people, name="participation"),
    path("agreements/<int:agreement_id>/expenditures/new/", spending.create, name="expenditure-create"),
    path("agreements/<int:agreement_id>/assets/", assets.asset_list, name="asset-list"),
    path("assets/<int:asset_id>/disposal/", assets.disposal, name="asset-disposal"),
    path("expenditures/<int:expenditure_id>/", spending.detail, name="expenditure"),
    path("expenditures/<int:expenditure_id>/edit/", spending.edit, name="expenditure-edit"),
    path("expenditures/<int:expenditure_id>/evidence/", spending.evidence, name="expenditure-evidence"),
    path("expenditures/<int:expenditure_id>/hand-in/", spending.hand_in, name="expenditure-hand-in"),
    path("expenditures/<int:expenditure_id>/assets/", spending.asset, name="expenditure-asset"),
]
