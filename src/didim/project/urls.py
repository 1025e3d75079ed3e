from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("didim.api.urls")),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("account/", include("didim.web.account.urls")),
        path("workbench/", include("didim.web.workbench.urls")),
        path("", include("didim.web.portal.urls")),
        prefix_default_language=False,
    ),
]
