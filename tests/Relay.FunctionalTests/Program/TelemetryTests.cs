using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>The metrics that the program sends to a collector.</summary>
public sealed class TelemetryTests : IDisposable
{
    static readonly string[] AnyPort = ["--urls", "http://127.0.0.1:0"];

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_gets_the_relays_metrics_and_those_below_it(bool isGrpc)
    {
        await using var collector = await Collector.StartAsync(isGrpc);
        await using var relay = RelayProcess.Start(
            _folder.Path, AnyPort,
            ("Relay__Telemetry__OtlpEndpoint", collector.Url), ("Relay__Telemetry__Protocol", isGrpc ? "Grpc" : "HttpProtobuf"),
            ("Relay__Telemetry__IntervalSeconds", "1"), ("Relay__Telemetry__Headers", "api-key=hunter2"),
            ("Relay__Telemetry__ServiceInstance", "first"));
        var address = await relay.ListeningAsync();
        var author = new Author();
        await using var one = await ConnectAsync(address);
        await using var two = await ConnectAsync(address);
        await one.PublishAllAsync(author.Note("1"), author.Note("2"), author.Note("3"));

        var export = await collector.ExportAsync(static (headers, metrics) => headers["api-key"] == "hunter2"
            && metrics.Sums.GetValueOrDefault("relay.connections") == 2 && metrics.Sums.GetValueOrDefault("relay.events.accepted") == 3);

        Assert.Contains("kestrel.active_connections", export.Sums.Keys);
        Assert.Contains("dotnet.gc.collections", export.Sums.Keys);
        Assert.Equal(("relay", "first"), (export.Resource["service.name"], export.Resource["service.instance.id"]));
    }

    [Fact]
    public async Task The_standard_variables_work_and_the_section_beats_them()
    {
        await using var collector = await Collector.StartAsync();
        await using var relay = RelayProcess.Start(
            _folder.Path, [.. AnyPort, "--Relay:Telemetry:IntervalSeconds=1"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"), ("OTEL_SERVICE_NAME", "wing"),
            ("OTEL_RESOURCE_ATTRIBUTES", "service.instance.id=left"));

        var export = await collector.ExportAsync(static (_, _) => true);

        Assert.Equal(("wing", "left"), (export.Resource["service.name"], export.Resource["service.instance.id"]));
    }

    [Fact]
    public async Task The_last_values_are_sent_at_the_end()
    {
        await using var collector = await Collector.StartAsync();
        await using var relay = RelayProcess.Start(
            _folder.Path, AnyPort,
            ("Relay__Telemetry__OtlpEndpoint", collector.Url), ("Relay__Telemetry__Protocol", "HttpProtobuf"));
        await using (var client = await ConnectAsync(await relay.ListeningAsync()))
            await client.PublishAllAsync(new Author().Note("last"));

        await relay.SignalAsync("TERM");
        Assert.Equal(0, (await relay.EndAsync()).ExitCode);

        await collector.ExportAsync(static (_, metrics) => metrics.Sums.GetValueOrDefault("relay.events.accepted") == 1);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("slow")]
    [InlineData("refuses")]
    public async Task A_collector_that_does_not_work_costs_a_line_and_a_few_seconds_at_the_end(string fault)
    {
        await using var collector = fault == "down" ? null : await Collector.StartAsync(status: fault == "slow" ? null : 400);
        await using var relay = RelayProcess.Start(
            _folder.Path, AnyPort,
            ("Relay__Telemetry__OtlpEndpoint", collector?.Url ?? UnusedUrl()), ("Relay__Telemetry__Protocol", "HttpProtobuf"),
            ("Relay__Telemetry__IntervalSeconds", "1"));
        var address = await relay.ListeningAsync();
        await relay.LineAsync("Metrics do not reach http://127.0.0.1");
        await using (var client = await ConnectAsync(address))
        {
            await client.PublishAllAsync(new Author().Note("stored all the same"));
            // A second failure, which is not logged.
            if (collector is not null)
                await collector.ExportAsync((_, _) => collector.Count == 0);
        }

        var watch = Stopwatch.StartNew();
        await relay.SignalAsync("TERM");
        var end = await relay.EndAsync();

        Assert.Equal((0, ""), (end.ExitCode, end.Errors));
        Assert.DoesNotContain("Metrics do not reach", end.Output, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Without_a_collector_nothing_of_it_is_loaded()
    {
        await using var relay = RelayProcess.Start(_folder.Path, AnyPort);
        await relay.ListeningAsync();

        var maps = await File.ReadAllTextAsync($"/proc/{relay.Id}/maps");

        Assert.Contains("Serilog.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("OpenTelemetry", maps, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Relay__Telemetry__OtlpEndpoint", "localhost:4317", "relay: Relay:Telemetry:OtlpEndpoint is \"localhost:4317\"")]
    [InlineData("Relay__Telemetry__Headers", "hunter2", "relay: Relay:Telemetry:Headers is not of the form name=value,name=value")]
    [InlineData("Relay__Telemetry__IntervalSeconds", "0", "relay: Relay:Telemetry:IntervalSeconds is 0")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "relay: OTEL_EXPORTER_OTLP_ENDPOINT is \"nonsense\"")]
    public async Task Mistakes_stop_the_start_with_a_line(string name, string value, string line)
    {
        (await RelayProcess.RunAsync(_folder.Path, "--urls http://127.0.0.1:0", null, (name, value))).AssertFailedWith(line);
    }

    static Task<RelayClient> ConnectAsync(Uri address) => RelayClient.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri);

    static string UnusedUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
