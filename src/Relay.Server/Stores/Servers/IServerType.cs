using Relay.Storage.Sql;

namespace Relay.Server;

/// <summary>A type of store in a database of a server.</summary>
interface IServerType : IStoreType
{
    StoreMedium IStoreType.Medium => StoreMedium.Server;

    IEnumerable<IdleSetting> IStoreType.IdleSettings(StoreSettings settings)
    {
        yield return IdleSetting.In(
            "Relay:Store", nameof(settings.Common.MinFreeDiskMiB), $"Relay:Store:Type is {Name}, whose disk is that of a server",
            "Watch the disk of the server, or remove the key.");
    }

    /// <summary>
    /// Looks at the database without taking it. Throws <see cref="Core.StoreException"/> with one line for the operator if it cannot be
    /// used.
    /// </summary>
    Task<ServerReport> ExamineAsync(StoreSettings settings, CancellationToken cancel);
}
