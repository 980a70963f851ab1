using System.Globalization;

namespace Relay.Bench;

/// <summary>The rows of one or more reports, side by side.</summary>
/// <param name="Series">The names of the columns: the relays and their corpora.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Notes">Notes about the machines and the corpora.</param>
sealed record Comparison(IReadOnlyList<string> Series, IReadOnlyList<ComparedRow> Rows, IReadOnlyList<string> Notes)
{
    public static Comparison Of(IReadOnlyList<BenchReport> reports)
    {
        var series = new List<string>();
        var rows = new Dictionary<string, (BenchRow Row, BenchCell?[] Cells)>();
        var width = reports.Sum(static report => report.Relays.Count);
        foreach (var report in reports)
        {
            foreach (var row in report.Rows)
            {
                if (!rows.TryGetValue(row.Name, out var compared))
                    rows.Add(row.Name, compared = (row, new BenchCell?[width]));
                for (var i = 0; i < row.Cells.Count; i++)
                    compared.Cells[series.Count + i] = row.Cells[i];
            }
            foreach (var relay in report.Relays)
                series.Add(reports.Count == 1 ? relay.Label : Text($"{report.Corpus.Events:N0} events, {relay.Label}"));
        }
        return new Comparison(
            series,
            [.. rows.Values.Select(static compared => new ComparedRow(
                compared.Row.Name, compared.Row.Description, compared.Row.Unit, compared.Row.IsMoreBetter, compared.Cells))],
            [.. reports.SelectMany(NotesOf).Distinct()]);
    }

    static IEnumerable<string> NotesOf(BenchReport report)
    {
        yield return report.Machine.ToString();
        var corpus = report.Corpus;
        var events = Text($"{corpus.Events:N0} events of {corpus.Options.Authors:N0} authors, {corpus.AverageSize:0} bytes each");
        yield return Text(
            $"{report.Time:yyyy-MM-dd HH:mm} UTC, {events}, fingerprint {corpus.Fingerprint}; median of {report.Options.Runs} runs");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
