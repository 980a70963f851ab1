using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.AspNetCore;
using Relay.Core;

namespace Relay.Testing;

/// <summary>
/// A whole relay on a free port of the loopback: real Kestrel, real sockets. Disposing of it fails the test if the relay logged an error,
/// unless <see cref="AllowsErrors"/> is set.
/// </summary>
public sealed class TestRelay : IAsyncDisposable
{
    WebApplication? _app;
    IDisposable? _storeLeftovers;
    Uri? _address;

    /// <summary>The options; defaults unless set.</summary>
    public RelayOptions Options { get; init; } = new();

    /// <summary>Keys below <c>Relay:</c> and their values. If set, the options are bound from them, as a program does it.</summary>
    public Dictionary<string, string?>? Settings { get; init; }

    /// <summary>The store; the one in memory unless set.</summary>
    public TestStore Store { get; init; } = TestStores.InMemory;

    /// <summary>Hooks and services for this test.</summary>
    public Action<RelayBuilder>? Configure { get; init; }

    /// <summary>The relay's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether errors in the log are expected.</summary>
    public bool AllowsErrors { get; init; }

    /// <summary>Whether connections are taken over from HTTP, as the program does, or run within their requests.</summary>
    public bool HandsOver { get; init; } = true;

    /// <summary>Further middleware between the socket and HTTP in this test.</summary>
    public Action<IConnectionBuilder>? ConfigureEndpoint { get; init; }

    /// <summary>The log records at Warning and above.</summary>
    public TestLog Log { get; } = new();

    /// <summary>The relay's WebSocket address.</summary>
    public Uri Address => _address ?? throw new InvalidOperationException("the relay is not started");

    /// <summary>The same address for HTTP.</summary>
    public Uri HttpAddress => new UriBuilder(Address) { Scheme = "http" }.Uri;

    public IServiceProvider Services => _app!.Services;

    public async Task<TestRelay> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(ConfigureKestrel).UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(Log);
        if (Settings is null)
            builder.Services.AddSingleton(Options);
        else
            builder.Configuration.AddInMemoryCollection(
                Settings.Select(static pair => KeyValuePair.Create("Relay:" + pair.Key, pair.Value)));
        builder.Services.AddSingleton(Time);
        var relay = builder.Services.AddRelay(builder.Configuration);
        _storeLeftovers = Store(relay);
        Configure?.Invoke(relay);
        _app = builder.Build();
        _app.MapRelay();
        _app.MapRelayHealth();
        _app.MapRelayMetrics();
        await _app.StartAsync();
        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _address = new UriBuilder(bound) { Scheme = "ws" }.Uri;
        return this;
    }

    public Task<RelayClient> ConnectAsync(bool deflate = false) => RelayClient.ConnectAsync(Address, deflate);

    public Task<RawWebSocket> ConnectRawAsync(params (string Name, string? Value)[] headers) =>
        RawWebSocket.ConnectAsync(Address, headers: headers);

    /// <summary>Shuts the relay down as an operator would.</summary>
    public Task StopAsync() => _app!.StopAsync().Within("the relay's shutdown");

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
            await _app.DisposeAsync();
        }
        _storeLeftovers?.Dispose();
        if (!AllowsErrors && Log.Records.FirstOrDefault(static record => record.Level >= LogLevel.Error) is { } error)
            throw new InvalidOperationException($"the relay logged an error: {error.Category}: {error.Message}\n{error.Exception}");
    }

    void ConfigureKestrel(KestrelServerOptions kestrel) => kestrel.ConfigureEndpointDefaults(endpoint =>
    {
        if (HandsOver)
            endpoint.UseRelayHandOver();
        ConfigureEndpoint?.Invoke(endpoint);
    });
}
