"""Addresses of the pages of commercial districts."""

from django.urls import path

from .views import comparing, districts, downloads, maps, mine, papers, revivals, supply, trades

urlpatterns = [
    path("districts/", maps.district_map, name="district-map"),
    path("districts/options/", districts.district_options, name="district-options"),
    path("districts/compare/", comparing.comparison, name="district-compare"),
    path("districts/trades/", trades.trade_list, name="district-trades"),
    path("districts/trades/<slug:code>/", trades.trade, name="district-trade"),
    path("districts/mine/", mine.mine, name="district-mine"),
    path("districts/download/", downloads.download, name="district-download"),
    path("districts/download/definitions.csv", downloads.definitions, name="district-definitions"),
    path("districts/revival/", revivals.market_revival, name="district-revival"),
    path("districts/<slug:code>/", districts.district, name="district"),
    path("districts/<slug:code>/report.pdf", papers.report, name="district-report"),
    path("districts/<slug:code>/trades/", supply.supply, name="district-supply"),
]
