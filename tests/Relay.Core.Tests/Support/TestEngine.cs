using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>An engine as an embedding program gets it, with a clock that stands still and a recorded log.</summary>
sealed class TestEngine : IAsyncDisposable
{
    readonly ServiceProvider _services;
    long _connections;

    public TestEngine(Action<RelayBuilder>? configure = null, RelayOptions? options = null)
    {
        Store = new InMemoryStore(Time);
        var services = new ServiceCollection();
        services.AddSingleton(options ?? new RelayOptions());
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ILoggerFactory>(Log);
        var relay = services.AddRelayEngine();
        if (configure is null)
            relay.UseStore(Store);
        else
            configure(relay);
        _services = services.BuildServiceProvider();
        Engine = _services.GetRequiredService<RelayEngine>();
    }

    public FakeTime Time { get; } = new();

    public RecordingLog Log { get; } = new();

    /// <summary>The store, unless the test configures another.</summary>
    public InMemoryStore Store { get; }

    public RelayEngine Engine { get; }

    public RelayOptions Options => _services.GetRequiredService<RelayOptions>();

    public RelayMetrics Metrics => _services.GetRequiredService<RelayMetrics>();

    public async Task<TestClient> ConnectAsync(string? address = null)
    {
        var outbox = new RecordingOutbox();
        var client = new ClientContext
        {
            Id = Interlocked.Increment(ref _connections),
            RemoteAddress = address is null ? null : IPAddress.Parse(address),
        };
        return new TestClient(await Engine.OpenSessionAsync(client, outbox, CancellationToken.None), outbox);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
