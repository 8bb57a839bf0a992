"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.meetings import views

app_name = "meetings"
urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("omraden/<str:public_id>/stall-bakom/", views.second, name="second"),
    path("omraden/<str:public_id>/valj-bort/", views.decline, name="decline"),
    path("omraden/<str:public_id>/agare/", views.owner, name="owner"),
    path("<str:public_id>/", views.agenda, name="agenda"),
    path("<str:public_id>/valj/", views.choose, name="choose"),
    path("<str:public_id>/foresla/", views.propose, name="propose"),
    path("<str:public_id>/bekrafta/", views.confirm, name="confirm"),
    path("<str:public_id>/lagesbild/", views.picture, name="picture"),
    path("<str:public_id>/beslut/", views.decide, name="decide"),
    path("<str:public_id>/beslut/<str:decision>/ta-bort/", views.remove, name="remove"),
    path("<str:public_id>/narvaro/", views.attendance, name="attendance"),
    path("<str:public_id>/ovrigt/", views.notes, name="notes"),
    path("<str:public_id>/avsluta/", views.close, name="close"),
    path("<str:public_id>/protokoll/", views.minutes, name="minutes"),
    path("<str:public_id>/protokoll.<str:document_format>", views.minutes_file, name="minutes_file"),
]
