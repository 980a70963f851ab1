using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Finds out whether more is stored than a REQ is sent (NIP-67): asks sources for one event beyond each filter's limit and passes on only
/// those within. Where the limit is the relay's own, events of the same second as the last one are within, too, up to
/// <see cref="MaxTies"/> of them and never beyond what the client asked for. Results come newest first; written by one thread at a time.
/// </summary>
sealed class LimitProbe : IEventSink
{
    /// <summary>Events of one second that may follow the last one within the relay's own limit.</summary>
    public const int MaxTies = 100;

    // As long as a slice of a query: whoever waits for EOSE waits for an answer rather than for a hint.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    readonly TimeProvider _time;

    // Nothing where only new events are asked for.
    readonly List<Filter>? _filters;
    readonly Account[]? _accounts;

    // Of several filters only.
    readonly FilterMatcher[]? _matchers;

    // Where any of them has conditions about tags.
    readonly TermHasher? _hasher;
    readonly bool _hasUnasked;
    IEventSink _next = null!;
    long _probingSince;
    volatile bool _isProbing;
    volatile bool _hasGivenUp;
    volatile bool _isComplete;

    /// <summary>The filters of an open subscription.</summary>
    public LimitProbe(Subscription subscription, LimitsOptions limits, TimeProvider time)
        : this(subscription.Filters, limits, time)
    {
        // A subscription that is over already has no filters, and is sent nothing.
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

    /// <summary>A single filter as the client gave it.</summary>
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
            var limit = limits.LimitFor(filter.Limit);
            var ties = Math.Min((filter.Limit ?? int.MaxValue) - limit, MaxTies);
            _filters ??= new List<Filter>(filters.Count);
            _accounts ??= new Account[filters.Count];
            _accounts[_filters.Count] = new Account(limit, ties);
            _filters.Add(filter with { Limit = limit + ties + 1 });
        }
    }

    enum State : byte
    {
        /// <summary>Everything it matched so far was sent.</summary>
        Open,

        /// <summary>What it matched beyond its limit was sent for another filter's sake; what follows, nobody asked for.</summary>
        Unknown,

        /// <summary>It matched something that was not sent.</summary>
        Truncated,
    }

    /// <summary>What to ask sources for.</summary>
    public IReadOnlyList<Filter> Filters => _filters is null ? [] : _filters;

    /// <summary>Once the sources have ended, what to tell the client.</summary>
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

    /// <summary>Sets where events within the limits go; gives the probe itself.</summary>
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
            // Of a single filter the source has seen to that.
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

    /// <summary>One filter's part: how many events it may still have, and what became of those beyond.</summary>
    struct Account(int left, int ties)
    {
        int _ties = ties;
        long _oldest;

        public int Left { get; private set; } = left;

        public State State { get; private set; }

        /// <summary>Whether it matches the event at hand.</summary>
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
