namespace Relay.Server;

/// <summary>Connections to one relay that open and close together.</summary>
sealed class ConnectionGroup : IDisposable
{
    readonly List<BenchConnection> _connections = [];

    ConnectionGroup()
    {
    }

    public static ConnectionGroup Open(Uri address, int count, ConnectionOptions options)
    {
        var group = new ConnectionGroup();
        try
        {
            for (var i = 0; i < count; i++)
                group._connections.Add(BenchConnection.Open(address, options));
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
