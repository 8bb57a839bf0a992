"""Every address in the house. Swedish, plural, one include per room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from tryggve.cycle.steps import STEPS

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tryggve.edges.desk.urls")),
    path("", include("tryggve.foundation.web.urls")),
    path("", include("tryggve.edges.entrance.urls")),
    path("", include("tryggve.edges.relay.urls")),
    path("", include("tryggve.edges.papers.urls")),
    path("telefon/", include("tryggve.edges.phone.urls")),
    path("las-in/", include("tryggve.edges.intake.pages.urls")),
    path("gallring/", include("tryggve.edges.keeping.urls")),
    path("installningar/", include("tryggve.edges.administration.urls")),
    *[path(f"{step.address}/", include(f"tryggve.cycle.{step.room}.urls")) for step in STEPS],
]

handler400 = "tryggve.foundation.web.views.bad_request"
handler403 = "tryggve.foundation.web.views.forbidden"
handler404 = "tryggve.foundation.web.views.not_found"
handler500 = "tryggve.foundation.web.views.server_error"
