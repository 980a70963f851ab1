using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Postings;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Plans of single filters, made without a time limit.</summary>
static class Plans
{
    public static FilterSource Open(in StoreView view, Filter filter, long wanted = long.MaxValue)
    {
        var clock = SliceClock.Endless;
        var lists = new ListAllowance(SliceBudget.Default.Lists, ref clock, mayOverrun: true);
        Posting[]? found = null;
        var scope = new QueryScope(Visibility.Everything, long.MaxValue, FakeTime.Start);
        return FilterPlanner.Open(view, filter, scope, Posting.Max, wanted, mayListAuthors: true, ref found, ref lists);
    }
}
