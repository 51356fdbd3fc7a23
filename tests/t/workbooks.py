#!/usr/bin/python3
"""Workbooks for t1010-workbooks.sh: workbooks.py FOLDER. What usual programs write is made by openpyxl and odfpy, what
only a few (or somebody who means harm) write is put together here, tag by tag."""
import datetime
import os
import sys
import zipfile

out = sys.argv[1]
EMAIL = [("info@metalas.example", "UAB „Metalas“"), ("biuro@stal.example", "Stal Sp. z o.o."), ("jonas@firma.example", "Žalgiris")]


def path(name):
    return os.path.join(out, name)


def usual():
    import openpyxl
    from openpyxl.styles import numbers

    wb = openpyxl.Workbook()
    first = wb.active
    first.title = "Slapta"
    first.sheet_state = "hidden"
    first.append(["ne", "čia"])
    ws = wb.create_sheet("Įmonės")
    ws.append(["El. paštas", "Įmonė", "Tel.", "Kodas", "Narys nuo", "Susitikimas", "Suma", "Taip"])
    for i, (email, firm) in enumerate(EMAIL):
        ws.append([email, firm, 37061234567 + i, 123456, datetime.date(2026, 5, 3), datetime.datetime(2026, 5, 3, 14, 30),
                   0.1 + 0.2, True])
    for row in ws.iter_rows(min_row=2, min_col=4, max_col=4):
        row[0].number_format = "000000000"
    for row in ws.iter_rows(min_row=2, min_col=5, max_col=5):
        row[0].number_format = numbers.FORMAT_DATE_DDMMYY
    ws["B6"] = "=A2&\"x\""
    ws["AZ9"] = "toli"
    other = wb.create_sheet("Kita")
    other.append(["email"])
    other.append(["kita@firma.example"])
    wb.save(path("usual.xlsx"))

    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TableProperties
    from odf.table import Table, TableCell, TableRow
    from odf.text import P, S

    doc = OpenDocumentSpreadsheet()
    hidden = Style(name="nerodoma", family="table")
    hidden.addElement(TableProperties(display="false"))
    doc.automaticstyles.addElement(hidden)
    table = Table(name="Slapta", stylename="nerodoma")
    doc.spreadsheet.addElement(table)
    table = Table(name="Įmonės")

    def cell(row, text, **attributes):
        c = TableCell(**attributes)
        for line in str(text).split("\n"):
            c.addElement(P(text=line))
        row.addElement(c)

    row = TableRow()
    for heading in ["El. paštas", "Įmonė", "Tel.", "Kodas", "Narys nuo", "Susitikimas", "Suma", "Taip"]:
        cell(row, heading, valuetype="string")
    table.addElement(row)
    for i, (email, firm) in enumerate(EMAIL):
        row = TableRow()
        cell(row, email, valuetype="string")
        cell(row, firm, valuetype="string")
        cell(row, "3.70612E+10", valuetype="float", value=str(37061234567 + i))
        cell(row, "000123456", valuetype="float", value="123456")
        cell(row, "03.05.26", valuetype="date", datevalue="2026-05-03")
        cell(row, "03.05.26 14:30", valuetype="date", datevalue="2026-05-03T14:30:00")
        cell(row, "0,3", valuetype="float", value="0.30000000000000004")
        cell(row, "TIESA", valuetype="boolean", booleanvalue="true")
        table.addElement(row)
    doc.spreadsheet.addElement(table)
    other = Table(name="Kita")
    row = TableRow()
    cell(row, "email", valuetype="string")
    other.addElement(row)
    doc.spreadsheet.addElement(other)
    doc.save(path("usual.ods"))


TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx(name, rows, strings=None, styles=None, sheets=None, book="", sheet_xml=None, prefix=""):
    """rows: the inside of sheetData."""
    sheets = sheets or '<sheet name="Lapas" sheetId="1" r:id="rId1"/>'
    with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr("[Content_Types].xml", TYPES)
        z.writestr("_rels/.rels", f'<Relationships><Relationship Id="a" Type="{REL}/officeDocument" Target="/xl/workbook.xml"/></Relationships>')
        z.writestr("xl/workbook.xml", f'<workbook xmlns:r="{REL}">{book}<sheets>{sheets}</sheets></workbook>')
        z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships><Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/s1.xml"/>'
                   f'<Relationship Id="rId2" Type="{REL}/chartsheet" Target="chartsheets/c.xml"/>'
                   f'<Relationship Id="s" Type="{REL}/sharedStrings" Target="./../xl/sharedStrings.xml"/>'
                   f'<Relationship Id="t" Type="{REL}/styles" Target="styles.xml"/></Relationships>')
        if strings is not None:
            z.writestr("xl/sharedStrings.xml", strings)
        if styles is not None:
            z.writestr("xl/styles.xml", styles)
        p = prefix + ":" if prefix else ""
        z.writestr("xl/worksheets/s1.xml", sheet_xml or f'<{p}worksheet{" xmlns:" + prefix + chr(61) + chr(34) + "u" + chr(34) if prefix else ""}>'
                   f'<{p}sheetData>{rows}</{p}sheetData></{p}worksheet>')


