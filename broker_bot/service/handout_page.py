"""The handout of a network meeting as one printable page: HTML for a browser, PDF for a printer."""

from __future__ import annotations

import io
from html import escape
from typing import Any

from broker_bot.domain.ahead import Handout, HandoutRow
from broker_bot.domain.district import Advice
from broker_bot.domain.page import day_words

HEADS = ("What", "For", "Due", "Min", "Who asks", "Tip")

_STYLE = """
@page { size: letter; margin: 12mm }
body { font: 11pt/1.35 system-ui, sans-serif; color: #111; max-width: 60em; margin: 1em auto; padding: 0 1em }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .3em .5em;
border-bottom: 1px solid #bbb } th { border-bottom: 2px solid #111 } td.due { white-space: nowrap; font-weight: 600 }
h1 { font-size: 1.3em; margin: 0 } h2 { font-size: 1.05em; margin: 1em 0 .2em } p { margin: .2em 0 }
"""


def _title(page: Handout) -> str:
    return f"{page.network} network: what is due"


def _foot(page: Handout) -> str:
    left = f"{page.left} more stand on the weekly pages. " if page.left else ""
    by = f"Decided by {page.ild}, ILD. " if page.ild else ""
    return f"{left}{by}As of {day_words(page.day)}, {page.day.year}. Fifteen minutes."


def _cells(row: HandoutRow) -> tuple[str, ...]:
    return row.title, row.audience, row.due, str(row.minutes or ""), row.unit, row.tip


def _advice(one: Advice) -> str:
    return f"{one.rule} Decides: {one.decides}, since {one.since}. First step: {one.first_step}"


def as_html(page: Handout) -> str:
    """A whole document without anything to load; it prints on one page of letter or A4."""
    rows = "".join(f"<tr>{''.join(_cell(n, c) for n, c in enumerate(_cells(row)))}</tr>" for row in page.rows)
    table = f"<table><tr>{''.join(f'<th>{head}</th>' for head in HEADS)}</tr>{rows}</table>"
    advice = "".join(f"<p><b>{escape(one.title)}</b>: {escape(_advice(one))}</p>" for one in page.advice)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(_title(page))}</title>'
        f"<style>{_STYLE}</style><h1>{escape(_title(page))}</h1>"
        f"{table if page.rows else '<p>Nothing is due.</p>'}"
        f"{'<h2>Exemptions and waivers</h2>' + advice if advice else ''}<p>{escape(_foot(page))}</p></html>\n"
    )


def _cell(number: int, words: str) -> str:
    return f'<td class="due">{escape(words)}</td>' if number == 2 else f"<td>{escape(words)}</td>"


def as_pdf(page: Handout) -> bytes:
    """One page that fits both letter and A4; what is too much is drawn smaller."""
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Frame, KeepInFrame, Paragraph

    width, height, margin = 210 * mm, 279.4 * mm, 12 * mm
    styles = getSampleStyleSheet()
    story: list[Any] = [Paragraph(escape(_title(page)), styles["Heading2"])]
    story.append(_table(page, styles) if page.rows else Paragraph("Nothing is due.", styles["BodyText"]))
    if page.advice:
        story.append(Paragraph("Exemptions and waivers", styles["Heading3"]))
        for one in page.advice:
            story.append(Paragraph(f"<b>{escape(one.title)}</b>: {escape(_advice(one))}", styles["BodyText"]))
    story.append(Paragraph(escape(_foot(page)), styles["BodyText"]))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=True)
    canvas.setTitle(_title(page))
    inside = (width - 2 * margin, height - 2 * margin)
    fitted = KeepInFrame(*inside, story, mode="shrink", hAlign="LEFT", vAlign="TOP")
    Frame(margin, margin, *inside, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0).addFromList(
        [fitted], canvas
    )
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _table(page: Handout, styles: Any) -> Any:
    from reportlab.lib import colors
    from reportlab.lib.units import mm
    from reportlab.platypus import Paragraph, Table, TableStyle

    small = styles["BodyText"].clone("small", fontSize=9, leading=11, spaceBefore=0)
    head = [Paragraph(f"<b>{name}</b>", small) for name in HEADS]
    body = [[Paragraph(escape(words), small) for words in _cells(row)] for row in page.rows]
    table = Table([head, *body], colWidths=[46 * mm, 36 * mm, 25 * mm, 10 * mm, 30 * mm, 39 * mm], repeatRows=1)
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    table.setStyle(TableStyle(lines))
    return table
