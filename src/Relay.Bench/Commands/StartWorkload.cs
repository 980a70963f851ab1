using System.Diagnostics;

namespace Relay.Bench;

/// <summary>Runs a command line that starts the relay, and measures the time until a first query is answered.</summary>
sealed class StartWorkload(BenchOptions options, FilledStores stores)
    : Workload("start", "start to the first answer", "ms")
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    static readonly BenchQuery Query = BenchQuery.Parse("""[{"kinds":[1],"limit":1}]"""u8);

    public override bool IsMoreBetter => false;

    public override RunResult Run(BenchTarget target, int run)
    {
        var folder = stores.Of(target);
        if (TryConnect(target) is { } other)
        {
            other.Dispose();
            throw new IOException($"a relay already answers at {target.Address}: end it first, because this row starts its own");
        }
        using var command = ShellCommand.Start(target.Commands.Start!, folder);
        using var watch = new CommandWatch(command);
        using var connection = Connect(target, command);
        var events = new QueryClient(connection, target.Problems).Ask(Query, checkAll: true);
        var elapsed = watch.Elapsed;
        if (folder.IsFilled && events == 0)
            target.Problems.Add("a first answer without the event that is stored", target.Address.ToString());
        command.Stop();
        return new RunResult(elapsed.TotalMilliseconds) { Operations = 1 }.With(watch.Stop());
    }

    public override void End() => stores.Dispose();

    BenchConnection Connect(BenchTarget target, ShellCommand command)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (TryConnect(target) is { } connection)
                return connection;
            if (Stopwatch.GetElapsedTime(start) > options.Connection.Timeout)
                throw new IOException($"no relay answers at {target.Address} after {options.Connection.Timeout.TotalSeconds} s");
            command.Wait(Pause);
        }
    }

    BenchConnection? TryConnect(BenchTarget target)
    {
        try
        {
            return BenchConnection.Open(target.Address, options.Connection);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
