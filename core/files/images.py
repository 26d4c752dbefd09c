"""Images are drawn anew: what is no picture (place, camera, name, hidden data) stays behind."""

from typing import IO, NamedTuple

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from core.files.kinds import FileKind, FileRefused

MOST_PIXELS = 25_000_000
MOST_FRAMES = 300
QUALITY = 88
# Judged below, before a pixel is unpacked.
Image.MAX_IMAGE_PIXELS = None


class Size(NamedTuple):
    width: int
    height: int


def redraw(source: IO[bytes], target: IO[bytes], kind: FileKind) -> Size:
    """Write the picture alone to `target`, turned as it is meant to be seen. Raises FileRefused."""
    source.seek(0)
    try:
        with Image.open(source, formats=[kind.value.upper()]) as image:
            frames = _refuse_large(image)
            size = _animated(image, target, kind) if frames > 1 else _still(image, target, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as error:
        raise FileRefused("file_damaged") from error
    return size


def _refuse_large(image: Image.Image) -> int:
    """The number of frames that are kept."""
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise FileRefused("image_pixels", millions=MOST_PIXELS // 1_000_000)
    frames = getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP") else 1
    if frames > 1 and (frames > MOST_FRAMES or frames * pixels > MOST_PIXELS):
        raise FileRefused("image_frames")
    return int(frames)


def _still(image: Image.Image, target: IO[bytes], kind: FileKind) -> Size:
    upright = ImageOps.exif_transpose(image)
    clear = upright.info.get("transparency")
    upright.info = {} if clear is None else {"transparency": clear}
    if kind is FileKind.JPEG:
        upright = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
        upright.save(target, "JPEG", quality=QUALITY, optimize=True)
    elif kind is FileKind.WEBP:
        upright.save(target, "WEBP", quality=QUALITY, exif=b"", xmp=b"", icc_profile=b"")
    else:
        upright.save(target, kind.value.upper(), optimize=kind is FileKind.PNG)
    return Size(*upright.size)


def _animated(image: Image.Image, target: IO[bytes], kind: FileKind) -> Size:
    durations, frames = [], []
    loop = image.info.get("loop", 0)
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100)) or 100)
        kept = frame.convert("RGBA")
        kept.info = {}
        frames.append(kept)
    more = {"exif": b"", "xmp": b"", "icc_profile": b""} if kind is FileKind.WEBP else {"disposal": 2}
    frames[0].save(
        target, kind.value.upper(), save_all=True, append_images=frames[1:], duration=durations, loop=loop, **more
    )
    return Size(*image.size)
