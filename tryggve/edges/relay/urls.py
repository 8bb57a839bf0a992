"""Addresses of the members' links."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.relay import views

app_name = "relay"
urlpatterns = [
    path("svara/", views.answer, name="answer"),
    path("svara/inget/", views.nothing, name="nothing"),
    path("svara/<str:token>/", views.link, name="link"),
    path("medlemslankar/", views.make, name="make"),
    path("medlemslankar/sparra/", views.revoke, name="revoke"),
    path("medlemslankar/paminn/", views.remind, name="remind"),
]
