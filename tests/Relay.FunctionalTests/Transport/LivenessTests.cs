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
    public void A_client_whose_message_is_being_worked_off_is_not_silent()
    {
        _liveness.ReadStarts();
        _liveness.ReadEnds();
        Assert.All(Tick(20), static action => Assert.Equal(LivenessAction.None, action));
    }

    LivenessAction[] Tick(int ticks) => [.. Enumerable.Range(0, ticks).Select(_ => _liveness.Tick(pingTicks: 4))];
}
