using Microsoft.Extensions.Logging.Abstractions;
using Relay.TestSupport;

namespace Relay.Storage.Files.Tests;

/// <summary>A process that owns a folder until its standard input ends or it is killed.</summary>
static class FolderOwner
{
    public static async Task<int> RunAsync(string task, string path)
    {
        if (task == "lock-unshared")
            return await LockUnsharedAsync(path);
        using var folder = StoreFolder.Open(StoreFiles.Lmdb, path, NullLogger.Instance);
        if (task == "serve")
            folder.ServeControl(static (stream, cancel) => stream.CopyToAsync(stream, cancel));
        Console.WriteLine(OwnerProcess.Ready);
        await Console.In.ReadToEndAsync();
        await folder.EndControlAsync();
        return 0;
    }

    /// <summary>Takes a lock as on systems without OFD locks, and reports what prevents it.</summary>
    static async Task<int> LockUnsharedAsync(string path)
    {
        Console.WriteLine(OwnerProcess.Ready);
        try
        {
            using var taken = FileLock.TryTakeUnshared(Path.Combine(path, "relay.lock"));
            Console.WriteLine(taken is null ? "somebody holds it" : "taken");
        }
        catch (NotSupportedException exception)
        {
            Console.WriteLine(exception.Message);
        }
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