def odd():
    strings = ('<sst count="99999999"><si><t>email</t></si><si><r><t>jo</t></r><r><rPr><b/></rPr><t>nas@firma.example</t></r></si>'
               '<si><t xml:space="preserve">  Tarpai  </t><rPh sb="0" eb="1"><t>furigana</t></rPh></si><si><t>viena_x000D_\ndu _x005F_x</t></si></sst>')
    styles = ('<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd;@"/><numFmt numFmtId="165" formatCode="&quot;day&quot; 0"/>'
              '<numFmt numFmtId="166" formatCode="[$-427]yyyy &quot;m.&quot; mmmm d &quot;d.&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
              '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="166"/></cellXfs></styleSheet>')
    rows = ('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>po </t></r><r><t>du</t></r></is></c></row>'
            '<row><c t="s"><v>1</v></c><c><v>3.7061234567E10</v></c><c t="str"><f>A1</f><v>rezultatas</v></c></row>'
            '<row r="5"><c r="C5" t="s"><v>3</v></c><c r="A5" t="s"><v>2</v></c></row>'
            '<row r="6"><c r="A6" t="e"><v>#N/A</v></c><c r="B6"><v>1</v></c></row>'
            '<row r="7"><c r="A7" t="s"><v>77</v></c></row>'
            '<row r="8"><c r="A8" s="1"><v>46098</v></c><c s="2"><v>46098.5</v></c><c s="3"><v>46098</v></c><c s="4"><v>46098.604166666664</v></c>'
            '<c s="5"><v>0.604166666666667</v></c><c s="6"><v>60</v></c><c t="d"><v>2026-03-17T00:00:00</v></c></row>'
            '<row r="9"><c r="A9"><v>1234.5699999999999</v></c><c><v>-0.000012</v></c><c><v>123456789012345678901</v></c><c><v>1.5E+20</v></c>'
            '<c><v>9.99999999999999999</v></c><c><v>ne skaičius</v></c><c><v>0</v></c><c t="b"><v>0</v></c></row>')
    xlsx("odd.xlsx", rows, strings, styles, '<sheet name="Diagrama" sheetId="2" r:id="rId2"/><sheet name="Lapas" sheetId="1" r:id="rId1"/>')
    xlsx("since1904.xlsx", '<row r="1"><c s="1"><v>44636</v></c></row>', styles=styles, book='<workbookPr date1904="1"/>')
    xlsx("prefix.xlsx", '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>', prefix="x")
    xlsx("wide.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row><c r="B1048577"><v>2</v></c></row>')
    xlsx("hidden.xlsx", "", sheets='<sheet name="Lapas" state="veryHidden" sheetId="1" r:id="rId1"/>')
    xlsx("long.xlsx", '<row r="3"><c t="inlineStr"><is><t>%s</t></is></c></row><row><c><v>1</v></c></row>' % ("x" * 70000))
    xlsx("row.xlsx", '<row r="1"><c><v>1</v></c></row><row r="99999999999999999999"><c><v>1</v></c></row>')
    xlsx("cell.xlsx", '<row r="1"><c r="$A1"><v>1</v></c></row>')


def harm():
    xlsx("cut.xlsx", "", sheet_xml='<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v>')
    xlsx("entity.xlsx", "", sheet_xml='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
         '<worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>')
    xlsx("deep.xlsx", "", sheet_xml="<worksheet>" + "<a>" * 100000)
    xlsx("tag.xlsx", "", sheet_xml='<worksheet a="%s"/>' % ("x" * 3000000))
    xlsx("comment.xlsx", "", sheet_xml="<worksheet><!--%s--></worksheet>" % ("x" * 3000000))
    with zipfile.ZipFile(path("many.xlsx"), "w") as z:
        for i in range(10002):
            z.writestr(f"a{i}", b"")
    with zipfile.ZipFile(path("other.zip"), "w") as z:
        z.writestr("a.txt", b"x")
    xlsx("bomb-strings.xlsx", "", "<sst>" + ("<si><t>" + "x" * 1000000 + "</t></si>") * 300 + "</sst>")
    data = open(path("odd.xlsx"), "rb").read()
    open(path("half.xlsx"), "wb").write(data[:len(data) // 2])
    at = data.find(b"xl/worksheets/s1.xml") + 60
    open(path("spoilt.xlsx"), "wb").write(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:])


def ods(name, tables, styles="", manifest=None):
    with zipfile.ZipFile(path(name), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        if manifest:
            z.writestr("META-INF/manifest.xml", manifest)
        z.writestr("content.xml", '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:style="s" xmlns:calcext="c">'
                   f'<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>'
                   f'<table:tracked-changes><table:table-cell/></table:tracked-changes>{tables}</office:spreadsheet></office:body></office:document-content>')


def odd_ods():
    ods("odd.ods", '<table:table table:name="Lapas"><table:table-header-rows><table:table-row><table:table-cell office:value-type="string"><text:p>email</text:p></table:table-cell>'
        '</table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        '<table:table-row-group><table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>pastaba</text:p></office:annotation>'
        '<text:p>jo<text:span>nas</text:span>@<text:a>firma</text:a>.example</text:p><text:p>antra<text:s text:c="3"/>eil<text:line-break/>x<text:tab/>y</text:p></table:table-cell>'
        '<table:covered-table-cell/><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3.7061234567E10"><text:p>+370 612 34567</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell><table:table><table:table-row><table:table-cell><text:p>viduje</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table-row-group>'
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/><table:table-cell office:value-type="string"><text:p>LT</text:p></table:table-cell></table:table-row>'
        '</table:table><table:table table:name="Kita"><table:table-row><table:table-cell><text:p>kita</text:p></table:table-cell></table:table-row></table:table>')
    ods("wide.ods", '<table:table table:name="L"><table:table-row><table:table-cell table:number-columns-repeated="4000000000" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x<text:s text:c="4000000000"/>x</text:p></table:table-cell></table:table-row></table:table>')
    ods("empty.ods", '<table:table table:name="L"/><table:table table:name="M"/>')
    ods("none.ods", "")
    ods("secret.ods", "", manifest='<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>')


odd()
odd_ods()
harm()
try:
    usual()
except ImportError as e:
    print(e)
