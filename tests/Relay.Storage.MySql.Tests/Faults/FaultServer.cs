using MySqlConnector;
using Relay.TestSupport;

namespace Relay.Storage.MySql.Tests;

/// <summary>A server for tests that do it harm, with a proxy before it.</summary>
public sealed class FaultServer : IAsyncLifetime
{
    /// <summary>The server.</summary>
    public MariaDbServer Server { get; private set; } = null!;

    /// <summary>The proxy.</summary>
    public CuttingProxy Proxy { get; private set; } = null!;

    /// <summary>Makes a database and returns how the store reaches it through the proxy, and tests reach it directly.</summary>
    public async Task<(string Store, string Direct)> MakeAsync()
    {
        var direct = await TestDatabase.MakeAsync(Server.ConnectionString);
        return (new MySqlConnectionStringBuilder(direct) { Port = (uint)Proxy.Port }.ConnectionString, direct);
    }

    public async ValueTask InitializeAsync()
    {
        Server = await MariaDbServer.StartAsync(settings: "max-connections=20");
        Proxy = new CuttingProxy(Server.Port);
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Server.DisposeAsync();
    }
}
