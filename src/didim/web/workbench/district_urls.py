"""Addresses of what is brought for district statistics, and of their editions."""

from django.urls import path

from .views import districts

urlpatterns = [
    path("districts/", districts.import_list, name="district-imports"),
    path("districts/publish/", districts.publish, name="district-publish"),
    path("districts/editions/", districts.edition_list, name="district-editions"),
    path("districts/editions/<int:number>/withdraw/", districts.withdraw, name="district-withdraw"),
    path("districts/<int:district_import_id>/", districts.import_detail, name="district-import"),
    path("districts/<int:district_import_id>/dismiss/", districts.dismiss, name="district-dismiss"),
]
