using System.Globalization;
using System.Xml;

namespace Relay.Bench;

/// <summary>Draws rows as bars in a self-contained page: a group of bars for each row, each group on its own scale.</summary>
sealed class BenchChart
{
    const int Width = 1_160;
    const int NameWidth = 480;
    const int BarWidth = 380;
    const int BarHeight = 16;
    const int BarStep = 20;
    const int RowGap = 16;
    const int Colors = 6;

    const string Style = """
        :root { --back: #ffffff; --text: #1b1f24; --faint: #656d76; --line: #d0d7de; --bad: #cf222e;
          --s0: #0969da; --s1: #bf8700; --s2: #1a7f37; --s3: #8250df; --s4: #bc4c00; --s5: #57606a; }
        @media (prefers-color-scheme: dark) {
          :root { --back: #0d1117; --text: #e6edf3; --faint: #8d96a0; --line: #30363d; --bad: #ff7b72;
            --s0: #4493f8; --s1: #d29922; --s2: #3fb950; --s3: #a371f7; --s4: #f0883e; --s5: #848d97; } }
        body { background: var(--back); color: var(--text); font: 14px/1.45 sans-serif; margin: 2em auto; max-width: 1200px; }
        h1 { font-size: 1.4em; } p { margin: .3em 0; color: var(--faint); }
        svg { width: 100%; height: auto; margin-top: 1em; } text { font: 12px sans-serif; fill: var(--text); }
        .faint { fill: var(--faint); } .bad { fill: var(--bad); } .range { stroke: var(--text); } .rule { stroke: var(--line); }
        .s0 { fill: var(--s0); } .s1 { fill: var(--s1); } .s2 { fill: var(--s2); }
        .s3 { fill: var(--s3); } .s4 { fill: var(--s4); } .s5 { fill: var(--s5); }
        """;

    readonly XmlWriter _xml;
    readonly Comparison _comparison;

    BenchChart(XmlWriter xml, Comparison comparison)
    {
        _xml = xml;
        _comparison = comparison;
    }

    public static void Write(Stream stream, Comparison comparison)
    {
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true });
        new BenchChart(xml, comparison).WritePage();
    }

    void WritePage()
    {
        _xml.WriteDocType("html", null, null, null);
        _xml.WriteStartElement("html");
        _xml.WriteAttributeString("lang", "en");
        _xml.WriteStartElement("head");
        Element("meta", null, ("charset", "utf-8"));
        Element("meta", null, ("name", "viewport"), ("content", "width=device-width"));
        Element("title", "relay bench");
        _xml.WriteStartElement("style");
        _xml.WriteRaw("\n" + Style + "\n");
        _xml.WriteEndElement();
        _xml.WriteEndElement();
        _xml.WriteStartElement("body");
        Element("h1", "relay bench");
        foreach (var note in _comparison.Notes)
            Element("p", note);
        if (_comparison.Series.Count > 1)
            Element("p", "× tells how many times better the first of a group is. Lines reach from the least to the most of all runs.");
        WriteDrawing();
        _xml.WriteEndElement();
        _xml.WriteEndElement();
    }

    void WriteDrawing()
    {
        var series = _comparison.Series.Count;
        var legend = series * BarStep + RowGap;
        var rowHeight = Math.Max(series, 2) * BarStep + RowGap;
        var height = legend + _comparison.Rows.Count * rowHeight;
        _xml.WriteStartElement("svg", "http://www.w3.org/2000/svg");
        _xml.WriteAttributeString("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height}"));
        _xml.WriteAttributeString("role", "img");
        for (var i = 0; i < series; i++)
        {
            Rectangle(NameWidth, i * BarStep, BarHeight, i);
            Text(NameWidth + BarHeight + 8, i * BarStep, _comparison.Series[i]);
        }
        for (var i = 0; i < _comparison.Rows.Count; i++)
            WriteRow(_comparison.Rows[i], legend + i * rowHeight);
        _xml.WriteEndElement();
    }

    void WriteRow(ComparedRow row, int top)
    {
        Line(0, top - RowGap / 2, Width, "rule");
        Text(0, top, row.Description);
        Text(0, top + BarStep, $"{row.Name}, {row.Unit}, {(row.IsMoreBetter ? "more" : "less")} is better", "faint");
        var most = row.Cells.Max(static cell => Math.Max(cell?.Most ?? 0, cell?.Value ?? 0));
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if (row.Cells[i] is not { } cell)
                continue;
            var y = top + i * BarStep;
            var value = Math.Max(0, cell.Value ?? 0);
            Rectangle(NameWidth, y, Scale(value, most), i);
            if (cell.Runs.Count > 1)
                Line(NameWidth + Scale(cell.Least ?? 0, most), y + BarHeight / 2, NameWidth + Scale(cell.Most ?? 0, most), "range");
            Text(NameWidth + BarWidth + 10, y, Describe(row, cell, i), cell.Problems.Count > 0 ? "bad" : null);
        }
    }

    static string Describe(ComparedRow row, BenchCell cell, int series)
    {
        var text = cell.Value is null ? "failed" : NumberText.Of(cell.Value);
        if (cell.P99 is not null)
            text += $" (p99 {NumberText.Of(cell.P99)} ms)";
        if (series > 0 && row.FirstOver(series) is { } times)
            text += $" × {NumberText.Of(times)}";
        return cell.Problems.Count > 0 ? text + " !" : text;
    }

    static double Scale(double value, double most) => most <= 0 ? 0 : Math.Round(BarWidth * Math.Max(0, value) / most, 1);

    void Rectangle(double x, double y, double width, int series) => Element(
        "rect", null, ("class", $"s{series % Colors}"), ("x", Number(x)), ("y", Number(y)), ("width", Number(width)),
        ("height", Number(BarHeight)));

    void Line(double x, double y, double end, string style) =>
        Element("line", null, ("class", style), ("x1", Number(x)), ("x2", Number(end)), ("y1", Number(y)), ("y2", Number(y)));

    void Text(double x, double top, string text, string? style = null) =>
        Element("text", text, ("class", style), ("x", Number(x)), ("y", Number(top + 13)));

    void Element(string name, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
                _xml.WriteAttributeString(attribute, value);
        }
        _xml.WriteString(text);
        _xml.WriteEndElement();
    }

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
