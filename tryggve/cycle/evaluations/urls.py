"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.evaluations import views

app_name = "evaluations"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="list"),
    path("ny/<str:measure>/", views.new, name="new"),
    path("omraden/<str:priority>/", views.follow_up, name="follow_up"),
    path("<str:public_id>/", views.detail, name="detail"),
]
