namespace Relay.Bench;

/// <summary>The latest items, as many as given. Recent ones are picked most.</summary>
sealed class RecentItems<T>(int reach)
{
    readonly T[] _items = new T[reach];
    long _count;

    public bool IsEmpty => _count == 0;

    public void Add(T item) => _items[_count++ % _items.Length] = item;

    public T Pick(CorpusRandom random)
    {
        var back = 1 + random.NextSkewed((int)Math.Min(_items.Length, _count));
        return _items[(_count - back) % _items.Length];
    }
}
