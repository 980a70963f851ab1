using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>One moment of the store for a slice of a query: a snapshot, and what was replaced since the query began.</summary>
sealed class StoreView : IDisposable
{
    readonly StoreParts _parts;
    readonly long _version;

    /// <summary>Takes a snapshot, for work of the store itself, to which nothing is hidden.</summary>
    public StoreView(StoreParts parts)
    {
        _parts = parts;
        _version = parts.Cache.Version;
        Session = parts.Database.OpenSession();
        Pages = new PostingPages(Session);
    }

    /// <summary>Takes a snapshot for a query. What the snapshot lacks is asked for after it was taken.</summary>
    public StoreView(StoreParts parts, QueryMoment moment)
        : this(parts)
    {
        try
        {
            Replaced = ReplacedRows.Of(moment.Replaced, parts.Hasher);
            Vanishing = moment.Vanishing;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public TermHasher Hasher => _parts.Hasher;

    public ReadSession Session { get; }

    public PostingPages Pages { get; }

    public ReplacedRows? Replaced { get; }

    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; } = VanishingKeys.None;

    /// <summary>The number of the record that was read last.</summary>
    public long Sequence { get; private set; }

    /// <summary>Reads a record, whose bytes stay valid until the next one is read.</summary>
    public bool TryGetRecord(long sequence, out ReadOnlySpan<byte> record)
    {
        Sequence = sequence;
        if (_parts.Cache.TryGet(sequence, out var e))
        {
            record = e.Record.Span;
            return true;
        }
        Span<byte> key = stackalloc byte[SequenceKey.Size];
        SequenceKey.Write(sequence, key);
        if (Session.TryGet(RocksFamily.Events, key, out record))
        {
            if (RecordCache.Keeps(record.Length))
                _parts.Cache.Add(sequence, new NostrEvent(new EventView(record)), _version);
            return true;
        }
        if (Replaced is null || !Replaced.TryGet(sequence, out e))
            return false;
        record = e.Record.Span;
        return true;
    }

    /// <summary>Reads an event.</summary>
    public bool TryGetEvent(long sequence, [NotNullWhen(true)] out NostrEvent? e)
    {
        if (_parts.Cache.TryGet(sequence, out e))
            return true;
        e = TryGetRecord(sequence, out var record) ? new NostrEvent(new EventView(record)) : null;
        return e is not null;
    }

    public long CountPostings(in Term term) => Pages.Count(term, _parts.Sizes) + (Replaced?.CountPostings(term) ?? 0);

    /// <summary>The first term for a kind of an author, at or after <paramref name="least"/>.</summary>
    public bool TryFirstAuthorKind(in Term least, out Term first)
    {
        Span<byte> key = stackalloc byte[ListKey.PrefixSize];
        ListKey.WritePrefix(least, key);
        var iterator = Session.Iterate(RocksFamily.Postings);
        first = default;
        var any = iterator.Seek(key) && ListKey.TryReadAuthorKind(iterator.Key, out first) && first.IsSameAuthorKind(least);
        if (Replaced is null || !Replaced.TryFirstAuthorKind(least, out var other) || any && first.CompareTo(other) <= 0)
            return any;
        first = other;
        return true;
    }

    /// <summary>The next number under an id that begins like this: among the replaced versions first, then in the snapshot.</summary>
    public bool TryNextOfId(ulong prefix, ref IdPlace place, out long sequence)
    {
        if (place.Part == 0 && Replaced is not null && Replaced.TryOfId(prefix, place.At++, out sequence))
            return true;
        place.Part = 1;
        Span<byte> key = stackalloc byte[NumberedKey.Size];
        new NumberedKey(prefix, place.Sequence).Write(key);
        var iterator = Session.IteratePrefix(RocksFamily.Ids);
        var found = iterator.Seek(key) ? NumberedKey.Read(iterator.Key) : default;
        sequence = found.Sequence;
        place.Sequence = sequence + 1;
        return found.Key == prefix && sequence != 0;
    }

    public void Dispose()
    {
        Pages.Dispose();
        Session.Dispose();
    }
}
