"""Is this a photo, and what of it may be kept? Drawn anew from its pixels: nothing else of the file survives."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

LARGEST_FILE = 6 * 1024 * 1024
#: A small file can unfold into a picture that fills the memory.
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPhoto(DomainError):
    """The file is no picture that we read, or is too large."""


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A JPEG without metadata: no place, no telephone, no time."""

    image: bytes
    width: int
    height: int


def cleaned(sent: bytes) -> CleanPhoto:
    """The picture, turned the right way up, at most 1600 pixels, drawn anew. Raises NotAPhoto."""
    if len(sent) > LARGEST_FILE:
        raise NotAPhoto(
            _("Fotot är för stort. Vi fick {megabytes} MB och tar emot {most}. Ta ett nytt, eller skicka utan foto."),
            field="photo",
            megabytes=round(len(sent) / 1_000_000),
            most=LARGEST_FILE // 1_000_000,
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _drawn(sent)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        SyntaxError,
        ValueError,
        OverflowError,
        MemoryError,
    ):
        raise NotAPhoto(
            _("Filen är inget foto som går att läsa. Vi tar emot JPEG, PNG och WebP. Ta ett nytt, eller skicka utan."),
            field="photo",
        ) from None
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=QUALITY, optimize=True)
    return CleanPhoto(target.getvalue(), picture.width, picture.height)


def _drawn(sent: bytes) -> Image.Image:
    with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
        # The size stands in the head of the file: asked before anything is unfolded.
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError
        # A JPEG is read at a fraction of its size when it is to become small anyway.
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        on_paper = upright.convert("RGBA") if upright.mode in {"RGBA", "LA", "PA", "P"} else upright.convert("RGB")
    # A new picture from the pixels alone: what hangs on the old one (place, maker, comment) is not copied.
    plain = Image.new("RGB", on_paper.size, "white")
    plain.paste(on_paper, mask=on_paper.getchannel("A") if on_paper.mode == "RGBA" else None)
    return plain
