using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Refuses filters of REQ and COUNT that have too few conditions or too many values.</summary>
public sealed class FilterPolicy(FilterOptions options) : INonBlockingHook, IRejectFilterHook, IRejectCountFilterHook
{
    readonly string _required = string.Join(", ", options.RequireOneOf ?? []).ToLowerInvariant();

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) => new(Judge(filter));

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectCountFilterAsync(ClientContext client, Filter filter, CancellationToken cancel) => new(Judge(filter));

    Verdict Judge(Filter filter)
    {
        if (options.RefuseEmpty && filter is { Ids: null, Authors: null, Kinds: null, Tags.Count: 0 })
            return Verdict.Blocked("a filter must have a condition other than times and a limit");
        if (options.RequireOneOf is { } required && !HasAny(filter, required))
            return Verdict.Blocked($"a filter must name one of: {_required}");
        if (filter.Ids?.Count > options.MaxIds)
            return TooMany(options.MaxIds, "ids");
        if (filter.Authors?.Count > options.MaxAuthors)
            return TooMany(options.MaxAuthors, "authors");
        if (filter.Kinds?.Count > options.MaxKinds)
            return TooMany(options.MaxKinds, "kinds");
        return options.MaxTagValues is { } most && CountTagValues(filter) > most ? TooMany(most, "tag values") : Verdict.Accept;
    }

    static bool HasAny(Filter filter, FilterCondition[] conditions)
    {
        foreach (var condition in conditions)
        {
            var isThere = condition switch
            {
                FilterCondition.Ids => filter.Ids is not null,
                FilterCondition.Authors => filter.Authors is not null,
                FilterCondition.Kinds => filter.Kinds is not null,
                _ => filter.Tags.Count > 0,
            };
            if (isThere)
                return true;
        }
        return false;
    }

    static long CountTagValues(Filter filter)
    {
        var count = 0L;
        for (var i = 0; i < filter.Tags.Count; i++)
            count += filter.Tags[i].Values.Count;
        return count;
    }

    static Verdict TooMany(int? most, string what) =>
        Verdict.Blocked(string.Create(CultureInfo.InvariantCulture, $"a filter may name at most {most} {what}"));
}
