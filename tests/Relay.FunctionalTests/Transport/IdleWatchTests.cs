using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class IdleWatchTests
{
    const long Burst = 100 << 20;

    static readonly TimeSpan Tick = TimeSpan.FromSeconds(8);
    static readonly TimeSpan Busy = Tick / 10;
    static readonly TimeSpan Quiet = Tick / 100;

    readonly IdleWatch _watch = new(Tick);
    TimeSpan _processorTime;

    [Fact]
    public void Memory_is_given_back_once_after_a_burst()
    {
        Assert.Equal([false, false], Pass(Busy, Burst, 2));
        Assert.Equal([false, false, false, true, false, false, false, false, false], Pass(Quiet, Burst, 9));
    }

    [Fact]
    public void It_is_given_back_again_after_the_next_burst()
    {
        Pass(Quiet, Burst, 4);
        Pass(Busy, 2 * Burst, 1);
        Assert.Equal([false, false, false, true], Pass(Quiet, 2 * Burst, 4));
    }

    [Fact]
    public void A_busy_relay_is_never_paused() => Assert.DoesNotContain(true, Pass(Busy, Burst, 100));

    [Fact]
    public void A_quiet_while_that_ends_soon_is_no_idleness()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.DoesNotContain(true, Pass(Quiet, Burst, 3));
            Assert.DoesNotContain(true, Pass(Busy, Burst, 1));
        }
    }

    [Fact]
    public void What_idle_clients_cost_is_no_burst() => Assert.DoesNotContain(true, Pass(Quiet, 1 << 20, 100));

    bool[] Pass(TimeSpan processorTime, long allocated, int ticks) =>
        [.. Enumerable.Range(0, ticks).Select(_ => _watch.IsDue(_processorTime += processorTime, allocated))];
}
