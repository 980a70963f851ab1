using System.Text;
using System.Xml.Linq;

namespace Relay.Bench.Tests;

public sealed class BenchChartTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void The_page_holds_every_row_and_what_it_was_measured_with()
    {
        var page = Draw(SampleReport.Of(60_000, "one", "other"));
        var texts = page.Descendants(Svg + "text").Select(static text => text.Value).ToList();
        Assert.Contains("publish & wait", texts);
        Assert.Contains("publish, events/s, more is better", texts);
        Assert.Contains("round-trip, ms, less is better", texts);
        Assert.Contains("one 1.2 (127.0.0.1:7001)", texts);
        Assert.Contains("1,000 (p99 3.00 ms)", texts);
        Assert.Contains("500 (p99 3.00 ms) × 2.00", texts);
        Assert.Equal(2, texts.Count(static text => text == "failed !"));
        var notes = string.Join('\n', page.Descendants("p").Select(static note => note.Value));
        string[] parts = ["Some <CPU>", "Linux 6", ".NET 10", "1970-01-01", "60,000 events", "00112233445566778899aabbccddeeff"];
        foreach (var part in parts)
            Assert.Contains(part, notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_are_as_long_as_their_numbers_within_a_row()
    {
        var page = Draw(SampleReport.Of(60_000, "one", "other"));
        var bars = page.Descendants(Svg + "rect").Skip(2).Select(static bar => (double)bar.Attribute("width")!).ToList();
        Assert.Equal(bars[0] / 2, bars[1], tolerance: 0.2);
        Assert.Equal(bars[3] / 2, bars[2], tolerance: 0.2);
        Assert.Equal([0.0, 0.0], bars[4..]);
    }

    [Fact]
    public void Nothing_is_fetched_from_elsewhere()
    {
        var page = Draw(SampleReport.Of(60_000, "one"));
        Assert.DoesNotContain(page.Descendants(), static element => element.Name.LocalName is "script" or "link" or "img");
        Assert.DoesNotContain(page.Descendants().Attributes(), static attribute => attribute.Name.LocalName is "href" or "src");
    }

    [Fact]
    public void A_comparison_of_many_has_a_bar_for_each()
    {
        var page = Draw([.. Enumerable.Range(1, 8).Select(static i => SampleReport.Of(i * 1_000, "one"))]);
        Assert.Equal(8 + 3 * 8, page.Descendants(Svg + "rect").Count());
    }

    static XDocument Draw(params BenchReport[] reports)
    {
        var stream = new MemoryStream();
        BenchChart.Write(stream, Comparison.Of(reports));
        return XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()).TrimStart('\uFEFF'));
    }
}
