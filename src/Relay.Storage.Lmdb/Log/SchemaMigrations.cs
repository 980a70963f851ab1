using Relay.Core;
using Relay.Storage.Postings;

namespace Relay.Storage.Lmdb;

/// <summary>
/// Migrates a log of an older schema in place, one step per version. An interrupted step is repeated, because the version changes only
/// after the last step. Every change of the bytes adds a step here and a golden test.
/// </summary>
static class SchemaMigrations
{
    /// <summary>Rows that one transaction moves. liblmdb limits the pages that a transaction may change.</summary>
    const int RowsAtOnce = 1_000;

    /// <summary>Element n migrates version n + 1 to version n + 2.</summary>
    static readonly Action<EventLog>[] Steps = [MoveHistory, KeepRemovedInPlace];

    public static void Apply(EventLog log, string store, long version)
    {
        if (version < 1)
            throw new StoreException($"The store in {store} has schema version {version}, which never existed: it is damaged.");
        for (; version < EventLog.SchemaVersion; version++)
            Steps[version - 1](log);
    }

    /// <summary>In version 1 all events were in one table, with their numbers as keys.</summary>
    static void MoveHistory(EventLog log)
    {
        for (var numbers = TakeHistory(log); numbers.Count > 0; numbers = TakeHistory(log))
        {
            using var transaction = log.Environment.BeginWrite();
            foreach (var number in numbers)
            {
                var (table, key) = log.KeyOf((long)number);
                transaction.Move(log.Events, number, table, key);
            }
            transaction.Commit();
        }
    }

    /// <summary>In version 2 the records of removed events were moved to the table of removed events.</summary>
    static void KeepRemovedInPlace(EventLog log)
    {
        Span<byte> deleted = stackalloc byte[Removal.Size];
        ulong next = 0;
        for (var numbers = TakeRemoved(log, ref next); numbers.Count > 0; numbers = TakeRemoved(log, ref next))
        {
            using var transaction = log.Environment.BeginWrite();
            foreach (var number in numbers)
            {
                var (table, key) = log.KeyOf((long)number);
                transaction.Move(log.Removed, number, table, key);
                new Removal((long)number, Successor: 0).Write(deleted);
                transaction.Put(log.Removed, number, deleted);
            }
            transaction.Commit();
        }
    }

    static List<ulong> TakeRemoved(EventLog log, ref ulong next)
    {
        var numbers = new List<ulong>();
        using var snapshot = log.Environment.OpenSnapshot();
        while (numbers.Count < RowsAtOnce && snapshot.TryFirstAtLeast(log.Removed, next, out var number, out var value))
        {
            if (value.Length != Removal.Size)
                numbers.Add(number);
            next = number + 1;
        }
        return numbers;
    }

    static List<ulong> TakeHistory(EventLog log)
    {
        var numbers = new List<ulong>();
        using var snapshot = log.Environment.OpenSnapshot();
        ulong next = Sequences.Middle - 1;
        while (numbers.Count < RowsAtOnce && snapshot.TryLastAtMost(log.Events, next, out var number, out _))
        {
            numbers.Add(number);
            next = number - 1;
        }
        return numbers;
    }
}
