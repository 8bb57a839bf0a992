"""Addresses of this step."""

from __future__ import annotations

from django.urls import URLPattern, path

from tryggve.cycle.weekly_reports import views

app_name = "weekly_reports"
urlpatterns: list[URLPattern] = [
    path("", views.week_list, name="list"),
    path("oppna/", views.open_reports, name="open"),
    path("medlemmar/", views.members, name="members"),
    path("rader/<str:public_id>/ta-bort/", views.remove_line, name="remove_line"),
    path("<str:public_id>/", views.detail, name="detail"),
    path("<str:public_id>/rader/", views.add_line, name="add_line"),
    path("<str:public_id>/falt/", views.keep_field, name="keep_field"),
    path("<str:public_id>/rutnat/", views.grid, name="grid"),
    path("<str:public_id>/rutnat/celler/", views.write_cells, name="write_cells"),
    path("<str:public_id>/rutnat/klistra/", views.paste, name="paste"),
    path("<str:public_id>/rutnat/ruta/", views.cell, name="cell"),
    path("<str:public_id>/rutnat/visning/", views.arrange, name="arrange"),
    path("<str:public_id>/forhandsgranska/", views.preview, name="preview"),
    path("<str:public_id>/dela/", views.share, name="share"),
    path("<str:public_id>/inget-att-rapportera/", views.nothing, name="nothing"),
    path("<str:public_id>/delad/", views.shared, name="shared"),
    path("<str:public_id>/ratta/", views.correct, name="correct"),
    path("<str:public_id>/slang-rattelsen/", views.drop, name="drop"),
]
