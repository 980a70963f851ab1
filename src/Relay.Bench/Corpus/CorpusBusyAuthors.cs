namespace Relay.Bench;

/// <summary>Makes sure that no author publishes twice in a second: the two events could be equal, and then be one.</summary>
sealed class CorpusBusyAuthors(int authors)
{
    readonly HashSet<int> _busy = [];
    long _second;

    public void MoveTo(long second)
    {
        if (second != _second)
            _busy.Clear();
        _second = second;
    }

    /// <summary>Picks an author who publishes nothing else in this second.</summary>
    public int Take(CorpusRandom random)
    {
        while (_busy.Count < authors)
        {
            var author = random.NextSkewed(authors);
            if (_busy.Add(author))
                return author;
        }
        throw new InvalidOperationException("more events in a second than authors");
    }

    /// <summary>Takes this author. False if the author already publishes in this second.</summary>
    public bool TryTake(int author) => _busy.Add(author);
}
