using System.Diagnostics;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Handles REQ and COUNT of one connection, from their bytes to the stored query. Called by the connection's reader only.
/// </summary>
sealed class RequestHandler(SessionServices services, Session session, SubscriptionSet subscriptions)
{
    LimitsOptions Limits => services.Options.Limits;

    public ValueTask RequestAsync(ref ClientMessageReader reader, CancellationToken cancel)
    {
        if (!TryReadId(ref reader, out var id))
            return default;
        // The client gives up its earlier subscription with this id, even if this one is refused.
        subscriptions.Close(id);
        if (!MayAsk(id, ClientMessageType.Req))
            return default;
        // Before filters are read, which may be long.
        if (subscriptions.Count >= Limits.MaxSubscriptions)
        {
            Refuse(id, LimitsOptions.Named(
                "blocked: too many open subscriptions", nameof(LimitsOptions.MaxSubscriptions), Limits.MaxSubscriptions));
            return default;
        }
        return ReadFilters(ref reader, id) is { } filters ? SubscribeAsync(id, filters, cancel) : default;
    }

    public ValueTask CountAsync(ref ClientMessageReader reader, CancellationToken cancel)
    {
        if (!TryReadId(ref reader, out var id) || !MayAsk(id, ClientMessageType.Count) || ReadFilters(ref reader, id) is not { } filters)
            return default;
        return CountAsync(id, filters, cancel);
    }

    bool TryReadId(ref ClientMessageReader reader, out SubscriptionId id)
    {
        if (!reader.TryReadSubscriptionId(out id) || id.Escaped.IsEmpty)
        {
            session.Outbox.SendNotice("invalid: a query must have an id that is a string and not empty");
            return false;
        }
        // No character takes less than a byte, so short ids need no counting.
        if (id.Escaped.Length <= Limits.MaxSubscriptionIdLength || id.Length <= Limits.MaxSubscriptionIdLength)
            return true;
        Refuse(id, "invalid: the subscription id is too long");
        return false;
    }

    bool MayAsk(SubscriptionId id, ClientMessageType type)
    {
        var verdict = services.RejectMessage(session.Client, type);
        if (verdict.IsRefused)
            Refuse(id, verdict.Message);
        return !verdict.IsRefused;
    }

    List<Filter>? ReadFilters(ref ClientMessageReader reader, SubscriptionId id)
    {
        var bounds = new FilterBounds
        {
            MaxFilters = Limits.MaxFilters,
            MaxValues = Limits.MaxFilterValues,
            IgnoresUnknownKeys = Limits.IgnoreUnknownFilterKeys,
            AndTags = services.Options.Protocol.AndTags,
        };
        var filters = reader.ReadFilters(bounds, out var problem);
        if (filters is null)
            Refuse(id, Named(problem!));
        else
            DistinctFilters.Keep(filters, Limits);
        return filters;
    }

    async ValueTask SubscribeAsync(SubscriptionId id, List<Filter> filters, CancellationToken cancel)
    {
        try
        {
            if (await CheckAsync(id, filters, isCount: false, cancel) is { IsRefused: true } verdict)
            {
                Refuse(id, verdict.Message);
                return;
            }
            var subscription = new Subscription(subscriptions, id, filters);
            // Handlers and earlier events may have ended the turn in which the message was read, and indexing many values takes a while.
            using var turn = await session.Client.Turns.EnterAsync();
            // The query runs on while the next message is read, unless it is done at once.
            if (subscriptions.TryOpen(subscription, out var lacking))
                _ = NewQuery(subscription, filters).RunAsync();
            else if (lacking is not null)
                Refuse(id, SubscriptionSet.RefusalFor(lacking));
        }
        catch (Exception exception)
        {
            Fail(exception, id, cancel);
        }
    }

    /// <summary>
    /// Waits for the connection's earlier events, lets hooks change the filters, and asks the relay's rules and hooks about each; the first
    /// refusal wins.
    /// </summary>
    async ValueTask<Verdict> CheckAsync(SubscriptionId id, List<Filter> filters, bool isCount, CancellationToken cancel)
    {
        await session.DrainAsync();
        session.Client.AskAbout(id);
        try
        {
            await OverwriteAsync(filters, cancel);
            foreach (var filter in filters)
            {
                var verdict = CheckRead(filter);
                if (!verdict.IsRefused)
                {
                    verdict = isCount
                        ? await services.Pipeline.RejectCountFilterAsync(session.Client, filter, cancel)
                        : await services.Pipeline.RejectFilterAsync(session.Client, filter, cancel);
                }
                if (verdict.IsRefused)
                    return verdict;
            }
            return Verdict.Accept;
        }
        finally
        {
            session.Client.AskAbout(default);
        }
    }

