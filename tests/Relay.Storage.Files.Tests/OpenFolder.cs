using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Relay.Storage.Files.Tests;

/// <summary>A folder that this process owns until it is closed, as a store does.</summary>
sealed class OpenFolder : IAsyncDisposable
{
    readonly StoreFolder _folder;

    public OpenFolder(string path, ILogger? logger = null) =>
        _folder = StoreFolder.Open(StoreFiles.Lmdb, path, logger ?? NullLogger.Instance);

    /// <summary>Sends back what a command sends.</summary>
    public void Echo() => Serve(static (stream, cancel) => stream.CopyToAsync(stream, cancel));

    public void Serve(Func<Stream, CancellationToken, Task> serve) => _folder.ServeControl(serve);

    public async ValueTask DisposeAsync()
    {
        await _folder.EndControlAsync();
        _folder.Dispose();
    }
}
