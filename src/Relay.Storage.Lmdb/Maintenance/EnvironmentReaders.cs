using Microsoft.Extensions.Logging;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Watches the readers of one environment. While a snapshot is held, pages that later commits free are not reused and the file grows; the
/// snapshot of a killed process would be held for ever. So slots of dead processes are freed, the oldest snapshot's age is measured, and a
/// process that holds one for 60 s is logged.
/// </summary>
sealed class EnvironmentReaders(LmdbEnvironment environment, string name, TimeProvider time, ILogger logger)
{
    static readonly TimeSpan TooLong = TimeSpan.FromSeconds(60);

    readonly HashSet<int> _warned = [];
    Dictionary<LmdbReaderSlot, long> _behind = [];
    long _age;

    /// <summary>The number of commits that the oldest snapshot lagged behind at the last look.</summary>
    public long Age => Volatile.Read(ref _age);

    public void Look()
    {
        environment.ReaderCheck();
        // Read before the table of readers, so that a snapshot opened meanwhile does not count as lagging.
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
                StoreMessages.ReaderTooLong(logger, slot.Process, name, (long)held.TotalSeconds, last - seen);
        }
        _behind = behind;
        _warned.RemoveWhere(process => !slots.Exists(slot => slot.Process == process));
        Volatile.Write(ref _age, last - oldest);
    }
}
