"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.cause_analyses import views

app_name = "cause_analyses"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("omrade/<str:priority>/", views.of_priority, name="of_priority"),
    path("<str:public_id>/", views.board, name="board"),
    path("<str:public_id>/forklaring/", views.add_hypothesis, name="add_hypothesis"),
    path("<str:public_id>/spar/", views.add_evidence, name="add_evidence"),
    path("<str:public_id>/spar/<str:evidence>/", views.weigh, name="weigh"),
    path("<str:public_id>/valj/", views.settle, name="settle"),
]
