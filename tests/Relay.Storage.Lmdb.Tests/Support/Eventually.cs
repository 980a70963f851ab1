using System.Diagnostics;
using Relay.Testing;

namespace Relay.Storage.Lmdb.Tests;

/// <summary>Waits for what another thread does and announces to nobody.</summary>
static class Eventually
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
