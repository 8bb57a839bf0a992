"""Addresses of the telephone. All of them answer without a log-in: see door.py."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.phone import api, views

app_name = "phone"
urlpatterns = [
    path("", views.app, name="app"),
    path("sw.js", views.worker, name="worker"),
    path("app.webmanifest", views.manifest, name="manifest"),
    path("anslut/<str:code>/", views.connect, name="connect"),
    path("api/start", api.start, name="start"),
    path("api/areas", api.areas, name="areas"),
    path("api/person", api.person, name="person"),
    path("api/handover", api.handover, name="handover"),
    path("api/incidents", api.incident_list, name="incidents"),
    path("api/incidents/<str:submission_key>/withdraw", api.withdraw, name="withdraw"),
    path("api/incidents/<str:submission_key>/photo", api.photo, name="photo"),
]