    async ValueTask CountAsync(SubscriptionId id, List<Filter> filters, CancellationToken cancel)
    {
        try
        {
            if (await CheckAsync(id, filters, isCount: true, cancel) is { IsRefused: true } verdict)
            {
                Refuse(id, verdict.Message);
                return;
            }
            var started = Stopwatch.GetTimestamp();
            if (services.Pipeline.HasQueryCost)
                await CountMeteredAsync(id, filters, cancel);
            else
                await AnswerCountAsync(id, filters, meter: null, cancel);
            services.Metrics.CountAnswered(Stopwatch.GetElapsedTime(started));
        }
        catch (Exception exception)
        {
            Fail(exception, id, cancel);
        }
    }

    /// <summary>Counts until the count is complete, or until a hook refuses its cost.</summary>
    async ValueTask CountMeteredAsync(SubscriptionId id, List<Filter> filters, CancellationToken cancel)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var meter = new QueryMeter(cost => services.Pipeline.OnQueryCost(session.Client, cost), _ => ended.Cancel());
        try
        {
            await AnswerCountAsync(id, filters, meter, ended.Token);
        }
        catch (OperationCanceledException) when (meter.IsOver)
        {
        }
        if (meter.Refusal is { } refusal)
            Refuse(id, refusal);
    }

    async ValueTask AnswerCountAsync(SubscriptionId id, List<Filter> filters, QueryMeter? meter, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var unlimited = WithoutLimits(filters);
        var authors = HyperLogLog.For(filters);
        var (count, hasAuthors) = authors is null
            ? (await services.Counter.CountAsync(session.Client, unlimited, meter, cancel), false)
            : await services.Counter.CountAsync(session.Client, unlimited, authors, meter, cancel);
        if (meter is not { IsOver: true })
            session.Outbox.SendCount(id, count, hasAuthors ? authors : null);
        services.Subscriptions.Slow.Note(session.Client, "COUNT", filters, Stopwatch.GetElapsedTime(started), count);
    }

    /// <summary>Adds the option that sets the limit to a refusal.</summary>
    string Named(string problem) => problem switch
    {
        ClientMessageReader.TooManyFilters => LimitsOptions.Named(problem, nameof(LimitsOptions.MaxFilters), Limits.MaxFilters),
        FilterReader.TooManyValues => LimitsOptions.Named(problem, nameof(LimitsOptions.MaxFilterValues), Limits.MaxFilterValues),
        _ => problem,
    };

    Verdict CheckRead(Filter filter)
    {
        if (!session.Client.IsAuthenticated && services.Access.AsksForHidden(filter))
            session.Challenge();
        return services.Access.CheckRead(session.Client, filter);
    }

    StoredQuery NewQuery(Subscription subscription, List<Filter> filters)
    {
        if (!services.Options.Protocol.EoseHints)
            return new StoredQuery(services.Subscriptions, subscription, WithBoundedLimits(filters), probe: null);
        var probe = new LimitProbe(subscription, Limits, services.Time);
        return new StoredQuery(services.Subscriptions, subscription, probe.Filters, probe);
    }

    async ValueTask OverwriteAsync(List<Filter> filters, CancellationToken cancel)
    {
        if (!services.Pipeline.HasOverwriteFilter)
            return;
        for (var i = 0; i < filters.Count; i++)
            filters[i] = await services.Pipeline.OverwriteFilterAsync(session.Client, filters[i], cancel);
        DistinctFilters.Keep(filters, Limits);
    }

    /// <summary>The filters that ask for stored events, with their limits bounded.</summary>
    List<Filter> WithBoundedLimits(List<Filter> filters)
    {
        var bounded = new List<Filter>(filters.Count);
        foreach (var filter in filters)
        {
            if (filter.Limit == 0 || filter.MatchesNothing)
                continue;
            var limit = Limits.LimitOf(filter);
            bounded.Add(filter.Limit == limit ? filter : filter with { Limit = limit });
        }
        return bounded;
    }

    static List<Filter> WithoutLimits(List<Filter> filters)
    {
        var unlimited = new List<Filter>(filters.Count);
        foreach (var filter in filters)
        {
            if (!filter.MatchesNothing)
                unlimited.Add(filter.Limit is null ? filter : filter with { Limit = null });
        }
        return unlimited;
    }

    void Refuse(SubscriptionId id, string message)
    {
        session.ChallengeBefore(message);
        session.Outbox.SendClosed(id, message);
        services.Metrics.QueryRefused(message);
        services.Logger.QueryRefused(session.Client.Id, message);
    }

    void Fail(Exception exception, SubscriptionId id, CancellationToken cancel)
    {
        // Nobody waits for the answer of a client that has gone, so what a hook or source then throws concerns nobody.
        if (cancel.IsCancellationRequested || session.Closed.IsCancellationRequested)
            return;
        services.Faults.QueryFailed(exception, session.Client.Id);
        Refuse(id, HookFaults.RefusalOf(exception));
    }
}
