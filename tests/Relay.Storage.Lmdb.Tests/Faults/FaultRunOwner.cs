using System.Globalization;
using LightningDB;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;
using Relay.Testing;
using Relay.TestSupport;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>
/// The process that owns the store of a <see cref="FaultRun"/>. It reads orders line by line until its input ends. It writes line by line
/// the store's answers ("got ID STATUS"), that everything of a batch that will ever be committed is committed ("committed"), and the
/// store's log ("log LEVEL: TEXT").
/// </summary>
sealed class FaultRunOwner(LmdbEventStore store, FakeTime time, FaultRunOwner.Lines output)
{
    public const string Task = "fail";

    readonly List<NostrEvent> _events = [];
    CommitFaults? _commits, _passes;

    public static async Task<int> RunAsync(string path, string[] rest)
    {
        var time = new FakeTime(long.Parse(rest[0], CultureInfo.InvariantCulture));
        var lines = new Lines();
        var options = Options(path, Enum.Parse<LmdbSync>(rest[1]), rest[2]);
        await using var store = LmdbEventStore.Open(options, TemporaryStore.SmallBounds, time, lines);
        lines.Begin();
        await new FaultRunOwner(store, time, lines).RunAsync();
        return 0;
    }

    /// <param name="path">The folder.</param>
    /// <param name="sync">When commits reach the disk.</param>
    /// <param name="minFree">MiB, or empty for the default.</param>
    static LmdbStoreOptions Options(string path, LmdbSync sync, string minFree) => new()
    {
        Path = path,
        Sync = sync,
        SyncIntervalMilliseconds = 3,
        MinFreeDiskMiB = minFree.Length == 0 ? null : int.Parse(minFree, CultureInfo.InvariantCulture),
    };

    async Task RunAsync()
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            await DoAsync(line[..space], line[(space + 1)..]);
        }
    }

    async Task DoAsync(string what, string value)
    {
        switch (what)
        {
            case "event":
                // The bytes of the record, because made-up ids with equal beginnings cannot be parsed.
                _events.Add(new NostrEvent(new EventView(Convert.FromBase64String(value))));
                break;
            case "store":
                await StoreAsync(value == "history");
                break;
            case "index":
                _ = store.IndexAsync();
                break;
            case "seconds":
                time.Advance(TimeSpan.FromSeconds(int.Parse(value, CultureInfo.InvariantCulture)));
                break;
            case "commits":
                Begin(ref _commits, CommitFaults.InLog, value);
                break;
            case "passes":
                Begin(ref _passes, CommitFaults.InIndex, value);
                break;
            default:
                throw new InvalidOperationException($"{what} is nothing to be told");
        }
    }

    /// <summary>Makes the next commits, as many as given, fail with this error.</summary>
    void Begin(ref CommitFaults? faults, Func<LmdbEventStore, MDBResultCode, CommitFaults> make, string value)
    {
        var words = value.Split(' ');
        faults?.End();
        faults = make(store, Enum.Parse<MDBResultCode>(words[1]));
        faults.Begin(int.Parse(words[0], CultureInfo.InvariantCulture));
    }

    async Task StoreAsync(bool asHistory)
    {
        NostrEvent[] events = [.. _events];
        _events.Clear();
        var results = asHistory
            ? await store.BackfillAsync(events, default)
            : await System.Threading.Tasks.Task.WhenAll(events.Select(e => store.AdmitAsync(e, default).AsTask()));
        // In the order in which the store decided the events it stored.
        foreach (var (e, result) in events.Zip(results).OrderBy(static pair => pair.Second.Sequence))
            output.Write($"got {e.Id} {result.Status}");
        await store.WaitForCommitAsync(results.Max(static result => result.Sequence));
        // If some of them are lost and later ones are not, the writer first reports that.
        await store.BackfillAsync([], default);
        output.Write("committed");
    }

    /// <summary>The output of the process, including its store's log, line by line from the moment when it is ready.</summary>
    public sealed class Lines : ILogger
    {
        readonly Lock _gate = new();
        readonly StreamWriter _output = new(Console.OpenStandardOutput());
        readonly List<string> _early = [];
        bool _isReady;

        public void Begin()
        {
            lock (_gate)
            {
                _isReady = true;
                Write(OwnerProcess.Ready);
                _early.ForEach(Write);
            }
        }

        public void Write(string line)
        {
            lock (_gate)
            {
                if (!_isReady)
                {
                    _early.Add(line);
                    return;
                }
                // One write, so that the line is whole however the process ends.
                _output.Write(line + "\n");
                _output.Flush();
            }
        }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel > LogLevel.Debug;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // The exception's text comes last, for the reader of a failed run.
            if (IsEnabled(logLevel))
                Write($"log {logLevel}: {formatter(state, exception)}{Name(exception)}");
        }

        static string Name(Exception? exception) =>
            exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message.Split('\n')[0]})";
    }
}
