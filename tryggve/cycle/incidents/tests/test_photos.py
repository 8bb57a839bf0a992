"""What is kept of a photo, who sees it, and what becomes of it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from PIL import Image

from tryggve.cycle.incidents import photo_files
from tryggve.cycle.incidents.actions import CannotMove, add_photo, delete_incident, withdraw_incident
from tryggve.cycle.incidents.models import IncidentPhoto
from tryggve.cycle.incidents.photo_files import NotAPhoto, cleaned
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast
from tryggve.testing.story import an_incident

LogIn = Callable[[str], Client]
SECRET = b"Hemlig Person 60.6065N 15.6355E"


def a_picture(size: tuple[int, int] = (40, 30), form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 100).save(target, form, **more)
    return target.getvalue()


def with_everything() -> bytes:
    """A picture on its side, with a place, a maker, a comment and a thumbnail's worth of words."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (60.0, 36.0, 23.4)
    return a_picture((40, 30), exif=exif, comment=SECRET, icc_profile=SECRET * 3) + SECRET


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG whose head promises three and a half thousand million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def _photos(viewer: Viewer) -> list[IncidentPhoto]:
    with acting_as(viewer):
        return list(IncidentPhoto.objects.seen_by(viewer))


def test_nothing_but_the_picture_survives_and_it_is_turned_upright() -> None:
    kept = cleaned(with_everything())

    picture = Image.open(io.BytesIO(kept.image))
    assert picture.format == "JPEG"
    assert (kept.width, kept.height) == picture.size == (30, 40)
    assert not picture.getexif()
    assert SECRET not in kept.image
    assert b"Exif" not in kept.image
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_what_a_telephone_takes_becomes_a_small_jpeg(form: str, mode: str) -> None:
    if form == "JPEG" and mode in {"RGBA", "P"}:
        mode = "CMYK"

    kept = cleaned(a_picture((3000, 2000), form, mode))

    assert (kept.width, kept.height) == (1600, 1067)
    assert Image.open(io.BytesIO(kept.image)).mode == "RGB"


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", a_picture(form="GIF"),
        a_picture(form="TIFF"), a_picture()[:200], a_picture(form="PNG")[:-30], bomb(), bomb(9_000, 9_000),
        b"\xff\xd8\xff\xe1" + b"\xff" * 5000,
    ],
    ids=["nothing", "gif head", "svg", "pdf", "gif", "tiff", "cut jpeg", "cut png", "bomb", "small bomb", "exif"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_with_a_sentence(sent: bytes) -> None:
    with pytest.raises(NotAPhoto, match="foto"):
        cleaned(sent)


def test_too_large_a_file_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_files, "LARGEST_FILE", 100)

    with pytest.raises(NotAPhoto, match="för stort"):
        cleaned(a_picture((200, 200)))


def test_the_same_photo_twice_is_one_and_a_third_is_one_too_many(cast: Cast) -> None:
    key = an_incident(cast, "rakel", approve=False).public_id
    one, two, three = (a_picture((10 + n, 10)) for n in range(3))

    for sent in (one, one, two):
        add_photo(public_id=key, sent=sent, by=cast.rakel, now=NOW)

    with pytest.raises(CannotMove, match="redan 2 foton"):
        add_photo(public_id=key, sent=three, by=cast.rakel, now=NOW)
    assert len(_photos(cast.rakel)) == 2


def test_the_reviewer_sees_it_and_nobody_else_does(cast: Cast, log_in: LogIn) -> None:
    row = an_incident(cast, "rakel", approve=False)
    photo = add_photo(public_id=row.public_id, sent=a_picture(), by=cast.rakel, now=NOW)
    path = f"/handelser/foto/{photo.public_id}/"

    page = log_in("sixten").get(f"/handelser/{row.public_id}/").content.decode()
    seen = log_in("sixten").get(path)

    assert path in page
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in seen["Cache-Control"]
    assert Image.open(io.BytesIO(seen.content)).size == (40, 30)
    assert log_in("rakel").get(path).status_code == 403
    assert [log_in(who).get(path).status_code for who in ("kerstin", "petra", "frida")] == [404, 404, 404]
    assert log_in("elin").get(path).status_code == 403


def test_a_stranger_adds_nothing_to_anothers_incident(cast: Cast) -> None:
    key = an_incident(cast, "rakel", approve=False).public_id

    for who in (cast.frida, cast.kerstin):
        with pytest.raises(NotFound):
            add_photo(public_id=key, sent=a_picture(), by=who, now=NOW)

    assert _photos(cast.rakel) == []


def test_it_goes_when_the_incident_goes(cast: Cast) -> None:
    taken_back, deleted = (an_incident(cast, "rakel", approve=False) for _ in range(2))
    for row in (taken_back, deleted):
        add_photo(public_id=row.public_id, sent=a_picture(), by=cast.rakel, now=NOW)

    delete_incident(public_id=deleted.public_id, by=cast.sixten, now=NOW)
    withdraw_incident(
        public_id=taken_back.public_id, by=cast.rakel, now=taken_back.registered_at + timedelta(minutes=1)
    )

    assert _photos(cast.rakel) == []
    with pytest.raises((CannotMove, NotFound)):
        add_photo(public_id=deleted.public_id, sent=a_picture(), by=cast.sixten, now=NOW)
