"""All addresses as a rehearsal has them."""

from django.urls import path

from api.interface import build
from config.urls import urlpatterns as ordinary

urlpatterns = [path("api/v1/", build(rehearsing=True).urls), *ordinary]
