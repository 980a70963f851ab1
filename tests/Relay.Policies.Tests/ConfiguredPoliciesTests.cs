using Microsoft.Extensions.DependencyInjection;
using Relay.Core;
using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.Policies.Tests;

public sealed class ConfiguredPoliciesTests
{
    [Fact]
    public void Nothing_is_on_unless_configured()
    {
        Assert.Empty(Create(new PoliciesOptions()).Hooks);
    }

    [Fact]
    public async Task Policies_are_asked_before_hooks_that_are_added_in_code()
    {
        var asked = 0;
        await using var engine = new TestEngine(
            relay =>
            {
                relay.Services.AddSingleton(new PoliciesOptions { Kinds = new() { Denied = KindSet.Of(4) } });
                relay.UseInMemoryStore().RejectEvent((_, _) =>
                {
                    asked++;
                    return Verdict.Accept;
                });
                relay.AddConfiguredPolicies();
            });
        var client = await engine.ConnectAsync();
        var (denied, other) = (new Author().Event(4), new Author().Event(1));

        Assert.Equal(
            RecordingOutbox.Ok(denied, accepted: false, "blocked: kind 4 is not accepted here"), await client.PublishAsync(denied));
        Assert.Equal(0, asked);
        Assert.Equal(RecordingOutbox.Ok(other), await client.PublishAsync(other));
        Assert.Equal(1, asked);
        // The embedding program itself decides what it publishes, so policies are not asked.
        Assert.True((await engine.Engine.PublishAsync(denied)).IsAccepted);
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Policies_that_are_added_twice_are_asked_once()
    {
        var services = new ServiceCollection()
            .AddSingleton(new RelayOptions())
            .AddSingleton(new PoliciesOptions { Kinds = new() { Denied = KindSet.Of(4) } });
        var relay = services.AddRelayEngine().AddConfiguredPolicies().AddConfiguredPolicies();
        relay.AddConfiguredPolicies();

        Assert.Single(services, static service => service.ServiceType == typeof(ConfiguredPolicies));
        using var provider = services.BuildServiceProvider();
        Assert.IsType<KindsPolicy>(Assert.Single(provider.GetRequiredService<ConfiguredPolicies>().Hooks));
    }

    [Fact]
    public void What_policies_need_of_other_sections_is_told_with_all_other_problems()
    {
        var problems = OptionsSetup.ProblemsOf(
            ("Relay:Policies:Readers:Denied:0", new Author().PublicKey.ToString()),
            ("Relay:Policies:EventSize:Rules:0:MaxTags", "11"), ("Relay:Limits:MaxEventTags", "10"),
            ("Relay:Network:Compression", "yes"));

        Assert.Equal(
            [
                "Relay:Network:Compression is \"yes\", which is not true or false",
                "Relay:Policies:EventSize:Rules:0:MaxTags never applies: Relay:Limits:MaxEventTags refuses beyond 10",
                "Relay:PublicUrl is needed where Policies:Readers asks who reads: the proof of a key names it",
            ],
            problems);
    }

    static ConfiguredPolicies Create(PoliciesOptions options) => ConfiguredPolicies.Create(new ServiceCollection()
        .AddSingleton(options)
        .AddSingleton<TimeProvider>(new FakeTime())
        .BuildServiceProvider());
}
