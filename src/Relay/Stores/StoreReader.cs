using Microsoft.Extensions.Logging.Abstractions;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>Opens the store for commands that only read.</summary>
static class StoreReader
{
    public static LmdbEventStore Open(ProgramConfiguration configuration) =>
        LmdbEventStore.Open(configuration.Store, TimeProvider.System, NullLogger.Instance);
}
