import pytest


@pytest.mark.django_db
def test_home_names_what_it_is_for(client):
    page = client.get("/").content.decode()

    assert "우리 기업이 받을 수 있는 지원, 한눈에" in page


@pytest.mark.django_db
def test_display_theme_is_kept_in_a_cookie_and_leads_back(client):
    answer = client.post("/display/", {"theme": "contrast", "next": "/en/"})

    assert answer.status_code == 302
    assert answer["Location"] == "/en/"
    assert 'data-theme="contrast"' in client.get("/").content.decode()


@pytest.mark.django_db
def test_display_theme_never_leads_to_another_site(client):
    answer = client.post("/display/", {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"
