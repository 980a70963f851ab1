using Relay.Nostr;

namespace Relay.Storage.Sql;

/// <summary>
/// Puts records into the order of results. A database may return them in any order; those that come in order are not copied. Events that
/// share a place are ordered by their whole ids.
/// </summary>
sealed class RecordLine(QueryPage page, IReadOnlyList<Posting> postings)
{
    NostrEvent?[]? _waiting;
    int _next;

    /// <summary>Notes a record by its index. False if the page needs no more.</summary>
    public bool Add(int i, EventView e)
    {
        if (i == _next && !IsTied(i))
        {
            page.Add(postings[i].Sequence, e);
            _next++;
            while (_next < postings.Count && _waiting?[_next] is { } waiting && !IsTied(_next) && !page.IsFull)
                page.Add(postings[_next++].Sequence, waiting.View);
            return !page.IsFull;
        }
        (_waiting ??= new NostrEvent?[postings.Count])[i] = new NostrEvent(e);
        return true;
    }

    /// <summary>Gives the page what waits.</summary>
    public void Finish()
    {
        if (_waiting is null)
            return;
        while (_next < postings.Count && !page.IsFull)
        {
            var first = _next++;
            while (_next < postings.Count && postings[_next].Place == postings[first].Place)
                _next++;
            var group = Enumerable.Range(first, _next - first).Where(i => _waiting[i] is not null)
                .OrderBy(i => _waiting[i]!.Id);
            foreach (var i in group)
            {
                if (!page.IsFull)
                    page.Add(postings[i].Sequence, _waiting[i]!.View);
            }
        }
    }

    bool IsTied(int i) =>
        i > 0 && postings[i - 1].Place == postings[i].Place || i + 1 < postings.Count && postings[i + 1].Place == postings[i].Place;
}
