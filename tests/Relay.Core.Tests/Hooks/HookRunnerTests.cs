using Relay.Testing;

namespace Relay.Core.Tests;

public sealed class HookRunnerTests : IDisposable
{
    const string TooLate = "this failure comes too late";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    readonly FakeTime _time = new();
    readonly RelayMetrics _metrics = new();
    readonly RecordingLog _log = new();
    readonly HookRunner _runner;

    public HookRunnerTests() => _runner = new HookRunner(Patience, _time, new HookFaults(_metrics, _log, _time), refusals: null);

    public void Dispose() => _metrics.Dispose();

    ValueTask<int> RunAsync(Func<CancellationToken, ValueTask<int>> handler, CancellationToken cancel = default) =>
        _runner.RunAsync(handler, static (handler, _, _, cancel) => handler(cancel), 0, 0, cancel);

    [Fact]
    public async Task Asking_a_handler_that_answers_at_once_allocates_nothing()
    {
        const int Calls = 1_000;
        object[] handlers = [new(), new()];
        await AskAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
            await AskAsync();
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
#if !DEBUG
        Relay.TestSupport.Costs.AssertWithin("bytes allocated by the relay", "ask two hooks that answer at once", allocated);
#endif

        ValueTask<Verdict> AskAsync() =>
            _runner.AskAsync(handlers, static (_, _, _, _) => new(Verdict.Accept), 0, 0, CancellationToken.None);
    }

    [Fact]
    public async Task A_call_that_was_given_up_does_not_cancel_the_calls_of_others()
    {
        var never = new TaskCompletionSource<int>();
        CancellationToken first = default, second = default;
        var hanging = RunAsync(cancel =>
        {
            first = cancel;
            return new(never.Task);
        }).AsTask();
        var answer = new TaskCompletionSource<int>();
        _time.Advance(Patience / 2);
        var waiting = RunAsync(cancel =>
        {
            second = cancel;
            return new(answer.Task);
        }).AsTask();
        _time.Advance(Patience / 2);

        await Assert.ThrowsAsync<HookTimeoutException>(() => hanging);
        Assert.True(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);
        answer.SetResult(7);
        Assert.Equal(7, await waiting);
        Assert.Equal(8, await RunAsync(cancel =>
        {
            Assert.False(cancel.IsCancellationRequested);
            return new(8);
        }));
    }

    [Fact]
    public async Task A_failure_that_comes_too_late_is_nobodys()
    {
        var unobserved = 0;
        // Other tests run at the same time, and their failures are not this one's.
        void Count(object? sender, UnobservedTaskExceptionEventArgs arguments)
        {
            if (arguments.Exception.InnerExceptions.Any(static exception => exception.Message == TooLate))
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await GiveUpAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Assert.Equal(0, unobserved);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }
    }

    async Task GiveUpAsync()
    {
        var late = new TaskCompletionSource<int>();
        var running = RunAsync(_ => new(late.Task)).AsTask();
        _time.Advance(Patience);
        await Assert.ThrowsAsync<HookTimeoutException>(() => running);
        late.SetException(new InvalidOperationException(TooLate));
    }

    [Fact]
    public async Task What_a_handler_registered_with_its_token_holds_nobody_up()
    {
        using var gate = new ManualResetEventSlim();
        using var ended = new CancellationTokenSource();
        var running = RunAsync(
            cancel =>
            {
                cancel.Register(gate.Wait);
                return new(new TaskCompletionSource<int>().Task);
            },
            ended.Token).AsTask();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Within("the end of the call"));
        gate.Set();
    }

    [Fact]
    public async Task Twenty_lines_a_minute_tell_of_failures_and_the_next_minute_how_many_were_left_out()
    {
        var faults = new HookFaults(_metrics, _log, _time);
        for (var i = 0; i < 100; i++)
            faults.EventFailed(new InvalidOperationException(), 1, default);
        Assert.Equal(20, _log.Errors.Count());

        _time.Advance(TimeSpan.FromMinutes(1));
        faults.QueryFailed(new InvalidOperationException(), 1);
        Assert.Equal(21, _log.Errors.Count());
        Assert.Contains(_log.Entries, static entry => entry.Text.StartsWith("80 lines", StringComparison.Ordinal));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Everybody_is_told_whatever_the_others_do_and_each_failure_is_noted()
    {
        var told = new List<string>();
        string[] handlers = ["throws", "well", "throws"];
        await _runner.TellAsync(
            handlers,
            static (handler, told, _, _) =>
            {
                told.Add(handler);
                return handler == "throws" ? throw new InvalidOperationException() : default;
            },
            told, 0, CancellationToken.None);

        Assert.Equal(handlers, told);
        Assert.Equal(2, _log.Errors.Count());
    }
}
