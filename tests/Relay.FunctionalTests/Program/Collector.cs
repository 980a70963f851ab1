using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>A collector that gets metrics by OTLP, over HTTP or gRPC.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly Channel<(IHeaderDictionary Headers, ExportedMetrics Metrics)> _exports =
        Channel.CreateUnbounded<(IHeaderDictionary, ExportedMetrics)>();
    readonly CancellationTokenSource _end = new();

    Collector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>How many exports came.</summary>
    public int Count => _exports.Reader.Count;

    /// <summary>Starts a collector that answers with this status, or never with null.</summary>
    public static async Task<Collector> StartAsync(bool isGrpc = false, int? status = StatusCodes.Status200OK)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
            endpoint => endpoint.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var collector = new Collector(builder.Build());
        collector._app.Run(context => collector.AnswerAsync(context, isGrpc, status));
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>The next export that meets a condition.</summary>
    public async Task<ExportedMetrics> ExportAsync(Func<IHeaderDictionary, ExportedMetrics, bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        var last = "none";
        try
        {
            while (true)
            {
                var (headers, metrics) = await _exports.Reader.ReadAsync(deadline.Token);
                if (condition(headers, metrics))
                    return metrics;
                last = string.Join(", ", metrics.Sums.Select(static sum => $"{sum.Key} {sum.Value}"));
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"no export met the condition within {Deadline.Default.TotalSeconds:0} s; the last one: {last}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _app.DisposeAsync();
        _end.Dispose();
    }

    async Task AnswerAsync(HttpContext context, bool isGrpc, int? status)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = isGrpc ? "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" : "/v1/metrics";
        Assert.Equal(path, context.Request.Path);
        // A message of gRPC follows a flag and its length.
        // A copy of the headers: the server uses their object again for the next request.
        var headers = new HeaderDictionary(
            context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value));
        _exports.Writer.TryWrite((headers, new ExportedMetrics(body.ToArray().AsSpan(isGrpc ? 5 : 0))));
        if (status is null)
            await Task.Delay(Timeout.Infinite, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Response.StatusCode = status ?? StatusCodes.Status503ServiceUnavailable;
        if (!isGrpc)
            return;
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
