using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Limits how often clients may send and ask. Limits that need no event and no filter are applied before any expensive work. Authors,
/// proved keys, and the keys and events that an event names are counted only after its signature was checked. An author is charged once per
/// event. So nobody can make up events that use up another author's share.
/// </summary>
public sealed class RateLimitsPolicy
    : INonBlockingHook, IRejectConnectionHook, IRejectMessageHook, IRejectEventHook, IRejectVanishHook, IRejectFilterHook,
        IRejectCountFilterHook
{
    readonly RateLimit[] _connections;
    readonly RateLimit[] _eventMessages;
    readonly RateLimit[] _events;
    readonly RateLimit[] _queries;
    readonly RateLimit[] _filters;
    readonly RateLimit[] _counts;
    readonly RateLimit[] _countFilters;

    /// <summary>Creates the policy with full buckets. The clock is the system's, unless another is given.</summary>
    public RateLimitsPolicy(RateLimitsOptions options, TimeProvider? time = null)
    {
        // Limits on what an event names come last, so that an event that another rule refuses takes nothing from those it names.
        RateLimit[] all =
        [
            .. options.Rules.Select(rule => new RateLimit(rule, options.MaxBuckets, time ?? TimeProvider.System))
                .OrderBy(static limit => limit.CountsNames),
        ];
        RateLimit[] Of(RateLimitSubject subject) => Array.FindAll(all, limit => limit.Subject == subject);
        _connections = Of(RateLimitSubject.Connections);
        _eventMessages = [.. Of(RateLimitSubject.Events).Where(static limit => !limit.LooksAtEvents)];
        _events = [.. Of(RateLimitSubject.Events).Where(static limit => limit.LooksAtEvents)];
        _queries = [.. Of(RateLimitSubject.Queries).Where(static limit => !limit.LooksAtFilters)];
        _filters = [.. Of(RateLimitSubject.Queries).Where(static limit => limit.LooksAtFilters)];
        _counts = [.. Of(RateLimitSubject.Counts).Where(static limit => !limit.LooksAtFilters)];
        _countFilters = [.. Of(RateLimitSubject.Counts).Where(static limit => limit.LooksAtFilters)];
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel) => new(Take(_connections, client));

    /// <inheritdoc/>
    public Verdict RejectMessage(ClientContext client, ClientMessageType type) => type switch
    {
        ClientMessageType.Event or ClientMessageType.Auth or ClientMessageType.Unknown => Take(_eventMessages, client),
        ClientMessageType.Req or ClientMessageType.NegOpen or ClientMessageType.NegMsg => Take(_queries, client),
        ClientMessageType.Count => Take(_counts, client),
        _ => Verdict.Accept,
    };

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (client.IsLoopback)
            return new(Verdict.Accept);
        foreach (var limit in _events)
        {
            var verdict = limit.Take(client, e);
            if (verdict.IsRefused)
                return new(verdict);
        }
        return new(Verdict.Accept);
    }

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectVanishAsync(ClientContext client, NostrEvent request, CancellationToken cancel) =>
        RejectEventAsync(client, request, cancel);

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        new(Take(_filters, client, filter));

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) =>
        new(Take(_countFilters, client, filter));

    static Verdict Take(RateLimit[] limits, ClientContext client)
    {
        if (client.IsLoopback)
            return Verdict.Accept;
        foreach (var limit in limits)
        {
            var verdict = limit.Take(client);
            if (verdict.IsRefused)
                return verdict;
        }
        return Verdict.Accept;
    }

    static Verdict Take(RateLimit[] limits, ClientContext client, Filter filter)
    {
        if (client.IsLoopback)
            return Verdict.Accept;
        foreach (var limit in limits)
        {
            var verdict = limit.Take(client, filter);
            if (verdict.IsRefused)
                return verdict;
        }
        return Verdict.Accept;
    }
}
