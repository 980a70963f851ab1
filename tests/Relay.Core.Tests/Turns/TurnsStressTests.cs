using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class TurnsStressTests
{
    const int Places = 3, Workers = 8, Steps = 5_000;

    readonly Turns _turns = new(Places, TimeProvider.System);
    int _atWork;
    int _most;
    int _done;

    [Fact]
    public async Task Owners_that_come_and_go_and_fail_leave_nothing_behind()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var workers = Enumerable.Range(0, Workers).Select(i => Task.Run(() => WorkAsync(new Random(seed + i)))).ToList();
        await Task.WhenAll(workers).Within("all turns");
        await _all.Task.Within("all queued work");

        Assert.InRange(_most, 1, Places);
        await LeftAsync().Within("the last place");
        Assert.Equal(0, _turns.Owners);
    }

    readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    async Task WorkAsync(Random random)
    {
        var pending = new List<Task>();
        for (var i = 0; i < Steps; i++)
        {
            var client = ManualTurns.Client(random.Next(1, 1_000));
            var turns = new ClientTurns(_turns, client);
            switch (random.Next(4))
            {
                case 0:
                    turns.Add(new Work(this));
                    break;
                case 1:
                    pending.Add(GoAsync(turns.EnterLaterAsync(), fails: random.Next(8) == 0));
                    break;
                case 2:
                    pending.Add(GoAsync(turns.EnterAsync(), fails: random.Next(8) == 0));
                    break;
                default:
                    await GoAsync(turns.EnterAsync(), fails: false);
                    break;
            }
            if (pending.Count < 32)
                continue;
            await Task.WhenAll(pending);
            pending.Clear();
        }
        await Task.WhenAll(pending);
    }

    async Task GoAsync(ValueTask<Turn> entering, bool fails)
    {
        try
        {
            using (await entering)
            {
                Enter();
                Thread.SpinWait(20);
                Exit();
                if (fails)
                    throw new InvalidOperationException("fails");
            }
        }
        catch (InvalidOperationException)
        {
        }
        Done();
    }

    /// <summary>Completes when no place is taken. The last one may be just about to be left.</summary>
    async Task LeftAsync()
    {
        while (_turns.AtWork > 0)
            await Task.Yield();
    }

    void Enter()
    {
        var atWork = Interlocked.Increment(ref _atWork);
        var most = Volatile.Read(ref _most);
        while (atWork > most && Interlocked.CompareExchange(ref _most, atWork, most) is var seen && seen != most)
            most = seen;
    }

    void Exit() => Interlocked.Decrement(ref _atWork);

    void Done()
    {
        if (Interlocked.Increment(ref _done) == Workers * Steps)
            _all.SetResult();
    }

    sealed class Work(TurnsStressTests test) : TurnWork
    {
        public override TurnWork? Run(long until)
        {
            Begin();
            test.Enter();
            Thread.SpinWait(20);
            test.Exit();
            var next = Turn.EndForNext(until);
            test.Done();
            return next;
        }
    }
}
