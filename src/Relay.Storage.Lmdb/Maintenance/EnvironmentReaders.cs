using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>
/// The readers of one environment. A snapshot keeps the pages that later commits free, and the file grows instead; one of a process
/// that was killed would do so for ever. So places of dead processes are freed, the oldest snapshot is measured, and a process that
/// holds one for long is named.
/// </summary>
sealed class EnvironmentReaders(LmdbEnvironment environment, string name, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan TooLong = TimeSpan.FromSeconds(60);

    readonly HashSet<int> _warned = [];
    Dictionary<LmdbReaderSlot, long> _behind = [];
    long _age;

    /// <summary>How many commits the oldest snapshot lags behind, at the last look.</summary>
    public long Age => Volatile.Read(ref _age);

    public void Look()
    {
        environment.ReaderCheck();
        // Before the table, so that a snapshot that is opened meanwhile is not behind.
        var last = environment.GetInfo().LastTransaction;
        var slots = environment.ListReaders();
        var now = time.GetTimestamp();
        var behind = new Dictionary<LmdbReaderSlot, long>();
        var oldest = last;
        foreach (var slot in slots)
        {
            if (slot.Transaction is not { } seen || seen >= last)
                continue;
            oldest = Math.Min(oldest, seen);
            var since = _behind.GetValueOrDefault(slot, now);
            behind[slot] = since;
            var held = time.GetElapsedTime(since, now);
            if (held >= TooLong && _warned.Add(slot.Process))
                StoreLog.ReaderTooLong(logger, slot.Process, name, (long)held.TotalSeconds, last - seen);
        }
        _behind = behind;
        _warned.RemoveWhere(process => !slots.Exists(slot => slot.Process == process));
        Volatile.Write(ref _age, last - oldest);
    }
}
