from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "didim.project.errors.bad_request"
handler403 = "didim.project.errors.permission_denied"
handler404 = "didim.project.errors.page_not_found"
handler500 = "didim.project.errors.server_error"

urlpatterns = [
    path("api/v1/", include("didim.api.urls")),
    *i18n_patterns(
        path("accounts/", include("didim.web.account.sign_in_urls")),
        path("account/", include("didim.web.account.urls")),
        path("workbench/", include("didim.web.workbench.urls")),
        path("review/", include("didim.web.review.urls")),
        path("expert/", include("didim.web.expert.urls")),
        path("", include("didim.web.portal.urls")),
        prefix_default_language=False,
    ),
]
