from didim.programmes.models import SavedSearch
from tests.sign_in import make_user, sign_in


def save(client, name="수출"):
    return client.post("/saved-searches/", {"name": name, "query": "q=바우처&support_types=global"})


def test_search_is_kept_with_alerts_on(owner_client, small_region):
    save(owner_client)

    kept = SavedSearch.objects.get()
    assert (kept.name, kept.alerts, kept.query["text"]) == ("수출", True, "바우처")
    assert "support_types=global" in owner_client.get("/saved-searches/").content.decode()


def test_second_search_of_one_name_is_refused(owner_client, small_region):
    save(owner_client)
    save(owner_client)

    assert SavedSearch.objects.count() == 1


def test_alerts_are_switched_and_searches_deleted_by_their_owner_only(owner_client, small_region):
    save(owner_client)
    kept = SavedSearch.objects.get()
    stranger = sign_in(make_user("stranger@example.org"))

    assert stranger.post(f"/saved-searches/{kept.pk}/delete/").status_code == 404
    owner_client.post(f"/saved-searches/{kept.pk}/alerts/")
    assert not SavedSearch.objects.get().alerts
    owner_client.post(f"/saved-searches/{kept.pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_stranger_is_led_to_sign_in(client, db):
    assert save(client).status_code == 302
    assert not SavedSearch.objects.exists()
