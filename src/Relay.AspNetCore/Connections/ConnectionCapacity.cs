using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Lowers the limits of connections at start to what the process's memory and open files are enough for. A client beyond the limit is
/// refused with an answer instead of an error: even an answer of 503 takes a file, and a process with no file left cannot load the
/// libraries it still needs, which ends it.
/// </summary>
sealed class ConnectionCapacity(
    ConnectionRegistry registry, PendingConnections pending, RelayOptions options, ILogger<ConnectionCapacity> logger) : IHostedService
{
    /// <summary>
    /// Files kept for everything but clients. The runtime opens two for each library that it loads later, a plugin's process takes a dozen
    /// while it is replaced, and imports, key files and logs take one each. A relay at work was seen to have 16 more open than at its
    /// start.
    /// </summary>
    public const int ReservedFiles = 64;

    /// <summary>
    /// Memory counted for each connection: three times the memory that a client can occupy outside all budgets, which is 9 KiB for the
    /// connection, 8 KiB for the first segments of receiving and sending, and 12 KiB for the server's buffers when memory is short. These
    /// thirds and the budgets' three eighths leave a quarter of the memory to the store and the runtime.
    /// </summary>
    public const int BytesPerConnection = 96 * 1024;

    /// <summary>The most connections that the process's memory is enough for.</summary>
    public static int OfMemory(NetworkOptions network) =>
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerConnection, 1, network.MaxConnections);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var network = options.Network;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var most = OfMemory(network);
        registry.MaxConnections = most;
        if (most < network.MaxConnections)
            TransportMessages.LittleMemory(logger, network.MaxConnections, most, memory >> 20);
        if (OpenFiles.Read() is not { } files)
            return Task.CompletedTask;
        var (connections, requests) = Divide(files.Limit - files.Open, most, network.MaxPendingConnections);
        registry.MaxConnections = connections;
        pending.Max = requests;
        if (connections < most)
            TransportMessages.FewFiles(logger, network.MaxConnections, connections, files.Limit, files.Open);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Divides the free files into connections and pending connections.</summary>
    public static (int Connections, int Pending) Divide(long freeFiles, int maxConnections, int maxPending)
    {
        var forClients = Math.Max(2, freeFiles - ReservedFiles);
        // A connection beyond the limit is pending until it is refused.
        var pending = Math.Min(maxPending, Math.Max(forClients / 8, Math.Min(8, forClients / 2)));
        return ((int)Math.Min(maxConnections, forClients - pending), (int)pending);
    }
}
