"""What python-docx leaves out: complex scripts in every style, shading, fields, tables of even width."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from unicodedata import category

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.section import Section
from docx.shape import InlineShape
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.core.text import each_cluster, tidy
from bot.papers.text import has_glyphs

FONT, OTHER = "TH Sarabun New", "Sarabun"
"""The font of Thai official papers, and its successor for machines that do not have it."""
SIZE = 15
"""Points; TH Sarabun New is drawn small, so that this is about as large as 11 points elsewhere."""
STYLES: dict[str, tuple[int, bool, str]] = {
    "Normal": (SIZE, False, ""),
    "Title": (26, True, "0B5F9E"),
    "Subtitle": (19, True, ""),
    "Heading 1": (22, True, "0B5F9E"),
    "Heading 2": (18, True, "0B5F9E"),
    "Heading 3": (16, True, ""),
    "List Bullet": (SIZE, False, ""),
    "Contents": (22, True, "0B5F9E"),
    "Small": (13, False, "566370"),
    "Lead": (SIZE, True, ""),
    "Signature": (SIZE, False, ""),
    "Header": (13, False, "B85000"),
    "Footer": (12, False, "566370"),
}
"""Style → (points, bold, colour)."""
CENTRED = ("Signature",)
RULED = "TableGrid"
"""The id of python-docx's style with lines; tables without any have none of their own."""
TWIPS = 20
"""A point has so many."""
HALVES = 2
"""Word counts letters in half points."""


def clean(text: str) -> str:
    """The text as a file of Word can hold it. Signs that the font has not (emoji) are left out, for not every
    machine can draw them; letters of other scripts stay, for Word finds another font."""
    text = tidy(text)
    if has_glyphs(text):
        return text
    kept = (c for c in each_cluster(text) if has_glyphs(c) or category(c[0])[0] in "LNM")
    return tidy("".join(kept))


def element(name: str, /, **attributes: str) -> Element:
    """An element of Word's own language."""
    made: Element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


# ── the file as a whole ──────────────────────────────────────────────────────


def prepare(made: Word, language: str, title: str, moment: datetime) -> None:
    """Styles, page, language and the file's own data; nothing of the machine or of now is in it."""
    defaults = made.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _letters(defaults, SIZE, bold=False)
    known = {style.name for style in made.styles}
    for name, (size, bold, colour) in STYLES.items():
        if name not in known:
            made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = made.styles["Normal"]
        _style(made, name, size, colour, bold=bold)
    made.styles["Normal"].paragraph_format.space_after = Pt(3)
    settings = made.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        settings.remove(old)
    anchor = settings.find(qn("w:clrSchemeMapping"))
    anchor.addprevious(element("themeFontLang", val="en-US", bidi="th-TH"))
    _page(made.sections[0])
    _bullets(made)
    _other_font(made)
    core = made.core_properties
    core.title, core.author, core.comments = clean(title), "", ""
    core.language = "th-TH" if language == "th" else "en-GB"
    core.created = core.modified = moment
    core.revision, core.last_modified_by = 1, ""


def _bullets(made: Word) -> None:
    """A dish that every font has: python-docx's own are letters of a font for signs."""
    for level in made.part.numbering_part.element.iter(qn("w:lvl")):
        if level.find(qn("w:numFmt")).get(qn("w:val")) == "bullet":
            level.find(qn("w:lvlText")).set(qn("w:val"), "•")
            letters = level.find(qn("w:rPr"))
            if letters is not None:
                level.remove(letters)


