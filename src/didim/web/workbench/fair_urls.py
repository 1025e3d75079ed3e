"""Addresses of fairs at their agency: the list, one of them, its times and tables, who takes part."""

from django.urls import path

from .views import fair_participants as people
from .views import fairs
from .views.imports import FAIR_FILES

ONE = "fairs/<int:fair_id>/"
PERSON = "fair-participants/<int:participant_id>/"

urlpatterns = [
    path("fairs/", fairs.fair_list, name="fair-list"),
    path("fairs/new/", fairs.fair_new, name="fair-create"),
    path(ONE, fairs.fair_detail, name="fair"),
    path(f"{ONE}edit/", fairs.fair_edit, name="fair-edit"),
    path(f"{ONE}slots/", fairs.slots, name="fair-slots"),
    path(f"{ONE}tables/", fairs.tables_new, name="fair-tables"),
    path(f"{ONE}interpreters/", fairs.interpreter_new, name="fair-interpreter-create"),
    path(f"{ONE}hosts/", fairs.hosts, name="fair-hosts"),
    path(f"{ONE}open/", fairs.open_to_all, name="fair-open"),
    path(f"{ONE}call-off/", fairs.call_off, name="fair-call-off"),
    path(f"{ONE}close/", fairs.close, name="fair-close"),
    path("fair-tables/<int:table_id>/remove/", fairs.table_remove, name="fair-table-remove"),
    path(
        "fair-interpreters/<int:interpreter_id>/edit/", fairs.interpreter_edit, name="fair-interpreter-edit"
    ),
    path(
        "fair-interpreters/<int:interpreter_id>/remove/",
        fairs.interpreter_remove,
        name="fair-interpreter-remove",
    ),
    path(f"{ONE}participants/", people.participant_list, name="fair-participants"),
    path(f"{ONE}participants/new/", people.participant_new, name="fair-participant-create"),
    *FAIR_FILES.addresses(f"{ONE}participants/import/"),
    path(PERSON, people.participant_detail, name="fair-participant"),
    path(f"{PERSON}edit/", people.participant_edit, name="fair-participant-edit"),
    path(f"{PERSON}accept/", people.accept, name="fair-participant-accept"),
    path(f"{PERSON}refuse/", people.refuse, name="fair-participant-refuse"),
    path(f"{PERSON}withdraw/", people.withdraw, name="fair-participant-withdraw"),
    path(f"{PERSON}link/", people.new_link, name="fair-participant-link"),
]
