from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Pages of reviewers as a Django app."""

    name = "didim.web.review"
    label = "review"
    verbose_name = "평가 화면"
