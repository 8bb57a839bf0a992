"""Addresses of what is kept and what goes."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.keeping import views

app_name = "keeping"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("beslut/", views.propose, name="propose"),
    path("beslut/<str:key>/godkann/", views.approve, name="approve"),
    path("beslut/<str:key>/aterkalla/", views.withdraw, name="withdraw"),
    path("beslut/<str:key>/prova/", views.trial, name="trial"),
    path("person/<str:key>/", views.person, name="person"),
    path("person/<str:key>/utdrag/", views.order_extract, name="order_extract"),
    path("utdrag/<str:key>/", views.extract, name="extract"),
    path("protokoll/<str:key>/", views.run, name="run"),
    path("protokoll/<str:key>/gallra/", views.dispose, name="dispose"),
]
