from django.http import Http404


class NotVisible(Http404):
    """The thing is not there, or not for this actor: both look the same from outside."""
