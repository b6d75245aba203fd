"""Addresses of the API."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from api.interface import interface
from api.problems import plain


@csrf_exempt
def no_such_address(request: HttpRequest) -> HttpResponse:
    """Nothing stands here; said in the API's own form."""
    return plain(request, 404)


urlpatterns = [
    path("v1/", interface.urls),
    re_path("", no_such_address),
]
