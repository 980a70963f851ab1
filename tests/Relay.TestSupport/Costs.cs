using System.Text.Json;

namespace Relay.TestSupport;

/// <summary>The costs that operations may have, from tests/costs.json: counts that are the same on every machine, unlike times.</summary>
public static class Costs
{
    static readonly Dictionary<string, Dictionary<string, long>> Table =
        JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, long>>>(
            File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "costs.json")))!;

    /// <summary>The costs in the table under a heading.</summary>
    public static IReadOnlyDictionary<string, long> Of(string heading) => Table[heading];

    /// <summary>Fails if an operation costs more than the table allows.</summary>
    public static void AssertWithin(string heading, string operation, long measured)
    {
        var allowed = Table[heading][operation];
        TestContext.Current.TestOutputHelper?.WriteLine($"{heading}, {operation}: {measured} of {allowed}");
        Assert.True(measured <= allowed, $"{heading}, {operation}: {measured} were measured, {allowed} are allowed");
    }

    /// <summary>Fails if an operation's cost differs from the table.</summary>
    public static void AssertExactly(string heading, string operation, long measured)
    {
        var expected = Table[heading][operation];
        Assert.True(measured == expected, $"{heading}, {operation}: {measured} were measured, {expected} are expected");
    }
}
