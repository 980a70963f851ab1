using System.Text;
using System.Text.Json;

namespace Relay.Bench.Tests;

public sealed class BenchReportTests
{
    [Fact]
    public void A_report_that_is_written_can_be_read()
    {
        using var file = new TemporaryFile("");
        var report = SampleReport.Of(60_000, "one", "other");
        using (var stream = File.Create(file.Path))
            BenchJson.Write(stream, report);
        var again = new MemoryStream();
        BenchJson.Write(again, BenchJson.Read(file.Path));
        Assert.Equal(File.ReadAllText(file.Path), Encoding.UTF8.GetString(again.ToArray()));
    }

    [Fact]
    public void A_report_tells_machine_options_corpus_relays_and_ratios()
    {
        var stream = new MemoryStream();
        BenchJson.Write(stream, SampleReport.Of(60_000, "one", "other"));
        using var json = JsonDocument.Parse(stream.ToArray());
        var root = json.RootElement;
        Assert.Equal("Some <CPU>", root.GetProperty("machine").GetProperty("cpu").GetString());
        Assert.Equal("00112233445566778899aabbccddeeff", root.GetProperty("corpus").GetProperty("fingerprint").GetString());
        Assert.Equal(2, root.GetProperty("options").GetProperty("runs").GetInt32());
        Assert.Equal("1.2", root.GetProperty("relays")[1].GetProperty("version").GetString());
        var row = root.GetProperty("rows")[0];
        Assert.Equal(2, row.GetProperty("ratio").GetDouble());
        Assert.Equal(2, row.GetProperty("cpuRatio").GetDouble());
        var cell = row.GetProperty("cells")[0];
        Assert.Equal(1000, cell.GetProperty("value").GetDouble());
        Assert.Equal(20, cell.GetProperty("cpuPerOperation").GetDouble());
        Assert.Equal(90_000_000, cell.GetProperty("peakResident").GetInt64());
        Assert.Equal(50_000_000, cell.GetProperty("peakAnonymous").GetInt64());
        Assert.Equal(3, cell.GetProperty("p99").GetDouble());
        Assert.Equal(2, cell.GetProperty("runs").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"rows":[]}""")]
    public void A_file_that_is_no_report_is_refused(string text)
    {
        using var file = new TemporaryFile(text);
        Assert.Contains(file.Path, Assert.Throws<InvalidDataException>(() => BenchJson.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_is_described()
    {
        var machine = MachineSummary.Read();
        Assert.Equal(Environment.ProcessorCount, machine.Processors);
        Assert.True(machine.Memory > 0);
        Assert.StartsWith(".NET 10", machine.Runtime, StringComparison.Ordinal);
    }
}
