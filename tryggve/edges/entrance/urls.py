"""Coming in and going out."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.entrance import views

app_name = "entrance"
urlpatterns = [
    path("logga-in/", views.log_in, name="login"),
    path("logga-ut/", views.log_out, name="logout"),
    path("byt-plats/", views.switch, name="switch"),
    path("inbjudan/", views.accept, name="accept"),
    path("inbjudan/<str:token>/", views.invitation, name="invitation"),
    path("ovningspersoner/", views.personas, name="personas"),
]
