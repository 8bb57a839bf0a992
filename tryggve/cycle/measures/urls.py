"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.measures import views

app_name = "measures"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="list"),
    path("ny/", views.new, name="new"),
    path("mina/", views.mine, name="mine"),
    path("<str:public_id>/", views.detail, name="detail"),
    path("<str:public_id>/andra/", views.change, name="change"),
    path("<str:public_id>/starta/", views.start, name="start"),
    path("<str:public_id>/lage/", views.update, name="update"),
]
