"""Addresses of the house itself."""

from __future__ import annotations

from django.urls import path
from django.views.i18n import set_language

from tryggve.foundation.web import views

app_name = "web"
urlpatterns = [
    path("sprak/", set_language, name="language"),
    path("tema/", views.theme, name="theme"),
    path("jobb/<str:public_id>/", views.job, name="job"),
    path("stil/", views.gallery, name="gallery"),
]
