using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Testing;

/// <summary>
/// A whole relay on a free port of the loopback, for the tests of a Nostr application: real Kestrel, real sockets, a real store. Disposing
/// of it stops it, and throws if the relay logged an error, unless <see cref="TestRelayOptions.AllowsErrors"/> is set.
/// </summary>
public sealed class TestRelay : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly TestRelayOptions _options;
    readonly IDisposable? _storeLeftovers;
    readonly AcceptedEvents _accepted;

    TestRelay(WebApplication app, TestRelayOptions options, IDisposable? storeLeftovers, TestLog log, AcceptedEvents accepted)
    {
        _app = app;
        _options = options;
        _storeLeftovers = storeLeftovers;
        _accepted = accepted;
        Log = log;
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Address = new UriBuilder(bound) { Scheme = "ws" }.Uri;
        HttpAddress = new UriBuilder(bound).Uri;
    }

    /// <summary>The relay's WebSocket address.</summary>
    public Uri Address { get; }

    /// <summary>The same address for HTTP: the information document (NIP-11), <c>/health</c> and <c>/metrics</c>.</summary>
    public Uri HttpAddress { get; }

    /// <summary>What the relay logged, at Warning and above.</summary>
    public TestLog Log { get; }

    /// <summary>The relay's engine: its open subscriptions, broadcasts and removals.</summary>
    public RelayEngine Engine => Services.GetRequiredService<RelayEngine>();

    /// <summary>The relay's clock.</summary>
    public TimeProvider Time => _options.Time;

    /// <summary>The relay's options.</summary>
    public RelayOptions Options => Services.GetRequiredService<RelayOptions>();

    /// <summary>The services of the relay's host.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a relay with the store in memory, or with what the options say.</summary>
    public static async Task<TestRelay> StartAsync(TestRelayOptions? options = null)
    {
        options ??= new TestRelayOptions();
        var log = new TestLog();
        var accepted = new AcceptedEvents();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(
            kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                if (options.HandsOver)
                    endpoint.UseRelayHandOver();
                options.ConfigureEndpoint?.Invoke(endpoint);
            }));
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(log);
        if (options.Settings is null)
            builder.Services.AddSingleton(options.Options);
        else
            builder.Configuration.AddInMemoryCollection(
                options.Settings.Select(static pair => KeyValuePair.Create("Relay:" + pair.Key, pair.Value)));
        builder.Services.AddSingleton(options.Time);
        var relay = builder.Services.AddRelay(builder.Configuration);
        if (options.Faults is { } faults)
            relay.Add(new FaultHooks(faults, options.Time));
        var leftovers = options.Store(relay);
        options.Configure?.Invoke(relay);
        relay.Add(accepted);
        if (!(options.PingsClients ?? options.Time == TimeProvider.System))
            builder.Services.Remove(builder.Services.Single(static service => service.ImplementationType == typeof(KeepAlive)));
        try
        {
            var app = await StartAsync(builder, options.Faults);
            return new TestRelay(app, options, leftovers, log, accepted);
        }
        catch
        {
            leftovers?.Dispose();
            throw;
        }
    }

    /// <summary>Connects a client that speaks plain NIP-01, for what the test itself asks of the relay.</summary>
    public Task<RelayClient> ConnectAsync(bool deflate = false) => RelayClient.ConnectAsync(Address, deflate);

    /// <summary>Stores events before the application asks for them. Policies do not apply; hooks do. Throws if one is refused.</summary>
    public async Task StoreAsync(params IEnumerable<NostrEvent> events)
    {
        foreach (var e in events)
        {
            var result = await Engine.PublishAsync(e);
            if (result.Status != StoreStatus.Stored)
                throw new InvalidOperationException($"the relay did not store event {e.Id}: {result.Status} {result.Message}");
        }
    }

    /// <summary>The stored events that match, newest first, private ones too.</summary>
    public async Task<IReadOnlyList<NostrEvent>> QueryAsync(params Filter[] filters)
    {
        var found = new EventList();
        await Engine.QueryAsync(filters.Length == 0 ? [new Filter()] : filters, found);
        return found.Events;
    }

    /// <summary>
    /// The first accepted event that fits, of all that clients published since the relay started. Waits for it if need be, up to
    /// <see cref="Deadline.Default"/>.
    /// </summary>
    public Task<NostrEvent> AcceptedAsync(Func<NostrEvent, bool> fits) => _accepted.FirstAsync(fits).Within("an event that fits");

    /// <summary>Shuts the relay down as an operator would: clients are told, and nothing is lost.</summary>
    public Task StopAsync() => _app.StopAsync().Within("the relay's shutdown");

    /// <summary>Stops the relay and deletes its store. Throws if the relay logged an error that the test did not expect.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _storeLeftovers?.Dispose();
        if (!_options.AllowsErrors && Log.Records.FirstOrDefault(static record => record.Level >= LogLevel.Error) is { } error)
            throw new InvalidOperationException($"the relay logged an error: {error.Category}: {error.Message}\n{error.Exception}");
    }

    static async Task<WebApplication> StartAsync(WebApplicationBuilder builder, TestFaults? faults)
    {
        var app = builder.Build();
        try
        {
            faults?.Use(app);
            app.MapRelay();
            app.MapRelayHealth();
            app.MapRelayMetrics();
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
