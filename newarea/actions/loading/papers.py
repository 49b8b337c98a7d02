"""Evidence for example facts: a sheet of paper made from its text, stamped as an example, as PNG or PDF."""

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import PurePath
from time import gmtime

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont

FONTS = {"Sans": pylopdf_fonts_zh_cn.sans_path(), "Serif": pylopdf_fonts_zh_cn.serif_path()}
SHEET, MARGIN = (720, 520), 56
PAPER, INK, SOFT, SEAL = "#fdfbf6", "#1d1b18", "#6b655c", "#b3261e"
NOTICE = "示例材料 · 由程序生成 · 不是真实文件    EXAMPLE, NOT A REAL DOCUMENT"


def paper(name: str, text: str, on: date) -> bytes:
    """The same name, text and day give the same bytes; the ending of the name says which kind."""
    sheet = Image.new("RGB", SHEET, PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((18, 18, SHEET[0] - 19, SHEET[1] - 19), outline=SOFT)
    draw.text((MARGIN, 44), PurePath(name).stem, font=_font("Serif", 34), fill=INK)
    draw.text((MARGIN, 100), f"{on:%Y-%m-%d}", font=_font("Sans", 18), fill=SOFT)
    draw.multiline_text((MARGIN, 150), _wrapped(draw, text), font=_font("Sans", 22), fill=INK, spacing=12)
    draw.text((MARGIN, SHEET[1] - 52), NOTICE, font=_font("Sans", 15), fill=SEAL)
    seal = _seal()
    sheet.paste(seal, (SHEET[0] - 200, SHEET[1] - 240), seal)
    return _bytes(sheet, PurePath(name).suffix)


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS[face], size)


def _wrapped(draw: ImageDraw.ImageDraw, text: str) -> str:
    lines = [""]
    for sign in text:
        if draw.textlength(lines[-1] + sign, font=_font("Sans", 22)) > SHEET[0] - 2 * MARGIN:
            lines.append("")
        lines[-1] += sign
    return "\n".join(lines)


@cache
def _seal() -> Image.Image:
    seal = Image.new("RGBA", (140, 140), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    draw.rounded_rectangle((6, 26, 133, 113), radius=8, outline=SEAL, width=5)
    draw.text((70, 68), "示例", font=_font("Serif", 50), fill=SEAL, anchor="mm")
    return seal.rotate(12, Image.Resampling.BICUBIC)


def _bytes(sheet: Image.Image, suffix: str) -> bytes:
    file = BytesIO()
    if suffix == ".pdf":
        day = gmtime(0)
        sheet.save(file, "PDF", resolution=96, creationDate=day, modDate=day)
    else:
        sheet.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()
