using Spectre.Console;

namespace Relay.Bench.Tests;

public sealed class ComparisonTests
{
    [Fact]
    public void Reports_stand_side_by_side()
    {
        var large = SampleReport.Of(1_000_000, "one");
        var comparison = Comparison.Of([SampleReport.Of(60_000, "one", "other"), large with { Rows = [.. large.Rows.Skip(1)] }]);
        Assert.Equal(
            [
                "60,000 events, one 1.2 (127.0.0.1:7001)", "60,000 events, other 1.2 (127.0.0.1:7002)",
                "1,000,000 events, one 1.2 (127.0.0.1:7001)",
            ],
            comparison.Series);
        Assert.Equal(["publish", "round-trip", "req.ids-20"], comparison.Rows.Select(static row => row.Name));
        Assert.Equal([1000.0, 500.0, null], comparison.Rows[0].Cells.Select(static cell => cell?.Value));
        Assert.Equal([0.5, 1.0, 0.5], comparison.Rows[1].Cells.Select(static cell => cell!.Value!.Value));
        Assert.Equal((1.0, 2.0, null), (comparison.Rows[0].FirstOver(0), comparison.Rows[0].FirstOver(1), comparison.Rows[0].FirstOver(2)));
        Assert.Equal(2.0, comparison.Rows[1].FirstOver(1));
    }

    [Fact]
    public void One_report_names_its_relays_only() =>
        Assert.Equal(["one 1.2 (127.0.0.1:7001)"], Comparison.Of([SampleReport.Of(60_000, "one")]).Series);

    [Fact]
    public void A_relay_that_says_nothing_of_itself_is_known_by_its_address() =>
        Assert.Equal("127.0.0.1:7001", new RelaySummary("ws://127.0.0.1:7001/", null, null, null).Label);

    [Fact]
    public void The_table_has_a_row_for_each_row_and_marks_failures()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 400;
        ComparisonTable.Print(console, Comparison.Of([SampleReport.Of(60_000, "one"), SampleReport.Of(1_000_000, "one")]));
        var lines = text.ToString().Split('\n');
        var publish = Assert.Single(lines, static line => line.Contains("publish"));
        Assert.Matches(@"\| publish +\| publish & wait +\| events/s +\| +1,000 +\| +1,000 +\|", publish);
        Assert.Matches(@"\| +! +\| +! +\|", Assert.Single(lines, static line => line.Contains("req.ids-20")));
        Assert.Contains(lines, static line => line.Contains("00112233445566778899aabbccddeeff"));
    }
}
