using Relay.Core;
using Relay.Nostr;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Plans of single filters, made without haste.</summary>
static class Plans
{
    public static FilterSource Open(in StoreView view, Filter filter, long wanted = long.MaxValue)
    {
        var clock = SliceClock.Endless;
        var lists = new ListAllowance(SliceBudget.Default.Lists, ref clock, mayOverrun: true);
        return FilterPlanner.Open(view, filter, Visibility.Everything, Posting.Max, wanted, mayListAuthors: true, ref lists);
    }
}
