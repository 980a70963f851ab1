using System.Collections.Immutable;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Postings.Tests;

/// <summary>
/// A store on ordered tables in memory, without LMDB: what another engine has to bring, and no more. Postings of the newest events wait in
/// memory until <see cref="Flush"/>, as in a store that has a tail. Removed events keep their records until <see cref="Forget"/>.
/// </summary>
sealed class OrderedStore(int pagePostings)
{
    readonly WriteBatch _batch = new();
    readonly TermList _terms = new();

    public TermHasher Hasher { get; } = new(new byte[TermHasher.KeySize]);

    /// <summary>Term ‖ posting.</summary>
    public OrderedTable Postings { get; } = new();

    /// <summary>Start of an id ‖ sequence; see <see cref="NumberedKey"/>.</summary>
    public OrderedTable Ids { get; } = new();

    /// <summary>Sequence → record.</summary>
    public OrderedTable Records { get; } = new();

    /// <summary>Sequence → successor.</summary>
    public OrderedTable Removed { get; } = new();

    public OrderedTable Tombstones { get; } = new();

    /// <summary>Postings that are not in the table yet, ascending.</summary>
    public Dictionary<Term, List<Posting>> Run { get; } = [];

    public ImmutableDictionary<Bytes32, Vanishing> Vanishing { get; set; } = VanishingKeys.None;

    public long High { get; private set; } = Sequences.Middle - 1;

    public long Low { get; private set; } = Sequences.Middle;

    /// <summary>How many postings a page has at most.</summary>
    public int PagePostings => pagePostings;

    /// <summary>Changes with every transaction, so that a page of an earlier view is noticed.</summary>
    public int Version { get; private set; }

    public OrderedView OpenView() => new(this);

    /// <summary>Stores events in one transaction, live ones or history.</summary>
    public StoreResult[] Store(IReadOnlyList<NostrEvent> events, long now, bool isHistory = false)
    {
        var results = new StoreResult[events.Count];
        Write(now, (in OrderedView view, OrderedScope scope) =>
        {
            var first = isHistory ? scope.Batch.ReserveHistory(events.Count) : 0;
            for (var i = 0; i < results.Length; i++)
                results[i] = EventDecider.Decide(view, scope, events[i], request: null, isHistory ? first + i : null);
        });
        return results;
    }

    /// <summary>Carries out the requests to vanish that are under way.</summary>
    public void Erase(long now)
    {
        foreach (var request in Vanishing.Values)
        {
            var found = new List<long>();
            Erasure.FindAll(OpenView(), request, found);
            Write(now, (in OrderedView _, OrderedScope scope) =>
            {
                foreach (var sequence in found)
                    scope.Remove(sequence);
                Erasure.End(scope, request);
            });
        }
    }

    /// <summary>Takes what waits in memory over into the table. Some of it stays there as well, as while a pass runs.</summary>
    public void Flush(bool keepsRun)
    {
        foreach (var (term, postings) in Run)
        {
            foreach (var posting in postings)
                Postings.Put(Rows.Posting(term, posting), []);
        }
        if (!keepsRun)
            Run.Clear();
        Version++;
    }

    /// <summary>Takes every entry of removed events out, and their records.</summary>
    public void Forget()
    {
        while (Removed.Count > 0)
        {
            var sequence = Rows.SequenceOf(Removed.Key(0));
            if (Records.TryGet(Rows.Sequence(sequence), out var record))
                Drop(new EventView(record), sequence);
            Records.Delete(Rows.Sequence(sequence));
            Removed.Delete(Rows.Sequence(sequence));
        }
        Version++;
    }

    void Drop(EventView e, long sequence)
    {
        EventTerms.CollectStored(e, Hasher, _terms);
        var posting = Posting.Of(e, sequence);
        foreach (var term in _terms.Span)
        {
            Postings.Delete(Rows.Posting(term, posting));
            if (Run.TryGetValue(term, out var postings))
                postings.Remove(posting);
        }
        Ids.Delete(Rows.Id(new NumberedKey(e.Id.Prefix, sequence)));
    }

    delegate void Change(in OrderedView view, OrderedScope scope);

    void Write(long now, Change change)
    {
        _batch.Start(High, Low, Vanishing);
        var scope = new OrderedScope(this, _batch, now);
        change(OpenView(), scope);
        scope.Commit();
        foreach (var e in _batch.Events)
        {
            if (!e.IsDropped)
                Add(e.Event, e.Sequence);
        }
        (High, Low, Vanishing) = (_batch.High, _batch.Low, _batch.Vanishing);
        Version++;
    }

    void Add(NostrEvent e, long sequence)
    {
        Records.Put(Rows.Sequence(sequence), e.Record.Span);
        Ids.Put(Rows.Id(new NumberedKey(e.Id.Prefix, sequence)), []);
        EventTerms.CollectStored(e.View, Hasher, _terms);
        var posting = Posting.Of(e.View, sequence);
        foreach (var term in _terms.Span)
        {
            if (!Run.TryGetValue(term, out var postings))
                Run.Add(term, postings = []);
            var at = postings.BinarySearch(posting);
            postings.Insert(~at, posting);
        }
    }
}
