from django.urls import path

from didim.accounts.guards import PUBLIC, guarded
from didim.web.components.views import display

from .views import (
    agencies,
    calendar,
    drafts,
    files,
    firm,
    handing_in,
    matches,
    merging,
    networks,
    notices,
    options,
    own_applications,
    receipts,
    saved_searches,
    uploads,
)
from .views.home import home

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("display/", guarded(PUBLIC)(display), name="display"),
    path("agencies/", agencies.agency_list, name="agency-list"),
    path("agencies/<int:pk>/", agencies.agency_detail, name="agency-detail"),
    path("networks/", networks.network_list, name="network-list"),
    path("networks/<int:pk>/", networks.network_detail, name="network-detail"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice-detail"),
    path("notices/<int:pk>/calendar.ics", calendar.notice_ics, name="notice-ics"),
    path("calendar/", calendar.month, name="calendar"),
    path("calendar/didim.ics", calendar.subscription, name="calendar-ics"),
    path("matches/", matches.matches, name="matches"),
    path("saved-searches/", saved_searches.saved_search_list, name="saved-search-list"),
    path("saved-searches/<int:pk>/alerts/", saved_searches.switch_alerts, name="saved-search-alerts"),
    path("saved-searches/<int:pk>/delete/", saved_searches.delete_search, name="saved-search-delete"),
    path("firm/", firm.profile, name="firm-profile"),
    path("firm/register/", firm.register, name="firm-register"),
    path("firm/edit/", firm.edit, name="firm-edit"),
    path("firm/years/", firm.add_year, name="firm-year"),
    path("firm/certificates/", firm.add_certificate, name="firm-certificate"),
    path("firm/certificates/<int:pk>/remove/", firm.remove_certificate, name="firm-certificate-remove"),
    path("firm/files/", files.cabinet, name="firm-files"),
    path("firm/files/<int:file_id>/", files.describe, name="firm-file"),
    path("firm/files/<int:file_id>/remove/", files.remove, name="firm-file-remove"),
    path("files/<int:file_id>/", files.download, name="file"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/<uuid:upload_id>/", uploads.upload, name="upload"),
    path("applications/<int:application_id>/files/<slug:slot>/", files.slot, name="slot-files"),
    path("firm/declare/", firm.declare, name="firm-declare"),
    path("calls/<int:call_id>/apply/", own_applications.start, name="apply-start"),
    path("applications/", own_applications.application_list, name="application-list"),
    path(
        "applications/<int:application_id>/", own_applications.application_detail, name="application-detail"
    ),
    path("applications/<int:application_id>/write/<slug:step>/", drafts.step, name="draft-step"),
    path("applications/<int:application_id>/save/", drafts.save, name="draft-save"),
    path("applications/<int:application_id>/merge/", merging.merge, name="draft-merge"),
    path("applications/<int:application_id>/verdict/", drafts.verdict, name="draft-verdict"),
    path("applications/<int:application_id>/changes-read/", drafts.changes_read, name="draft-changes-read"),
    path("applications/<int:application_id>/check/", drafts.check, name="draft-check"),
    path("applications/<int:application_id>/submit/", handing_in.submit, name="application-submit"),
    path("applications/<int:application_id>/withdraw/", handing_in.withdraw, name="application-withdraw"),
    path("applications/<int:application_id>/receipts/<int:receipt_id>/", receipts.receipt, name="receipt"),
    path(
        "applications/<int:application_id>/receipts/<int:receipt_id>/receipt.pdf",
        receipts.receipt_pdf,
        name="receipt-pdf",
    ),
    path("receipts/", receipts.receipt_form, name="receipt-form"),
    path("receipts/<str:code>/", receipts.receipt_check, name="receipt-check"),
    path("options/industries/", options.industry_options, name="industry-options"),
]
