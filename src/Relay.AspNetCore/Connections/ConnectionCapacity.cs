using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Relay.Core;

namespace Relay.AspNetCore;

/// <summary>
/// Lowers the number of connections to what the process's memory and files are enough for, so that whoever is one too many is told: even
/// an answer of 503 takes a file, and a process without any cannot load what it still lacks, which ends it.
/// </summary>
sealed class ConnectionCapacity(
    ConnectionRegistry registry, PendingConnections pending, RelayOptions options, ILogger<ConnectionCapacity> logger) : IHostedService
{
    /// <summary>
    /// Files for everything but clients: the runtime opens two for each library that it loads later, a plugin's process has a dozen while
    /// it is replaced, imports, key files and logs have one each. A relay at work was seen to have 16 more than at its start.
    /// </summary>
    internal const int ReservedFiles = 64;

    /// <summary>
    /// Three times what a client can make the process hold that no budget counts: 9 KiB of the connection itself, the first segments of
    /// what is received and sent, 8 KiB, and the server's buffers, 12 KiB where there are as many clients as memory is enough for. That
    /// third and the budgets' three eighths leave a quarter of the memory for the store and the runtime.
    /// </summary>
    internal const int BytesPerConnection = 96 * 1024;

    /// <summary>How many connections there may be for the memory of the process.</summary>
    internal static int OfMemory(NetworkOptions network) =>
        (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / BytesPerConnection, 1, network.MaxConnections);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var network = options.Network;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var most = OfMemory(network);
        registry.MaxConnections = most;
        if (most < network.MaxConnections)
            Log.LittleMemory(logger, network.MaxConnections, most, memory >> 20);
        if (OpenFiles.Read() is not { } files)
            return Task.CompletedTask;
        var (connections, requests) = Divide(files.Limit - files.Open, most, network.MaxPendingConnections);
        registry.MaxConnections = connections;
        pending.Max = requests;
        if (connections < most)
            Log.FewFiles(logger, network.MaxConnections, connections, files.Limit, files.Open);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How many connections, and how many that are none yet, so many files are enough for.</summary>
    internal static (int Connections, int Pending) Divide(long freeFiles, int maxConnections, int maxPending)
    {
        var forClients = Math.Max(2, freeFiles - ReservedFiles);
        // One too many is pending until it is told.
        var pending = Math.Min(maxPending, Math.Max(forClients / 8, Math.Min(8, forClients / 2)));
        return ((int)Math.Min(maxConnections, forClients - pending), (int)pending);
    }
}
