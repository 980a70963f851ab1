using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds out whether more events are stored than a REQ is sent (NIP-67). It asks sources for one event beyond each filter's limit and
/// passes on only those within it. If the limit is the relay's own, up to <see cref="MaxTies"/> events of the same second as the last one
/// are within it, too, but never more than the client asked for. Results come newest first. Used by one thread at a time.
/// </summary>
sealed class LimitProbe : IEventSink
{
    /// <summary>The most events of one second that may follow the last one within the relay's own limit.</summary>
    public const int MaxTies = 100;

    // As long as a slice of a query: a client that waits for EOSE wants the answer rather than a hint.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    readonly TimeProvider _time;

    // Null if the client asks for new events only.
    readonly List<Filter>? _filters;
    readonly Account[]? _accounts;

    // Only if there are several filters.
    readonly FilterMatcher[]? _matchers;

    // Only if a filter has tag conditions.
    readonly TermHasher? _hasher;
    readonly bool _hasUnasked;
    IEventSink _next = null!;
    long _probingSince;
    volatile bool _isProbing;
    volatile bool _hasGivenUp;
    volatile bool _isComplete;

    /// <summary>Creates the probe for the filters of an open subscription.</summary>
    public LimitProbe(Subscription subscription, LimitsOptions limits, TimeProvider time)
        : this(subscription.Filters, limits, time)
    {
        // A subscription that is over has no filters and is sent nothing.
        if (_filters is not { Count: > 1 } || subscription.FirstFilter is null)
            return;
        _matchers = new FilterMatcher[_filters.Count];
        var count = 0;
        for (var live = subscription.FirstFilter; live is not null; live = live.Next)
        {
            if (live.Matcher.Filter.Limit == 0)
                continue;
            _matchers[count++] = live.Matcher;
            if (live.Matcher.HasTags)
                _hasher = subscription.Fanout.Index.Hasher;
        }
    }

    /// <summary>Creates the probe for a single filter as the client sent it.</summary>
    public LimitProbe(Filter filter, LimitsOptions limits, TimeProvider time)
        : this([filter], limits, time)
    {
    }

    LimitProbe(IReadOnlyList<Filter> filters, LimitsOptions limits, TimeProvider time)
    {
        _time = time;
        for (var i = 0; i < filters.Count; i++)
        {
            var filter = filters[i];
            if (filter.MatchesNothing)
                continue;
            if (filter.Limit == 0)
            {
                _hasUnasked = true;
                continue;
            }
            var limit = limits.LimitOf(filter);
            var ties = Math.Min((filter.Limit ?? int.MaxValue) - limit, MaxTies);
            _filters ??= new List<Filter>(filters.Count);
            _accounts ??= new Account[filters.Count];
            _accounts[_filters.Count] = new Account(limit, ties);
            _filters.Add(filter with { Limit = limit + ties + 1 });
        }
    }

    enum State : byte
    {
        /// <summary>Every event that it matched so far was sent.</summary>
        Open,

        /// <summary>
        /// The events that it matched beyond its limit were sent because another filter wanted them. Whether more follow is unknown.
        /// </summary>
        Unknown,

        /// <summary>It matched an event that was not sent.</summary>
        Truncated,
    }

    /// <summary>The filters to ask sources for, with raised limits.</summary>
    public IReadOnlyList<Filter> Filters => _filters is null ? [] : _filters;

    /// <summary>The hint that the client gets with EOSE. Valid once the sources have ended.</summary>
    public EoseHint Hint
    {
        get
        {
            var isExhausted = !_hasUnasked && !_hasGivenUp;
            foreach (ref readonly var account in Accounts)
            {
                if (account.State == State.Truncated)
                    return EoseHint.More;
                isExhausted &= account.State == State.Open;
            }
            return isExhausted ? EoseHint.Finish : EoseHint.None;
        }
    }

    /// <inheritdoc/>
    public bool IsComplete
    {
        get
        {
            if (!_isComplete && _isProbing && _time.GetElapsedTime(_probingSince) >= Patience)
                _hasGivenUp = _isComplete = true;
            return _isComplete || _next.IsComplete;
        }
    }

    Span<Account> Accounts => _accounts.AsSpan(0, _filters?.Count ?? 0);

    /// <summary>Sets the sink for events within the limits. Returns the probe itself.</summary>
    public LimitProbe Before(IEventSink next)
    {
        _next = next;
        return this;
    }

    /// <inheritdoc/>
    public bool TryWrite(EventView e)
    {
        var accounts = Accounts;
        var createdAt = e.CreatedAt;
        var isWanted = false;
        var tags = _hasher is null ? ThreadTags.Unread : ThreadTags.Of(e, _hasher);
        for (var i = 0; i < accounts.Length; i++)
        {
            // The source has already matched events against a single filter.
            accounts[i].IsMatch = _matchers is null || _matchers[i].Matches(e, tags);
            isWanted |= accounts[i].IsMatch && accounts[i].Wants(createdAt);
        }
        if (isWanted && !_next.TryWrite(e))
            return false;
        bool isOpen = false, isWanting = false;
        foreach (ref var account in accounts)
        {
            if (account.IsMatch)
                account.Note(createdAt, isWanted);
            isOpen |= account.State == State.Open;
            isWanting |= account.Left > 0;
        }
        if (!isOpen)
            _isComplete = true;
        else if (!isWanting && !_isProbing)
        {
            _probingSince = _time.GetTimestamp();
            _isProbing = true;
        }
        return true;
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancel) => _next.WaitForRoomAsync(cancel);

    /// <summary>The account of one filter: how many events it may still have, and whether there were more.</summary>
    struct Account(int left, int ties)
    {
        int _ties = ties;
        long _oldest;

        public int Left { get; private set; } = left;

        public State State { get; private set; }

        /// <summary>Whether it matches the current event.</summary>
        public bool IsMatch { get; set; }

        public readonly bool Wants(long createdAt) => Left > 0 || _ties > 0 && createdAt == _oldest;

        public void Note(long createdAt, bool isSent)
        {
            if (Left > 0)
            {
                Left--;
                _oldest = createdAt;
            }
            else if (_ties > 0 && createdAt == _oldest)
                _ties--;
            else
            {
                _ties = 0;
                State = isSent && State != State.Truncated ? State.Unknown : State.Truncated;
            }
        }
    }
}
