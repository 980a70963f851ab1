using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core;
using Relay.Storage.Lmdb;

namespace Relay.Server;

/// <summary>Where an import goes: into the store itself, or through the relay that owns it.</summary>
sealed class ImportTarget : IAsyncDisposable
{
    readonly LmdbEventStore _store;
    readonly string? _publicUrl;

    ImportTarget(LmdbEventStore store, string? publicUrl)
    {
        _store = store;
        _publicUrl = publicUrl;
    }

    public static Task<ImportTarget> OpenAsync(ProgramConfiguration configuration, CancellationToken cancel) =>
        Task.FromResult(new ImportTarget(
            LmdbEventStore.Open(configuration.Store, TimeProvider.System, NullLogger.Instance),
            configuration.Options.Get<RelayOptions>().PublicUrl));

    public Task<ImportReport> ImportAsync(Stream input, ImportOptions options, Action<ImportReport> progress, CancellationToken cancel) =>
        new EventImporter(_store, _publicUrl, options).ImportAsync(input, progress, cancel);

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
