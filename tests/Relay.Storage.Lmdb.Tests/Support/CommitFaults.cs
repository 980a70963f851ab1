using LightningDB;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Makes the commits of one environment fail, as long as a test wants or for the next few.</summary>
sealed class CommitFaults
{
    int _left;
    int _failed;

    CommitFaults(LmdbEnvironment environment, MDBResultCode error) => environment.Fault = () =>
    {
        if (Volatile.Read(ref _left) == 0)
            return MDBResultCode.Success;
        Interlocked.Decrement(ref _left);
        Interlocked.Increment(ref _failed);
        return error;
    };

    /// <summary>How many have failed.</summary>
    public int Failed => Volatile.Read(ref _failed);

    public static CommitFaults InLog(TemporaryStore test, MDBResultCode error) => InLog(test.Store, error);

    public static CommitFaults InLog(LmdbEventStore store, MDBResultCode error) => new(store.Log.Environment, error);

    public static CommitFaults InIndex(TemporaryStore test, MDBResultCode error) => InIndex(test.Store, error);

    public static CommitFaults InIndex(LmdbEventStore store, MDBResultCode error) => new(store.Index.Environment, error);

    public void Begin(int commits = int.MaxValue) => Volatile.Write(ref _left, commits);

    public void End() => Volatile.Write(ref _left, 0);
}
