"""Addresses of the settings."""

from __future__ import annotations

from django.urls import path

from tryggve.edges.administration.views import (
    agreement,
    areas,
    categories,
    channels,
    devices,
    fault_desks,
    index,
    organisations,
    people,
    places,
)

app_name = "administration"
urlpatterns = [
    path("", index.index, name="index"),
    path("personer/", people.people, name="people"),
    path("personer/bjud-in/", people.invite, name="invite"),
    path("personer/<str:key>/", people.person, name="person"),
    path("personer/<str:key>/stang-av/", people.deactivate, name="deactivate"),
    path("personer/<str:key>/ny-lank/", people.reinvite, name="reinvite"),
    path("personer/<str:key>/roller/<str:role>/avsluta/", people.end_role, name="role_end"),
    path("telefoner/", devices.all_devices, name="devices"),
    path("telefoner/ny/", devices.add, name="device_add"),
    path("telefoner/<str:key>/", devices.device, name="device"),
    path("telefoner/<str:key>/kod/", devices.code, name="device_code"),
    path("telefoner/<str:key>/sparra/", devices.revoke, name="device_revoke"),
    path("felanmalan/", fault_desks.fault_desks, name="fault_desks"),
    path("felanmalan/ny/", fault_desks.add, name="fault_desk_add"),
    path("felanmalan/<str:key>/", fault_desks.fault_desk, name="fault_desk"),
    path("felanmalan/<str:key>/ta-bort/", fault_desks.remove, name="fault_desk_remove"),
    path("kanaler/", channels.channels, name="channels"),
    path("kanaler/ny/", channels.add, name="channel_add"),
    path("kanaler/<str:code>/", channels.channel, name="channel"),
    path("organisationer/", organisations.organisations, name="organisations"),
    path("organisationer/ny/", organisations.add, name="organisation_add"),
    path("organisationer/<str:key>/", organisations.organisation, name="organisation"),
    path("organisationer/<str:key>/avsluta/", organisations.end, name="organisation_end"),
    path("organisationer/<str:key>/ateruppta/", organisations.resume, name="organisation_resume"),
    path("organisationer/<str:key>/foretradda/", organisations.members, name="members"),
    path("foretradda/<str:key>/", organisations.member, name="member"),
    path("foretradda/<str:key>/deltar/", organisations.member_active, name="member_active"),
    path("overenskommelse/", agreement.agreement, name="agreement"),
    path("overenskommelse/ny/", agreement.new, name="agreement_new"),
    path("overenskommelse/<str:key>/", agreement.edit, name="agreement_edit"),
    path("omraden/", areas.areas, name="areas"),
    path("omraden/las-in/", areas.upload, name="areas_upload"),
    path("omraden/<str:key>/", areas.area, name="area"),
    path("platser/", places.places, name="places"),
    path("platser/ny/", places.add, name="place_add"),
    path("platser/<str:key>/", places.place, name="place"),
    path("platser/<str:key>/anvands/", places.active, name="place_active"),
    path("kategorier/", categories.categories, name="categories"),
    path("kategorier/<str:code>/", categories.category, name="category"),
    path("kategorier/<str:code>/visas/", categories.shown, name="category_shown"),
    path("kategorier/<str:code>/under/", categories.add_sub, name="sub_category_add"),
    path("kategorier/<str:code>/avsluta/", categories.end_sub, name="sub_category_end"),
]
