using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Several relays in one web application on a free port: the default relay at / and named ones at their names, unless changed.
/// </summary>
sealed class RelayGroup : IAsyncDisposable
{
    readonly List<RelayBuilder> _relays = [];

    WebApplication? _app;
    Uri? _address;

    /// <summary>The relays' names; null for the default relay.</summary>
    public IReadOnlyList<string?> Names { get; init; } = [null, "a", "b"];

    /// <summary>The whole configuration.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Adds hooks and a store to a relay; the store in memory unless set.</summary>
    public Action<RelayBuilder> Configure { get; init; } = static relay => relay.UseInMemoryStore();

    /// <summary>Services of the host.</summary>
    public Action<IServiceCollection>? ConfigureServices { get; init; }

    /// <summary>Maps the relays.</summary>
    public Action<WebApplication>? Map { get; init; }

    public IServiceProvider Services => _app!.Services;

    public Uri HttpAddress => new UriBuilder(_address!) { Scheme = "http" }.Uri;

    public Uri AddressOf(string? name) => new(_address!, "/" + name);

    public RelayEngine Engine(string? name) =>
        name is null ? Services.GetRequiredService<RelayEngine>() : Services.GetRequiredKeyedService<RelayEngine>(name);

    public async Task<RelayGroup> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(Settings);
        ConfigureServices?.Invoke(builder.Services);
        foreach (var name in Names)
        {
            var relay = name is null
                ? builder.Services.AddRelay(builder.Configuration)
                : builder.Services.AddRelay(builder.Configuration, name);
            _relays.Add(relay);
            Configure(relay);
        }
        _app = builder.Build();
        (Map ?? MapAll)(_app);
        await _app.StartAsync();
        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _address = new UriBuilder(bound) { Scheme = "ws" }.Uri;
        return this;
    }

    public Task<RelayClient> ConnectAsync(string? name) => RelayClient.ConnectAsync(AddressOf(name));

    public Task StopAsync() => _app!.StopAsync().Within("the relays' shutdown");

    public async ValueTask DisposeAsync()
    {
        if (_app is null)
            return;
        if (_address is not null)
            await StopAsync();
        await _app.DisposeAsync();
    }

    void MapAll(WebApplication app)
    {
        foreach (var name in Names)
        {
            if (name is null)
                app.MapRelay();
            else
                app.MapRelay("/" + name, name);
        }
        app.MapRelayHealth();
        app.MapRelayMetrics();
    }
}
