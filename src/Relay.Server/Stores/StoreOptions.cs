using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core;
using Relay.Storage.Files;

namespace Relay.Server;

/// <summary>Which type of store the relay has, and where it is. The options of one type stand in a section of its name.</summary>
sealed class StoreOptions : StoreFolderOptions, IValidatableObject
{
    // LMDB is what a relay needs most: it reads without copying, and neither compacts nor vacuums.
    /// <summary>
    /// The type of the store. Lmdb, RocksDb and Sqlite: in that engine, in the folder of <see cref="StoreFolderOptions.Path"/>. Postgres
    /// and MySql: in a database, see <see cref="ConnectionString"/>; the folder then has the socket by which commands reach the relay, and
    /// "none" as its path means no folder. Memory: nothing is kept when the relay ends, for tests and trials; the folder, if it is set,
    /// then only has the socket. A folder belongs to one type.
    /// </summary>
    [StoreTypeName]
    public string Type { get; init; } = "Lmdb";

    // A database belongs to one relay.
    /// <summary>
    /// For the types Postgres and MySql: where the database is and who the relay is there, such as
    /// Host=db.example;Database=relay;Username=relay;Password=secret. An empty database gets its tables at the start. A server that is not
    /// on this machine must prove its name with a certificate that this machine trusts, unless the string says otherwise. Never shown.
    /// </summary>
    [PasswordPropertyText(true), PerRelay]
    public string? ConnectionString { get; init; }

    /// <summary>A file that has the connection string, in one line, in place of <see cref="ConnectionString"/>.</summary>
    [PerRelay]
    public string? ConnectionStringFile { get; init; }

    // The default keeps a relay's usual promise: an event answered with OK survives a power cut.
    /// <summary>
    /// EveryCommit: OK means that the event is on disk. Interval, for the type Lmdb: the relay commits at most
    /// <see cref="SyncIntervalMilliseconds"/> apart, and a power cut, a crash or a kill loses the events since the last commit.
    /// </summary>
    public StoreSync Sync { get; init; } = StoreSync.EveryCommit;

    // Long enough to gather a few hundred events, short enough for a reader on the same connection to wait.
    /// <summary>With Sync=Interval: how many milliseconds may lie between two commits.</summary>
    [Range(1, 10_000)]
    public int SyncIntervalMilliseconds { get; init; } = 100;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Sync == StoreSync.Interval && StoreTypes.Named(Type) is { HasIntervals: false } type)
            yield return new ValidationResult($"is Interval, which stores of the type {type.Name} do not have", [nameof(Sync)]);
        foreach (var problem in ConnectionStrings.Problems(Type, ConnectionString, ConnectionStringFile))
            yield return problem;
    }
}
