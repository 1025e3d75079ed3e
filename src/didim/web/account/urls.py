from django.urls import URLPattern

app_name = "account_pages"
urlpatterns: list[URLPattern] = []
