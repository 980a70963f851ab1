using Relay.Core;

namespace Relay.Storage.Lmdb.Tests;

public sealed class CommitWaitersTests
{
    [Fact]
    public void What_is_lost_stays_lost_when_less_is_reported_later()
    {
        var waiters = new CommitWaiters(new TailHolder(new Tail(high: 5, low: 1, VanishingKeys.None, overlapsIndex: false)));
        Assert.True(waiters.WaitAsync(5).AsTask().IsCompleted);
        Assert.False(waiters.WaitAsync(6).AsTask().IsCompleted);
        waiters.Lose(long.MaxValue);
        waiters.Lose(6);

        Assert.True(waiters.WaitAsync(7).AsTask().IsCompleted);
    }
}
