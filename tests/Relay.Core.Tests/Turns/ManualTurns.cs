using System.Net;
using Relay.Testing;

namespace Relay.Core.Tests;

/// <summary>Turns whose work the test starts itself, one after the other. Only the work moves the clock.</summary>
sealed class ManualTurns
{
    readonly Queue<TurnWork> _started = new();

    public ManualTurns(int places)
    {
        Places = places;
        Turns = new Turns(places, Time, _started.Enqueue);
    }

    public int Places { get; }

    public FakeTime Time { get; } = new();

    public Turns Turns { get; }

    /// <summary>The names of the work that has run, in order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>Places taken for work that has not run yet.</summary>
    public int Started => _started.Count;

    public static ClientContext Client(int address) => new() { Id = address, RemoteAddress = new IPAddress(0x0A00_0000L + address) };

    /// <summary>Queues so many turns of a client, each of so many microseconds.</summary>
    public void Add(string name, ClientContext client, int count = 1, int microseconds = 0)
    {
        for (var i = 0; i < count; i++)
            Turns.Add(new Work(this, name, microseconds), client);
    }

    /// <summary>Runs one turn for which a place was taken. False if there is none.</summary>
    public bool RunOne()
    {
        if (!_started.TryDequeue(out var work))
            return false;
        work.Run(until: 0);
        return true;
    }

    /// <summary>Starts the oldest work, as a pool thread would.</summary>
    public void ExecuteOne() => _started.Dequeue().Execute();

    public void RunAll()
    {
        while (RunOne())
        {
        }
    }

    sealed class Work(ManualTurns turns, string name, int microseconds) : TurnWork
    {
        public override TurnWork? Run(long until)
        {
            Begin();
            turns.Ran.Add(name);
            turns.Time.Advance(TimeSpan.FromMicroseconds(microseconds));
            return Turn.EndForNext(until);
        }
    }
}
