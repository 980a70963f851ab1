using Xunit.v3;

namespace Relay.TestSupport;

/// <summary>Measures the bytes that operations allocate on all threads together. For tests that run alone.</summary>
public static class Allocations
{
    /// <summary>The number of rounds. The rest of the process can only add bytes, so the least round is the operation's own.</summary>
    public const int Rounds = 10;

    /// <summary>The bytes of one operation. Each round gets its number, and does this many operations.</summary>
    public static async Task<long> MeasureAsync(int operations, Func<int, Task> round)
    {
        SkipUnoptimised();
        if (TestContext.Current.TestCollection is IXunitTestCollection { DisableParallelization: false })
            throw new InvalidOperationException("other tests allocate at the same time: put this one into a collection that runs alone");
        var least = long.MaxValue;
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await round(i);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least / operations;
    }

    /// <summary>Measures, and fails if it is more than the table of costs allows.</summary>
    public static async Task AssertAsync(string heading, string operation, int operations, Func<int, Task> round) =>
        Costs.AssertWithin(heading, operation, await MeasureAsync(operations, round));

    /// <summary>Debug builds keep the state of each asynchronous method on the heap.</summary>
    static void SkipUnoptimised()
    {
#if DEBUG
        Assert.Skip("unoptimised code allocates more: run it with -c Release");
#endif
    }
}
