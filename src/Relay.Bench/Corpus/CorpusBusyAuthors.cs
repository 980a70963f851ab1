namespace Relay.Bench;

/// <summary>Nobody says two things in a second, which could be the same thing: one event, not two.</summary>
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

    /// <summary>An author who says nothing else in this second.</summary>
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

    /// <summary>The same for a certain author; false if that one is busy.</summary>
    public bool TryTake(int author) => _busy.Add(author);
}
