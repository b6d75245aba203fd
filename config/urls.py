"""All addresses of the product."""

from django.urls import include, path

urlpatterns = [
    path("", include("operations.urls")),
    path("api/", include("api.urls")),
    path("", include("web.urls")),
]
