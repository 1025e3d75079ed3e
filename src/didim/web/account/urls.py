from django.urls import path

from .views import consents, members, overview, second_factor

app_name = "account_pages"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("profile/", overview.profile, name="profile"),
    path("data/", overview.own_data, name="own-data"),
    path("access-history/", overview.access_history, name="access-history"),
    path("leave/", overview.leave, name="leave"),
    path("second-factor/", second_factor.second_factor, name="second-factor"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<int:consent_id>/withdraw/", consents.withdraw, name="consent-withdraw"),
    path("privacy/", consents.privacy, name="privacy"),
    path("agencies/<int:agency_id>/members/", members.agency_members, name="agency-members"),
    path(
        "agencies/<int:agency_id>/members/<int:member_id>/end/",
        members.agency_role_end,
        name="agency-role-end",
    ),
    path("firms/<int:enterprise_id>/members/", members.firm_members, name="firm-members"),
    path(
        "firms/<int:enterprise_id>/members/<int:member_id>/end/",
        members.firm_member_end,
        name="firm-member-end",
    ),
    path(
        "firms/<int:enterprise_id>/members/<int:member_id>/role/",
        members.firm_member_role,
        name="firm-member-role",
    ),
    path(
        "firms/<int:enterprise_id>/invitations/<int:invitation_id>/revoke/",
        members.firm_invitation_revoke,
        name="firm-invitation-revoke",
    ),
    path("invitations/<str:token>/", members.firm_invitation, name="firm-invitation"),
]
