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
    path("mejl-och-kalender/", views.notices, name="notices"),
    path("mejl-och-kalender/val/", views.choose_mails, name="choose_mails"),
    path("mejl-och-kalender/ny-adress/", views.calendar_make, name="calendar_make"),
    path("mejl-och-kalender/<str:public_id>/avsluta/", views.calendar_revoke, name="calendar_revoke"),
    path("granska-text/", views.guard, name="guard"),
    path("annan-kanal/", views.other_channel, name="other_channel"),
    path("kalender/<str:token>.ics", views.calendar, name="calendar"),
]
