using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;

namespace Relay.Storage.Sqlite.Tests;

/// <summary>A process that owns a store until its standard input ends or it is killed.</summary>
static class StoreOwner
{
    public const string Argument = "own-store";

    /// <summary>Says when the store is open.</summary>
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string path)
    {
        await using var store = SqliteStore.Open(
            new SqliteStoreOptions { Path = path }, new EngineStoreServices(TimeProvider.System, NullLogger.Instance));
        Console.WriteLine(Ready);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
