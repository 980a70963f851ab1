namespace Relay.Bench;

/// <summary>Connections to one relay that open and close together.</summary>
sealed class ConnectionGroup : IDisposable
{
    readonly List<BenchConnection> _connections = [];

    ConnectionGroup()
    {
    }

    /// <param name="address">The relay's address.</param>
    /// <param name="count">How many connections.</param>
    /// <param name="options">Options for each.</param>
    /// <param name="needsDeflate">Whether the row measures permessage-deflate, so that a relay without it fails.</param>
    public static ConnectionGroup Open(Uri address, int count, ConnectionOptions options, bool needsDeflate = false)
    {
        var group = new ConnectionGroup();
        try
        {
            for (var i = 0; i < count; i++)
                group._connections.Add(BenchConnection.Open(address, options));
            if (needsDeflate && group[0].Extension is null)
                throw new IOException($"{address}: the relay does not accept permessage-deflate");
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    public int Count => _connections.Count;

    public BenchConnection this[int number] => _connections[number];

    public IReadOnlyList<BenchConnection> Connections => _connections;

    public long BytesReceived => _connections.Sum(static connection => connection.BytesReceived);

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
