using Spectre.Console;

namespace Relay.Server;

/// <summary>Prints the rows as a table, and below it what was wrong.</summary>
static class BenchTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<BenchTarget> targets, IReadOnlyList<BenchRow> rows)
    {
        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumn("row");
        table.AddColumn("workload");
        table.AddColumn("unit");
        foreach (var target in targets)
        {
            table.AddColumn(new TableColumn(Markup.Escape(target.Address.Authority)).RightAligned());
            table.AddColumn(new TableColumn("least-most").RightAligned());
            table.AddColumn(new TableColumn("p50 / p99 ms").RightAligned());
            table.AddColumn(new TableColumn("bytes/event").RightAligned());
        }
        if (targets.Count > 1)
            table.AddColumn(new TableColumn("times better").RightAligned());
        foreach (var row in rows)
            table.AddRow([.. Cells(row, targets.Count > 1).Select(static text => new Text(text))]);
        console.Write(table);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Cells.Count; i++)
            {
                foreach (var problem in row.Cells[i].Problems)
                    console.WriteLine($"! {row.Workload.Name}, {targets[i].Address.Authority}: {problem}");
            }
        }
    }

    static IEnumerable<string> Cells(BenchRow row, bool hasRatio)
    {
        yield return row.Workload.Name;
        yield return row.Workload.Description;
        yield return row.Workload.Unit;
        foreach (var cell in row.Cells)
        {
            yield return NumberText.Of(cell.Value) + (cell.Problems.Count > 0 ? " !" : "");
            yield return cell.Runs.Count > 1 ? $"{NumberText.Of(cell.Least)}-{NumberText.Of(cell.Most)}" : "";
            yield return cell.P50 is null ? "" : $"{NumberText.Of(cell.P50)} / {NumberText.Of(cell.P99)}";
            yield return NumberText.Of(cell.BytesPerEvent);
        }
        if (hasRatio)
            yield return NumberText.Of(row.Ratio);
    }
}
