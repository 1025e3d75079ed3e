"""Addresses of the pool of experts and of who goes where."""

from django.urls import path

from .views import dispatch, expert_pool

urlpatterns = [
    path("experts/", expert_pool.pool, name="expert-pool"),
    path("experts/new/", expert_pool.edit, name="expert-create"),
    path("experts/recruit/", expert_pool.recruit, name="expert-recruit"),
    path("experts/requests/", dispatch.request_list, name="visit-request-list"),
    path("experts/requests/<int:request_id>/", dispatch.request_pairs, name="visit-request"),
    path("experts/requests/<int:request_id>/cancel/", dispatch.request_cancel, name="visit-request-cancel"),
    path("experts/needs/<int:need_id>/", dispatch.request_for_need, name="need-expert"),
    path("experts/runs/", dispatch.runs, name="dispatch-runs"),
    path("experts/runs/<int:dispatch_run_id>/", dispatch.run, name="dispatch-run"),
    path("experts/runs/<int:dispatch_run_id>/confirm/", dispatch.confirm, name="dispatch-confirm"),
    path("experts/runs/<int:dispatch_run_id>/drop/", dispatch.drop, name="dispatch-drop"),
    path("experts/<int:expert_id>/", expert_pool.detail, name="expert"),
    path("experts/<int:expert_id>/edit/", expert_pool.edit, name="expert-edit"),
    path("experts/<int:expert_id>/term/", expert_pool.term, name="expert-term"),
    path("experts/<int:expert_id>/away/", expert_pool.away, name="expert-away"),
    path("experts/<int:expert_id>/apart/", expert_pool.apart, name="expert-apart"),
    path("experts/<int:expert_id>/invite/", expert_pool.invite, name="expert-invite"),
    path("experts/<int:expert_id>/replace/", dispatch.replace, name="expert-replace"),
    path("experts/terms/<int:term_id>/end/", expert_pool.end, name="expert-term-end"),
    path("experts/absences/<int:away_id>/remove/", expert_pool.back, name="expert-back"),
    path("experts/ties/<int:apart_id>/lift/", expert_pool.lift, name="expert-lift"),
]
