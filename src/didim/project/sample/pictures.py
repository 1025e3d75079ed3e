"""A drawn picture that stands for a photo."""

import io

from PIL import Image, ImageDraw


def shop_front(sign: str = "#2f6f6d") -> bytes:
    """Return a drawn shop front with a sign of a colour, as JPEG."""
    picture = Image.new("RGB", (960, 640), "#d9e2ec")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 470, 960, 640), fill="#9fb3c8")
    draw.rectangle((130, 120, 830, 500), fill="#f0e8dc", outline="#627d98", width=6)
    draw.rectangle((130, 120, 830, 210), fill=sign)
    draw.rectangle((190, 260, 470, 430), fill="#bcd4e6", outline="#627d98", width=4)
    draw.rectangle((560, 250, 740, 500), fill="#8a6d4f", outline="#5b4632", width=4)
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()
