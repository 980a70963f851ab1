using Spectre.Console;

namespace Relay.Bench;

/// <summary>Prints the rows as a table, and the mistakes below it.</summary>
static class BenchTable
{
    public static void Print(IAnsiConsole console, IReadOnlyList<BenchTarget> targets, IReadOnlyList<BenchRow> rows)
    {
        var hasUse = rows.Any(static row => row.Cells.Any(static cell => cell.PeakResident is not null));
        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumn("row");
        table.AddColumn("workload");
        table.AddColumn("unit");
        foreach (var target in targets)
        {
            foreach (var title in Titles(target, hasUse))
                table.AddColumn(new TableColumn(Markup.Escape(title)).RightAligned());
        }
        if (targets.Count > 1)
        {
            table.AddColumn(new TableColumn("times better").RightAligned());
            if (hasUse)
                table.AddColumn(new TableColumn("times less CPU").RightAligned());
        }
        foreach (var row in rows)
            table.AddRow([.. Cells(row, hasUse, targets.Count > 1).Select(static text => new Text(text))]);
        console.Write(table);
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Cells.Count; i++)
            {
                foreach (var problem in row.Cells[i].Problems)
                    console.WriteLine($"! {row.Name}, {targets[i].Address.Authority}: {problem}");
            }
        }
    }

    static IEnumerable<string> Titles(BenchTarget target, bool hasUse)
    {
        yield return target.Address.Authority;
        yield return "least-most";
        yield return "p50 / p99 ms";
        yield return "bytes/event";
        if (!hasUse)
            yield break;
        yield return "CPU µs/op";
        yield return "peak MB (anonymous)";
    }

    static IEnumerable<string> Cells(BenchRow row, bool hasUse, bool hasRatio)
    {
        yield return row.Name;
        yield return row.Description;
        yield return row.Unit;
        foreach (var cell in row.Cells)
        {
            yield return NumberText.Of(cell.Value) + (cell.Problems.Count > 0 ? " !" : "");
            yield return cell.Runs.Count > 1 ? $"{NumberText.Of(cell.Least)}-{NumberText.Of(cell.Most)}" : "";
            yield return cell.P50 is null ? "" : $"{NumberText.Of(cell.P50)} / {NumberText.Of(cell.P99)}";
            yield return NumberText.Of(cell.BytesPerEvent);
            if (!hasUse)
                continue;
            yield return NumberText.Of(cell.CpuPerOperation);
            yield return cell.PeakResident is null
                ? ""
                : $"{NumberText.Of(cell.PeakResident / 1e6)} ({NumberText.Of(cell.PeakAnonymous / 1e6)})";
        }
        if (!hasRatio)
            yield break;
        yield return NumberText.Of(row.Ratio);
        if (hasUse)
            yield return NumberText.Of(row.CpuRatio);
    }
}
