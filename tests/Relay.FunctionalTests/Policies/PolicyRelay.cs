using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>Starts a relay whose policies are configured as an operator does it.</summary>
static class PolicyRelay
{
    /// <summary>The keys are below <c>Relay:Policies:</c>. The clock stands still.</summary>
    public static Task<TestRelay> StartAsync(params (string Key, string? Value)[] policies) => TestRelay.StartAsync(new()
    {
        Settings = policies.ToDictionary(static policy => "Policies:" + policy.Key, static policy => policy.Value),
        Time = new FakeTime(),
    });
}
