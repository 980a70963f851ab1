using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Passes on what may be seen, each event once, and keeps account of what limits lack because of the rest. Sources write newest first.
/// As soon as a filter's limit is used up by what was not passed on, the source's answer is over: what it wrote of that second is known,
/// so the next question begins with it.
/// </summary>
sealed class VisibleSink(EventQuery query, IEventSink next, long now) : IEventSink
{
    readonly Account[] _accounts = Accounts(query.Filters);
    readonly HashSet<Bytes32> _ofSecond = [];
    long _second = long.MaxValue;
    long _from = long.MaxValue;
    bool _isNew;
    bool _isUsedUp;
    bool _isSatisfied;

    /// <summary>Events of this answer that were not passed on.</summary>
    public long Hidden { get; private set; }

    /// <summary>Whether to ask the source again: an answer that brought nothing new is its last.</summary>
    public bool WantsMore => _isUsedUp && _isNew;

    /// <inheritdoc/>
    public bool IsComplete => _isUsedUp || _isSatisfied || next.IsComplete;

    /// <summary>Gives the filters to ask the source for now: what is lacking, from where its last answer ended.</summary>
    public IReadOnlyList<Filter> Begin(int atLeast)
    {
        var isFirst = _second == long.MaxValue;
        _from = _second;
        var filters = new List<Filter>(_accounts.Length);
        foreach (ref var account in _accounts.AsSpan())
        {
            if (account.Lacking == 0)
                continue;
            account.Left = isFirst || account.Lacking == int.MaxValue
                ? account.Lacking
                : (int)Math.Min(int.MaxValue, (long)Math.Max(account.Lacking, atLeast) + _ofSecond.Count);
            filters.Add(isFirst ? account.Filter : account.Filter with
            {
                Until = Math.Min(account.Filter.Until ?? long.MaxValue, _second),
                Limit = account.Left == int.MaxValue ? null : account.Left,
            });
        }
        (_isNew, _isUsedUp, Hidden) = (false, false, 0);
        return filters;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        if (_isUsedUp || e.CreatedAt > _from)
            return true;
        var isKnown = e.CreatedAt == _second && _ofSecond.Contains(e.Id);
        var isVisible = !e.IsExpiredAt(now) && query.Visibility.CanSee(e);
        var isWanted = false;
        foreach (ref var account in _accounts.AsSpan())
        {
            account.IsMatch = account.Lacking > 0 && account.Filter.Matches(e);
            isWanted |= account.IsMatch;
        }
        if (isWanted && isVisible && !isKnown && !next.TryWrite(e))
            return false;
        Note(e, isKnown, isVisible);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => next.WaitForRoomAsync(cancel);

    void Note(EventView e, bool isKnown, bool isVisible)
    {
        if (e.CreatedAt < _second)
        {
            _ofSecond.Clear();
            _second = e.CreatedAt;
        }
        if (e.CreatedAt == _second)
            _ofSecond.Add(e.Id);
        _isNew |= !isKnown;
        Hidden += isVisible ? 0 : 1;
        var isAnyLacking = false;
        foreach (ref var account in _accounts.AsSpan())
        {
            if (account.IsMatch && account.Lacking < int.MaxValue)
            {
                account.Left--;
                account.Lacking -= isVisible && !isKnown ? 1 : 0;
                _isUsedUp |= account.Left == 0 && account.Lacking > 0;
            }
            isAnyLacking |= account.Lacking > 0;
        }
        _isSatisfied = !isAnyLacking;
    }

    static Account[] Accounts(IReadOnlyList<Filter> filters)
    {
        var accounts = new Account[filters.Count];
        for (var i = 0; i < accounts.Length; i++)
            accounts[i] = new Account { Filter = filters[i], Lacking = filters[i].Limit ?? int.MaxValue };
        return accounts;
    }

    /// <summary>One filter's part.</summary>
    struct Account
    {
        public required Filter Filter { get; init; }

        /// <summary>How many visible events it may still have; the greatest number is no limit.</summary>
        public int Lacking { get; set; }

        /// <summary>How many the source may still write for it in this answer.</summary>
        public int Left { get; set; }

        /// <summary>Whether it matches the event at hand.</summary>
        public bool IsMatch { get; set; }
    }
}
