using Relay.Core;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Stops a store's writer after a commit, when that is visible and answered and nothing else has happened.</summary>
sealed class WriterGate : IDisposable
{
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    readonly CommitSignal _commits;
    readonly ManualResetEventSlim _reached = new();
    readonly ManualResetEventSlim _opened = new();

    public WriterGate(TemporaryStore test, Func<CommittedBatch, bool> closesAt)
    {
        _commits = test.Commits;
        _commits.Intercept = batch =>
        {
            if (_opened.IsSet || !closesAt(batch))
                return;
            _reached.Set();
            Assert.True(_opened.Wait(Longest));
        };
    }

    public void WaitUntilReached() => Assert.True(_reached.Wait(Longest));

    public void Open() => _opened.Set();

    public void Dispose()
    {
        _commits.Intercept = null;
        _opened.Set();
    }
}
