using Relay.Core;
using Relay.Storage.Files;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>The store in LMDB.</summary>
sealed class LmdbType : IStoreType
{
    public string Name => StoreFiles.Lmdb.Name;

    public StoreFiles Files => StoreFiles.Lmdb;

    public bool HasIntervals => true;

    public IEnumerable<(string Name, Func<string> Version)> Libraries => [("LMDB", static () => $"LMDB {LmdbEventStore.LibraryVersion}")];

    public void AddOptions(OptionsSections sections) => sections.Add<LmdbOptions>("Relay:Store:Lmdb");

    public ValueTask<IOpenedStore> OpenAsync(StoreSettings settings, StoreServices services, CancellationToken cancel)
    {
        var common = settings.Common;
        var options = new LmdbStoreOptions
        {
            Path = common.Path,
            MinFreeDiskMiB = common.MinFreeDiskMiB,
            Sync = common.Sync == StoreSync.Interval ? LmdbSync.Interval : LmdbSync.EveryCommit,
            SyncIntervalMilliseconds = common.SyncIntervalMilliseconds,
            Lmdb = settings.Get<LmdbOptions>(),
        };
        var logger = services.Loggers.CreateLogger<LmdbEventStore>();
        return new(new OpenedLmdb(this, LmdbEventStore.Open(options, services.Time, logger, services.Metrics)));
    }

    public IStoreReader? OpenReader(string folder, bool looksThroughFiles) =>
        new LmdbReader(StoreReader.Open(folder, looksThroughFiles));

    public IEnumerable<string> FilesIn(string folder) => new[] { Path.Combine(folder, "log"), Path.Combine(folder, "index") }
        .Where(Directory.Exists)
        .SelectMany(static inner => Directory.EnumerateFiles(inner));

    /// <summary>A process has one format of LMDB, so the store says first which one is to be loaded.</summary>
    public async Task<IReadOnlyList<Finding>> ExamineLibrariesAsync(ExaminedRelay relay, CancellationToken cancel)
    {
        string? found = null;
        try
        {
            var contents = await relay.ContentsAsync().WaitAsync(cancel);
            found = contents?.More.FirstOrDefault(static fact => fact.Key == LmdbReader.Format)?.Word;
        }
        catch (StoreException)
        {
            // Another check tells what is wrong with the store.
        }
        var wanted = relay.Store.Get<LmdbOptions>().Format ?? (OperatingSystem.IsLinux() ? "0.9" : "1.0");
        if (found is not null && found != wanted)
        {
            return
            [
                Finding.Problem(
                    $"the store has the format of LMDB {found}, and Relay:Store:Lmdb:Format asks for {wanted}: the relay does not start",
                    $"Set Relay:Store:Lmdb:Format to {found}, or convert the store with relay export and relay import."),
            ];
        }
        try
        {
            return [Finding.Ok($"LMDB {LmdbEventStore.LibraryVersion}")];
        }
        catch (StoreException exception)
        {
            return
            [
                Finding.Problem(
                    exception.Message, "apt-get install liblmdb0, on Debian and Ubuntu; elsewhere the package of LMDB 0.9."),
            ];
        }
    }
}
