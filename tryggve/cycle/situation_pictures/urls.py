"""Addresses of this step."""

from __future__ import annotations

from django.urls import path

from tryggve.cycle.situation_pictures import views

app_name = "situation_pictures"
urlpatterns = [
    path("", views.index, name="list"),
    path("<str:week>/", views.detail, name="detail"),
    path("<str:week>/lagesbild.pdf", views.download, {"document_format": "pdf"}, name="pdf"),
    path("<str:week>/lagesbild.json", views.download, {"document_format": "json"}, name="json"),
    path("<str:week>/lagesbild.html", views.download, {"document_format": "html"}, name="html"),
    path("<str:week>/sammanstall/", views.compile_week, name="compile"),
    path("<str:week>/klar/", views.ready, name="ready"),
    path("<str:week>/par/", views.pairs, name="pairs"),
]
