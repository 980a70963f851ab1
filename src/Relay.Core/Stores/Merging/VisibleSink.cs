using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Passes visible events on, each once, and counts for each filter how many its limit still lacks. Sources write newest first. As soon as
/// events that were not passed on have used up a filter's limit, the source's answer is over. The events of its last second are remembered,
/// so the next question begins with that second.
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

    /// <summary>Whether to ask the source again. An answer without new events is the last.</summary>
    public bool WantsMore => _isUsedUp && _isNew;

    /// <inheritdoc/>
    public bool IsComplete => _isUsedUp || _isSatisfied || next.IsComplete;

    /// <summary>The next filters to ask the source for: what limits lack, from the second where its last answer ended.</summary>
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

    /// <summary>The account of one filter.</summary>
    struct Account
    {
        public required Filter Filter { get; init; }

        /// <summary>How many visible events it may still have; <see cref="int.MaxValue"/> means no limit.</summary>
        public int Lacking { get; set; }

        /// <summary>How many events the source may still write for it in this answer.</summary>
        public int Left { get; set; }

        /// <summary>Whether it matches the current event.</summary>
        public bool IsMatch { get; set; }
    }
}
