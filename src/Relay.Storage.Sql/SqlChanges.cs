using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>Writes the changes of a commit. One commit at a time.</summary>
sealed class SqlChanges(SqlStatements statements, ListTerms terms)
{
    readonly SqlRows _events = new(5);
    readonly SqlRows _postings = new(4);
    readonly SqlRows _removed = new(1);
    readonly SqlRows _removedPostings = new(3);
    readonly SqlRows _state = new(2);
    readonly SqlRows _removedState = new(1);
    readonly List<long> _terms = [];
    readonly List<(long Term, Posting Posting)> _sorted = [];

    /// <summary>Writes all changes.</summary>
    public async ValueTask WriteAsync(EngineChanges changes, ISqlTransaction transaction, CancellationToken cancel)
    {
        try
        {
            Collect(changes);
            await RunAsync(transaction, statements.RemovePosting, _removedPostings, cancel);
            await RunAsync(transaction, statements.RemoveEvent, _removed, cancel);
            await RunAsync(transaction, statements.AddEvent, _events, cancel);
            await RunAsync(transaction, statements.AddPosting, _postings, cancel);
            await RunAsync(transaction, statements.RemoveState, _removedState, cancel);
            await RunAsync(transaction, statements.WriteState, _state, cancel);
        }
        finally
        {
            foreach (var rows in (SqlRows[])[_events, _postings, _removed, _removedPostings, _state, _removedState])
                rows.Clear();
        }
    }

    static ValueTask RunAsync(ISqlTransaction transaction, SqlStatement statement, SqlRows rows, CancellationToken cancel) =>
        rows.Count == 0 ? default : transaction.ExecuteAsync(statement, rows, cancel);

    void Collect(EngineChanges changes)
    {
        foreach (var (sequence, e) in changes.Added)
        {
            var about = PostingAbout.Of(e.View, terms.Author(e.PublicKey));
            _events.Add(sequence, (long)e.Id.Prefix, e.CreatedAt, about.Value, e.Record);
            AddLists(e.View, sequence, about);
        }
        Flush(static (rows, term, posting, place) => rows.Add(term, place, posting.Sequence, posting.About.Value), _postings);
        foreach (var (sequence, e) in changes.Removed)
        {
            _removed.Add(sequence);
            AddLists(e.View, sequence, default);
        }
        Flush(static (rows, term, posting, place) => rows.Add(term, place, posting.Sequence), _removedPostings);
        foreach (var (key, value) in changes.State)
        {
            if (value is { } bytes)
                _state.Add(key.Memory, bytes);
            else
                _removedState.Add(key.Memory);
        }
    }

    void AddLists(EventView e, long sequence, PostingAbout about)
    {
        terms.Collect(e, _terms);
        var posting = new Posting(ListPlace.Of(e), sequence, about);
        foreach (var term in _terms)
            _sorted.Add((term, posting));
    }

    /// <summary>Rows in the order of the table touch each of its pages once.</summary>
    void Flush(Action<SqlRows, long, Posting, byte[]> add, SqlRows rows)
    {
        _sorted.Sort();
        foreach (var (term, posting) in _sorted)
            add(rows, term, posting, posting.Place.ToArray());
        _sorted.Clear();
        if (_sorted.Capacity > 64 * 1024)
            _sorted.Capacity = 0;
    }
}
