using System.Diagnostics;

namespace Relay.Nostr.Tests;

/// <summary>Runs a check on random cases for a second. A failure names the seed; FUZZ_SEED=n repeats that one case.</summary>
static class Fuzz
{
    static readonly TimeSpan Duration = TimeSpan.FromSeconds(1);

    public static void Run(Action<Random> check)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var only))
        {
            check(new Random(only));
            return;
        }
        var seed = Random.Shared.Next();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Duration; seed++)
        {
            try
            {
                check(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"failed with FUZZ_SEED={seed}: {exception.Message}", exception);
            }
        }
    }
}
