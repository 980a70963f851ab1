using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>An environment in its own folder, deleted on disposal. Disposing fails a test that left a snapshot open.</summary>
sealed class TemporaryEnvironment : IDisposable
{
    public TemporaryEnvironment(LmdbEnvironmentOptions? options = null) =>
        Environment = LmdbEnvironment.Open(Folder.Path, options ?? Small);

    // The map is only address space, but a core dump or a checker would walk a terabyte.
    public static LmdbEnvironmentOptions Small { get; } = new() { MapSizeBytes = 1L << 30, MaxReaders = 64 };

    public TemporaryFolder Folder { get; } = new();

    public LmdbEnvironment Environment { get; private set; }

    public void Reopen(LmdbEnvironmentOptions? options = null)
    {
        Environment.Dispose();
        Environment = LmdbEnvironment.Open(Folder.Path, options ?? Small);
    }

    public void Write(Action<LmdbWriteTransaction> write)
    {
        using var transaction = Environment.BeginWrite();
        write(transaction);
        transaction.Commit();
    }

    public void Dispose()
    {
        var left = Environment.OpenSnapshots;
        Environment.Dispose();
        Folder.Dispose();
        Assert.Equal(0, left);
    }
}
