"""Addresses of visits of experts: reports to approve, fee slips."""

from django.urls import path

from .views import fee_slips, visits

urlpatterns = [
    path("visits/", visits.report_list, name="visit-list"),
    path("visits/<int:visit_id>/", visits.visit, name="visit"),
    path("visits/<int:visit_id>/approve/", visits.approve, name="visit-approve"),
    path("visits/<int:visit_id>/return/", visits.give_back, name="visit-return"),
    path("visits/<int:visit_id>/cancel/", visits.cancel, name="visit-cancel"),
    path("visit-photos/<int:photo_id>/", visits.photo, name="visit-photo"),
    path("fees/", fee_slips.slip_list, name="fee-list"),
    path("fees/draw/", fee_slips.draw, name="fee-draw"),
    path("fees/workbook/", fee_slips.book, name="fee-workbook"),
    path("fees/<int:slip_id>/", fee_slips.slip, name="fee-slip"),
    path("fees/<int:slip_id>/approve/", fee_slips.approve, name="fee-approve"),
    path("fees/<int:slip_id>/pay/", fee_slips.pay, name="fee-pay"),
    path("fees/<int:slip_id>/cancel/", fee_slips.cancel, name="fee-cancel"),
    path("fees/<int:slip_id>/paper/", fee_slips.paper, name="fee-paper"),
]
