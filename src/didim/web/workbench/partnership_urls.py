"""Addresses of partnerships: the list, one of them, what is done with it."""

from django.urls import path

from .views import partnership_acts as acts
from .views import partnership_parts as parts
from .views import partnerships

ONE = "partnerships/<int:partnership_id>/"

urlpatterns = [
    path("partnerships/", partnerships.partnership_list, name="partnership-list"),
    path("partnerships/new/", acts.sign, name="partnership-create"),
    path(ONE, partnerships.partnership_detail, name="partnership"),
    path(f"{ONE}edit/", acts.edit, name="partnership-edit"),
    path(f"{ONE}renew/", acts.renew, name="partnership-renew"),
    path(f"{ONE}run-out/", acts.run_out, name="partnership-run-out"),
    path(f"{ONE}end/", acts.end, name="partnership-end"),
    path(f"{ONE}promises/new/", parts.promise_new, name="partnership-promise-create"),
    path("partnership-promises/<int:promise_id>/", parts.promise_edit, name="partnership-promise"),
    path(
        "partnership-promises/<int:promise_id>/settle/",
        parts.promise_settle,
        name="partnership-promise-settle",
    ),
    path(f"{ONE}activities/new/", parts.activity_new, name="partnership-activity-create"),
    path("partnership-activities/<int:activity_id>/", parts.activity_edit, name="partnership-activity"),
    path(f"{ONE}results/new/", parts.result_new, name="partnership-result-create"),
    path(f"{ONE}contacts/new/", parts.contact_new, name="partnership-contact-create"),
    path("partnership-contacts/<int:contact_id>/", parts.contact_edit, name="partnership-contact"),
    path(
        "partnership-contacts/<int:contact_id>/remove/",
        parts.contact_remove,
        name="partnership-contact-remove",
    ),
    path(f"{ONE}papers/add/", parts.paper_add, name="partnership-paper-add"),
    path("partnership-papers/<int:paper_id>/", parts.paper_file, name="partnership-paper"),
    path("partnership-papers/<int:paper_id>/remove/", parts.paper_remove, name="partnership-paper-remove"),
]