def _page(section: Section) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _style(made: Word, name: str, size: int, colour: str, *, bold: bool) -> None:
    style = made.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - all of STYLES are
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    _letters(properties, size, bold=bold)
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.keep_with_next = name.startswith("Heading") or None
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def _letters(properties: Element, size: int, *, bold: bool) -> None:
    """Font, size, boldness and language, for Thai and for the rest; in the order that the schema asks for."""
    for name in ("rFonts", "b", "bCs", "sz", "szCs", "lang"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    on, points = "1" if bold else "0", str(size * HALVES)
    wanted = (
        element("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT),
        element("b", val=on),
        element("bCs", val=on),
        element("sz", val=points),
        element("szCs", val=points),
        element("lang", val="en-US", eastAsia="th-TH", bidi="th-TH"),
    )
    for place, one in enumerate(wanted):
        properties.insert(place, one)


def _other_font(made: Word) -> None:
    """In the font table: who does not have the font takes the other."""
    for part in made.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            entry = (
                f'<w:font w:name="{FONT}"><w:altName w:val="{OTHER}"/><w:charset w:val="DE"/>'
                '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
            )
            part._blob = part.blob.replace(b"</w:fonts>", entry.encode())


def running(section: Section, stamp: str, foot: str, page: str) -> None:
    """What stands at the head and the foot of every page; `page` has {page} and {pages} in it."""
    if stamp:
        head = section.header.paragraphs[0]
        head.text, head.alignment = clean(stamp), WD_ALIGN_PARAGRAPH.RIGHT
    line = section.footer.paragraphs[0]
    line.add_run(clean(foot) + " · ")
    for piece in page.replace("{page}", "\0PAGE\0").replace("{pages}", "\0NUMPAGES\0").split("\0"):
        if piece in ("PAGE", "NUMPAGES"):
            _field(line, piece, "1")
        elif piece:
            line.add_run(piece)


def _field(line: Paragraph, code: str, shown: str) -> None:
    for kind in ("begin", "separate", "end"):
        mark = element("fldChar", fldCharType=kind)
        line.add_run()._r.append(mark)
        if kind == "begin":
            mark.set(qn("w:dirty"), "true")
            instruction = element("instrText")
            instruction.text = f" {code} "
            line.add_run()._r.append(instruction)
        elif kind == "separate":
            line.add_run(shown)


# ── contents ─────────────────────────────────────────────────────────────────


class Marks:
    """Gives each heading a place that the contents can point to, by its number in the document."""

    def __init__(self) -> None:
        self._next = 0

    def set(self, heading: Paragraph) -> None:
        number = str(self._next)
        self._next += 1
        start = element("bookmarkStart", id=number, name=_place(number))
        heading.runs[0]._r.addprevious(start)
        heading._p.append(element("bookmarkEnd", id=number))


def _place(number: str | int) -> str:
    return f"_h{number}"


def entry(made: Word, text: str, level: int, number: int) -> None:
    """A line of the contents: the heading of that number, and its page once fields are brought up to date."""
    line = paragraph(made, text)
    line.paragraph_format.left_indent = Cm(0.8 * (level - 1))
    line.paragraph_format.tab_stops.add_tab_stop(Emu(room(made)), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("\t")
    _field(line, f"PAGEREF {_place(number)} \\h", "–")


# ── pieces ───────────────────────────────────────────────────────────────────


def paragraph(made: Word, text: str, style: str = "Normal") -> Paragraph:
    line = made.add_paragraph(clean(text))
    _dress(line, style)
    return line


def _dress(line: Paragraph, style: str) -> None:
    """By the style's id, which is its name without blanks: looking it up takes most of the time of a paper."""
    if style != "Normal":
        line._p.style = style.replace(" ", "")


def last(made: Word) -> Element:
    """The last piece that stands in the document now."""
    found: Element = made.element.body[-2]
    return found


def on_new_page(made: Word, before: Element) -> None:
    """The paragraph that follows that piece begins a page."""
    after = before.getnext()
    if after is not None and after.tag == qn("w:p"):
        Paragraph(after, made._body).paragraph_format.page_break_before = True


def room(made: Word) -> int:
    """Width of the text on a page."""
    section = made.sections[0]
    return (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)


def gap(made: Word) -> None:
    """A little room below a table."""
    made.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _shading(colour: str) -> Element:
    return element("shd", val="clear", color="auto", fill=colour)


def fill(line: Paragraph, colour: str) -> None:
    line._p.get_or_add_pPr().append(_shading(colour))


def shade(cell: _Cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_shading(colour))


def apart(cell: _Cell) -> None:
    """White above and below the cell's background, so that bars do not touch."""
    edges = element("tcBorders")
    edges.append(element("top", val="single", sz="24", space="0", color="FFFFFF"))
    edges.append(element("bottom", val="single", sz="24", space="0", color="FFFFFF"))
    cell._tc.get_or_add_tcPr().insert_element_before(edges, "w:shd", "w:noWrap", "w:vAlign")


def describe(shape: InlineShape, alt: str) -> None:
    """For whoever does not see it."""
    shape._inline.docPr.set("descr", clean(alt))


def table(made: Word, widths: Sequence[int], rows: int, *, ruled: bool = False) -> Table:
    """A table over the page's whole width, its columns in these proportions."""
    found: Table = made.add_table(rows, len(widths))
    found._tbl.tblStyle_val = RULED if ruled else None
    found.autofit = False
    whole_width = room(made)
    shares = [Emu(whole_width * width // sum(widths)) for width in widths]
    for column, own in zip(found.columns, shares, strict=True):
        column.width = own
    for row in found.rows:
        for cell, own in zip(row.cells, shares, strict=True):
            cell.width = own
    return found


def write(cell: _Cell, text: str, style: str = "Normal", *, bold: bool = False, keep: bool = False) -> None:
    """`keep`: blank lines of the text stay."""
    line = cell.paragraphs[0]
    _dress(line, style)
    run = line.add_run("\n".join(clean(part) for part in text.split("\n")) if keep else clean(text))
    if bold:
        run.bold = True
        run._r.get_or_add_rPr().append(element("bCs", val="1"))
    if style in CENTRED:
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER


def repeat(row: _Row) -> None:
    """The row stands again at the head of each page that the table goes on to."""
    row._tr.get_or_add_trPr().append(element("tblHeader", val="1"))
    whole(row)


def whole(row: _Row) -> None:
    """The row is not broken over pages."""
    row._tr.get_or_add_trPr().append(element("cantSplit", val="1"))
