using Spectre.Console;

namespace Relay.Bench;

/// <summary>Prints rows of several reports side by side.</summary>
static class ComparisonTable
{
    public static void Print(IAnsiConsole console, Comparison comparison)
    {
        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumn("row");
        table.AddColumn("workload");
        table.AddColumn("unit");
        foreach (var name in comparison.Series)
            table.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        foreach (var row in comparison.Rows)
            table.AddRow([.. Cells(row).Select(static text => new Text(text))]);
        console.Write(table);
        foreach (var note in comparison.Notes)
            console.WriteLine(note);
    }

    static IEnumerable<string> Cells(ComparedRow row)
    {
        yield return row.Name;
        yield return row.Description;
        yield return row.Unit;
        foreach (var cell in row.Cells)
            yield return cell is null ? "" : NumberText.Of(cell.Value) + (cell.Problems.Count > 0 ? " !" : "");
    }
}
