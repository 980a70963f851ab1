using System.Globalization;
using LightningDB;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// A store under load in its own process, on its own disk that fills up and empties, with commits that fail and an end that may come at any
/// moment. After each end the clients' ledger, <c>info --check</c> and an oracle check it. The same seed gives the same faults and events,
/// but the threads decide when they meet.
/// </summary>
sealed class FaultRun(int seed, LmdbSync sync) : IDisposable
{
    const int DiskKiB = 64 << 10;
    const int Steps = 14;

    static readonly MDBResultCode[] Errors =
    [
        SystemErrors.CodeOf(SystemError.DiskFull), SystemErrors.CodeOf(SystemError.InputOutput),
        SystemErrors.CodeOf(SystemError.QuotaExceeded), MDBResultCode.MapFull,
    ];

    readonly Random _random = new(seed);
    readonly FakeTime _time = new();
    readonly SmallDisk? _disk = SmallDisk.TryMount(DiskKiB);
    readonly TemporaryFolder _folder = new();
    readonly Queue<FaultRunStep> _steps = new();
    readonly Queue<FaultRunEnd> _ends = new();
    readonly List<string> _done = [];
    FaultRunLoad _load = null!;
    OwnerProcess _owner = null!;

    /// <summary>The clients' knowledge.</summary>
    public FaultRunLedger Ledger { get; } = new(sync);

    /// <summary>Whether the disk fills up. It does not if the user may not mount one.</summary>
    public bool HasDisk => _disk is not null;

    /// <summary>The steps of the last round, for the message of a failure.</summary>
    public string Done => string.Join(", ", _done);

    string Store => Path.Combine(_disk?.Path ?? _folder.Path, "store");

