using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>The destination of an import: the store itself, or the relay that owns it.</summary>
sealed class ImportTarget : IAsyncDisposable
{
    readonly string _folder;
    readonly RelayOptions _options;
    readonly LmdbEventStore? _store;
    readonly Stream? _relay;

    ImportTarget(string folder, RelayOptions options, LmdbEventStore? store, Stream? relay)
    {
        _folder = folder;
        _options = options;
        _store = store;
        _relay = relay;
    }

    /// <summary>What the events go into, for people.</summary>
    public string Name => _relay is null ? $"the store in {_folder}" : $"the running relay, whose store is in {_folder}";

    public static async Task<ImportTarget> OpenAsync(ProgramConfiguration configuration, CancellationToken cancel)
    {
        var options = configuration.Options.Get<RelayOptions>();
        var folder = Path.GetFullPath(configuration.Store.Path);
        var relay = await StoreControl.ConnectAsync(configuration.Store.Path, cancel);
        return relay is null
            ? new ImportTarget(folder, options, LmdbEventStore.Open(configuration.Store, TimeProvider.System, NullLogger.Instance), null)
            : new ImportTarget(folder, options, null, relay);
    }

    public async Task<ImportReport> ImportAsync(
        Stream input, ImportOptions options, Action<ImportReport> progress, CancellationToken cancel)
    {
        if (_relay is not null)
            return await ImportClient.SendAsync(_relay, input, options, progress, cancel);
        var report = await new EventImporter(_store!, _options, options).ImportAsync(input, progress, cancel);
        // Indexes all events now, so that the next relay starts at once.
        await _store!.IndexAsync();
        return report;
    }

    public async ValueTask DisposeAsync()
    {
        if (_relay is not null)
            await _relay.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }
}
