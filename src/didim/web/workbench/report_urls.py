"""Addresses of reports, figures and what was published."""

from django.urls import path

from .views import figures, national, published, reports

urlpatterns = [
    path("reports/", reports.report_list, name="report-list"),
    path("reports/<slug:outline_code>/", reports.report, name="report"),
    path("reports/<slug:outline_code>/publish/", reports.publish, name="report-publish"),
    path("reports/<slug:outline_code>/workbook/", reports.workbook, name="report-workbook"),
    path("reports/<slug:outline_code>/<slug:ending>/", reports.report_file, name="report-file"),
    path("national/", national.national_report, name="national"),
    path("national/<slug:ending>/", national.national_file, name="national-file"),
    path("figures/", figures.figure_list, name="figure-list"),
    path("figures/<slug:figure_code>/", figures.figure_detail, name="figure"),
    path("figures/<slug:figure_code>/workbook/", figures.workbook, name="figure-workbook"),
    path("published/<int:published_id>/", published.published_report, name="published"),
    path("published/<int:published_id>/<slug:ending>/", published.published_file, name="published-file"),
]
