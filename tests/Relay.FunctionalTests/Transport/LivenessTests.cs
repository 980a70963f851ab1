using Relay.AspNetCore;

namespace Relay.FunctionalTests;

public sealed class LivenessTests
{
    readonly Liveness _liveness = new();

    [Fact]
    public void A_silent_client_is_pinged_once_and_then_given_up()
    {
        _liveness.ReadStarts();
        Assert.Equal(
            [
                LivenessAction.None, LivenessAction.None, LivenessAction.None, LivenessAction.Ping,
                LivenessAction.None, LivenessAction.None, LivenessAction.None, LivenessAction.Abort,
            ],
            Tick(8));
    }

    [Fact]
    public void Any_bytes_from_the_client_are_an_answer()
    {
        _liveness.ReadStarts();
        Tick(7);
        _liveness.ReadEnds();
        _liveness.ReadStarts();
        Assert.Equal([LivenessAction.None, LivenessAction.None, LivenessAction.None, LivenessAction.None, LivenessAction.Ping], Tick(5));
    }

    [Fact]
    public void What_is_written_while_the_client_is_listened_to_says_nothing_about_it()
    {
        _liveness.ReadStarts();
        Tick(3);
        _liveness.Written();
        Assert.Equal([LivenessAction.Ping], Tick(1));
    }

    [Fact]
    public void A_client_whose_message_is_being_worked_off_is_not_silent()
    {
        _liveness.ReadStarts();
        _liveness.ReadEnds();
        Assert.All(Tick(20), static action => Assert.Equal(LivenessAction.None, action));
    }

    [Fact]
    public void A_client_that_takes_what_it_asked_for_is_not_silent()
    {
        for (var i = 0; i < 20; i++)
        {
            _liveness.Written();
            Assert.Equal(LivenessAction.None, _liveness.Tick(isWriting: true));
        }
    }

    [Fact]
    public void A_client_that_does_not_take_what_it_asked_for_is_given_up() =>
        Assert.Equal(LivenessAction.Abort, Enumerable.Range(0, 8).Select(_ => _liveness.Tick(isWriting: true)).ToArray()[^1]);

    LivenessAction[] Tick(int ticks) => [.. Enumerable.Range(0, ticks).Select(_ => _liveness.Tick(isWriting: false))];
}
