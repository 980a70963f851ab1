using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class ClientTurnsTests
{
    readonly ManualTurns _turns = new(places: 2);
    readonly ClientTurns _client;

    public ClientTurnsTests() => _client = new ClientTurns(_turns.Turns, ManualTurns.Client(1));

    [Fact]
    public void Turn_for_which_there_is_a_place_is_entered_at_once_and_without_allocating()
    {
        void Enter()
        {
            for (var i = 0; i < 1_000; i++)
            {
                var entering = _client.EnterAsync();
                Assert.True(entering.IsCompletedSuccessfully);
                entering.Result.Dispose();
            }
        }

        Enter();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Enter();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, _turns.Turns.AtWork);
    }

    [Fact]
    public void Turn_that_has_to_wait_is_entered_without_allocating_once_it_has_been_done_before()
    {
        void Enter()
        {
            for (var i = 0; i < 1_000; i++)
            {
                var entering = _client.EnterLaterAsync();
                _turns.RunOne();
                entering.GetAwaiter().GetResult().Dispose();
            }
        }

        Enter();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Enter();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, _turns.Turns.Owners);
    }

    [Fact]
    public void Thread_in_a_turn_stays_in_it()
    {
        using (Entered())
        {
            Entered().Dispose();
            Assert.Equal(1, _turns.Turns.AtWork);
            Assert.True(Turn.IsHere);
        }
        Assert.False(Turn.IsHere);
        Assert.Equal(0, _turns.Turns.AtWork);
    }

    [Fact]
    public void Who_finds_no_place_goes_on_when_one_is_left()
    {
        var went = false;
        async Task GoAsync()
        {
            using (await _client.EnterAsync())
                went = true;
        }

        _turns.Turns.TryEnter();
        _turns.Turns.TryEnter();
        var going = GoAsync();
        Assert.Equal(0, _turns.Started);

        _turns.Turns.Leave(owner: null, started: 0);
        Assert.False(went);
        _turns.RunOne();
        Assert.True(going.IsCompletedSuccessfully);
        Assert.True(went);
        Assert.Equal(1, _turns.Turns.AtWork);
    }

    [Fact]
    public async Task Work_that_fails_gives_its_place_back()
    {
        async Task FailAsync()
        {
            using (await _client.EnterLaterAsync())
                throw new InvalidOperationException("fails");
        }

        var failing = FailAsync();
        _turns.RunAll();
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing).Within("the failure");
        Assert.False(Turn.IsHere);
        Assert.Equal(0, _turns.Turns.AtWork);
        Assert.Equal(0, _turns.Turns.Owners);
    }

    Turn Entered()
    {
        var entering = _client.EnterAsync();
        return entering.IsCompletedSuccessfully ? entering.Result : throw new InvalidOperationException("there was no place");
    }
}
