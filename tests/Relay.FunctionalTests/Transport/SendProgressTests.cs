using System.IO.Pipelines;
using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class SendProgressTests
{
    readonly SendProgress _progress = new();
    readonly KnownTransport _transport = new();

    [Fact]
    public void A_client_for_whom_nothing_waits_makes_no_progress_and_needs_none() => Assert.Equal([0, 0, 0], Tick(3));

    [Fact]
    public void A_write_that_waits_is_counted_in_ticks()
    {
        _progress.WaitStarts();
        Assert.Equal([1, 2, 3], Tick(3));
    }

    [Fact]
    public void A_write_that_ended_is_progress_though_the_next_one_waits()
    {
        _progress.WaitStarts();
        Tick(3);
        _progress.WaitEnds();
        _progress.WaitStarts();
        Assert.Equal([0, 1, 2], Tick(3));
    }

    [Fact]
    public void What_the_client_has_confirmed_is_progress_though_the_write_still_waits()
    {
        _progress.WaitStarts();
        for (var i = 0; i < 20; i++)
        {
            _transport.Confirmed += 1;
            Assert.Equal(1, _progress.Tick(_transport));
        }
        Assert.Equal([2, 3, 4], Tick(3));
    }

    int[] Tick(int ticks) => [.. Enumerable.Range(0, ticks).Select(_ => _progress.Tick(_transport))];

    sealed class KnownTransport : Transport
    {
        public long Confirmed { get; set; }

        public override long Taken => Confirmed;

        public override PipeReader Input => throw new NotSupportedException();

        public override Stream Output => throw new NotSupportedException();

        public override CancellationToken Lost => default;

        public override void Abort()
        {
        }
    }
}
