using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;

namespace Relay.Storage.RocksDb;

/// <summary>
/// Versions that were replaced after a query began, and that this query still finds. The snapshot may have them too, or not any more.
/// </summary>
sealed class ReplacedRows
{
    readonly Dictionary<Term, List<Posting>> _lists = [];
    readonly Dictionary<long, NostrEvent> _events = [];
    readonly List<NumberedKey> _ids = [];

    ReplacedRows(ImmutableArray<CommittedEvent> rows, TermHasher hasher)
    {
        var terms = new TermList();
        foreach (var row in rows)
        {
            if (!_events.TryAdd(row.Sequence, row.Event))
                continue;
            _ids.Add(new NumberedKey(row.Event.Id.Prefix, row.Sequence));
            EventTerms.CollectStored(row.Event.View, hasher, terms);
            foreach (var term in terms.Span)
            {
                if (!_lists.TryGetValue(term, out var list))
                    _lists.Add(term, list = []);
                list.Add(Posting.Of(row.Event.View, row.Sequence));
            }
        }
        _ids.Sort();
        foreach (var list in _lists.Values)
            list.Sort();
    }

    /// <summary>Null if there are none, which is usual.</summary>
    public static ReplacedRows? Of(ImmutableArray<CommittedEvent> rows, TermHasher hasher) =>
        rows.IsEmpty ? null : new ReplacedRows(rows, hasher);

    public bool TryGet(long sequence, [NotNullWhen(true)] out NostrEvent? e) => _events.TryGetValue(sequence, out e);

    public int CountPostings(in Term term) => _lists.TryGetValue(term, out var list) ? list.Count : 0;

    /// <summary>The postings of a term, ascending.</summary>
    public Posting[] PostingsOf(in Term term) => _lists.TryGetValue(term, out var list) ? [.. list] : [];

    /// <summary>The first term for a kind of an author, at or after <paramref name="least"/>.</summary>
    public bool TryFirstAuthorKind(in Term least, out Term first)
    {
        first = default;
        var any = false;
        foreach (var term in _lists.Keys)
        {
            if (!term.IsSameAuthorKind(least) || term.CompareTo(least) < 0 || any && term.CompareTo(first) >= 0)
                continue;
            (first, any) = (term, true);
        }
        return any;
    }

    /// <summary>The number under an id that begins like this, at an index of those that do. False if there are no more.</summary>
    public bool TryOfId(ulong prefix, int index, out long sequence)
    {
        var at = _ids.BinarySearch(new NumberedKey(prefix, 0));
        at = (at < 0 ? ~at : at) + index;
        var any = at < _ids.Count && _ids[at].Key == prefix;
        sequence = any ? _ids[at].Sequence : 0;
        return any;
    }
}
