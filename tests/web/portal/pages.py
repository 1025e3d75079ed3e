"""The addresses of the portal's pages in the small region."""

from .region import SmallRegion


def public_pages(region: SmallRegion) -> list[str]:
    """Return the pages everybody may open."""
    return [
        "/",
        "/notices/",
        "/notices/?q=수출 바우처",
        "/notices/?q=없는말",
        f"/notices/{region.notice.pk}/",
        "/calendar/",
        "/matches/",
        "/matches/?stage=operating&opened_on=2024-03-02&region=11680&industry=62&birth_year=1990",
        "/agencies/",
        f"/agencies/{region.agency.pk}/",
        "/networks/",
        f"/networks/{region.network.pk}/",
        f"/networks/{region.board.pk}/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/account/privacy/",
    ]


def own_pages(region: SmallRegion) -> list[str]:
    """Return the pages of somebody who is signed in and acts for a firm."""
    return [
        "/",
        f"/notices/{region.notice.pk}/",
        "/matches/",
        "/firm/",
        "/firm/edit/",
        "/firm/register/",
        "/firm/register/?kind=pre_founder",
        "/saved-searches/",
        "/account/",
        "/account/profile/",
        "/account/consents/",
        "/account/access-history/",
        "/account/leave/",
        f"/account/firms/{region.firm.pk}/members/",
    ]
