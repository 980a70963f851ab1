using System.Diagnostics;
using Relay.Testing;

namespace Relay.TestSupport;

/// <summary>Waits for the work of another thread that is not announced.</summary>
public static class Eventually
{
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline.Default, $"waited in vain for {what}");
            await Task.Yield();
        }
    }
}
