from django.urls import path

from .views import access

app_name = "workbench"
urlpatterns = [
    path("access/", access.review, name="access-review"),
    path("access/download/", access.download, name="access-download"),
]