    public async Task RunAsync(int rounds)
    {
        _load = new FaultRunLoad(seed, _time);
        for (var round = 0; round < rounds; round++)
        {
            _done.Clear();
            await RoundAsync();
        }
    }

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
    }

    async Task RoundAsync()
    {
        // With and without a bound on free space. With one, the store keeps a reserve for removals.
        var minFree = _random.Next(2) == 0 ? "0" : "";
        var now = _time.Now.ToString(CultureInfo.InvariantCulture);
        using (_owner = await OwnerProcess.StartAsync(FaultRunOwner.Task, Store, now, $"{sync}", minFree))
        {
            for (var step = 0; step < Steps; step++)
            {
                await StepAsync(Draw(_steps));
                await PassAsync(_random.Next(3));
                await StoreAsync(_load.Next(_random.Next(5, 60)));
            }
            await EndAsync(Draw(_ends));
            while (await _owner.Output.ReadLineAsync().Within("the last lines") is { } line)
                Ledger.Note(line);
        }
        _disk?.Empty();
        var there = await new FaultRunComparison(Store, _time, _load.History).RunAsync();
        Ledger.Compare(there, _time.Now);
        if (Ledger.Log.FirstOrDefault(IsUnexpected) is { } unexpected)
            throw new DifferenceException($"the store says {unexpected}");
    }

    async Task StepAsync(FaultRunStep step)
    {
        _done.Add($"{step}");
        switch (step)
        {
            case FaultRunStep.FillDisk:
                _disk?.Fill();
                break;
            case FaultRunStep.FillDiskNearly:
                _disk?.Fill(leftKiB: _random.Next(4, 4000));
                break;
            case FaultRunStep.Recover:
                await RecoverAsync();
                break;
            case FaultRunStep.FailCommits:
                await TellAsync($"commits {_random.Next(1, 8)} {Errors[_random.Next(Errors.Length)]:D}");
                break;
            case FaultRunStep.FailPasses:
                await TellAsync($"passes {_random.Next(1, 4)} {Errors[_random.Next(Errors.Length)]:D}");
                await TellAsync("index now");
                break;
            case FaultRunStep.Index:
                await TellAsync("index now");
                break;
            case FaultRunStep.StoreHistory:
                await StoreAsync(_load.Next(_random.Next(5, 60)), "history");
                break;
            default:
                // Failed passes are due again, unindexed events are late, and many events expire.
                await PassAsync(_random.Next(10, 61));
                break;
        }
    }

    async Task EndAsync(FaultRunEnd end)
    {
        _done.Add($"{end}");
        switch (end)
        {
            case FaultRunEnd.KillAmidAnswers:
                await KillAmidAnswersAsync();
                break;
            case FaultRunEnd.KillAfterRecovery:
                await RecoverAsync();
                await _owner.KillAsync();
                break;
            default:
                await RecoverAsync();
                await _owner.EndAsync();
                break;
        }
    }

    /// <summary>The disk is emptied and nothing fails any more. The same process soon stores new events again.</summary>
    async Task RecoverAsync()
    {
        _disk?.Empty();
        await TellAsync($"commits 0 {SystemErrors.CodeOf(SystemError.DiskFull):D}");
        await TellAsync($"passes 0 {SystemErrors.CodeOf(SystemError.DiskFull):D}");
        var statuses = new List<StoreStatus>();
        async Task ProbeAsync()
        {
            do
            {
                // The store checks its disk once a second.
                await PassAsync(1);
                statuses = await StoreAsync([_load.Probe()]);
            }
            while (statuses is not [StoreStatus.Stored]);
        }
        await ProbeAsync().Within("the recovery of the store without a new start");
    }

    async Task KillAmidAnswersAsync()
    {
        NostrEvent[] events = _load.Next(_random.Next(20, 150)), more = _load.Next(_random.Next(20, 150));
        await SendAsync(events, "live");
        if (_random.Next(2) == 0)
            await TellAsync("index now");
        await SendAsync(more, "live");
        for (var lines = _random.Next(events.Length + more.Length); lines > 0; lines--)
            Ledger.Note(await ReadAsync());
        await _owner.KillAsync();
    }

    /// <summary>Lets time pass for the store, second by second.</summary>
    async Task PassAsync(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            // Expired events may be gone already when the process reports nothing more.
            _time.Advance(TimeSpan.FromSeconds(1));
            await TellAsync("seconds 1");
        }
    }

    async Task<List<StoreStatus>> StoreAsync(NostrEvent[] events, string how = "live")
    {
        await SendAsync(events, how);
        var statuses = new List<StoreStatus>();
        while (true)
        {
            var line = await ReadAsync();
            if (Ledger.Note(line) is { } status)
                statuses.Add(status);
            else if (line == "committed")
                return statuses;
        }
    }

    async Task SendAsync(NostrEvent[] events, string how)
    {
        foreach (var e in events)
        {
            Ledger.Sent(e);
            await _owner.Input.WriteAsync($"event {Convert.ToBase64String(e.Record.Span)}\n");
        }
        await TellAsync($"store {how}");
    }

    async Task TellAsync(string line)
    {
        await _owner.Input.WriteAsync(line + "\n");
        await _owner.Input.FlushAsync().Within($"the process to be told {line}");
    }

    async Task<string> ReadAsync() =>
        await _owner.Output.ReadLineAsync().Within("an answer") ?? throw new DifferenceException("the process has ended by itself");

    /// <summary>The next one in random order. Each comes once before any comes again.</summary>
    T Draw<T>(Queue<T> bag) where T : struct, Enum
    {
        if (bag.Count == 0)
        {
            var all = Enum.GetValues<T>();
            _random.Shuffle(all);
            Array.ForEach(all, bag.Enqueue);
        }
        return bag.Dequeue();
    }

    /// <summary>Trouble and recovery must be logged, and losses if answers come early. Nothing else may be.</summary>
    bool IsUnexpected(string line) => !(
        line.StartsWith("log Error: Writing fails", StringComparison.Ordinal)
        || line.StartsWith("log Error: Only removals are accepted", StringComparison.Ordinal)
        || line.StartsWith("log Information: The store is healthy again", StringComparison.Ordinal)
        || line.StartsWith("log Warning: The disk is full: the store frees its reserve", StringComparison.Ordinal)
        // The minutes of a run pass at once, even while a snapshot is held for a moment.
        || line.StartsWith("log Warning: Process", StringComparison.Ordinal) && line.Contains("held a snapshot", StringComparison.Ordinal)
        || sync == LmdbSync.Interval && line.StartsWith("log Critical: A transaction failed after", StringComparison.Ordinal));
}
