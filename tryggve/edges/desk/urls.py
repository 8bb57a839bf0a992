"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.start, name="start"),
    path("motesrum/<str:public_id>/", views.meeting_room, name="meeting_room"),
    path("motesrum/<str:public_id>/<slug:errand>/", views.room_errand, name="room_errand"),
    path("ledtid/", views.lead_time, name="lead_time"),
    path("lamnat-i-tid/", views.timeliness, name="timeliness"),
    path("vad-det-blev/", views.became, name="became"),
]
