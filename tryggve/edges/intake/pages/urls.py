"""Addresses of reading in from a file."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.intake.pages.views import counting, files, sources

app_name = "intake"
urlpatterns = [
    path("", files.start, name="start"),
    path("rakna-in/", counting.count, name="count"),
    path("filer/<str:key>/", sources.source, name="source"),
    path("filer/<str:key>/glom/", sources.remove, name="source_remove"),
    path("<str:public_id>/", files.run, name="run"),
    path("<str:public_id>/kolumner/", files.columns, name="columns"),
    path("<str:public_id>/rader/", files.rows, name="rows"),
    path("<str:public_id>/las-in/", files.commit, name="commit"),
    path("<str:public_id>/avbryt/", files.cancel, name="cancel"),
    path("<str:public_id>/att-ratta.xlsx", files.failed, name="failed"),
]
