using Microsoft.Extensions.DependencyInjection;

namespace Relay.Core.Tests;

/// <summary>The settings of a named relay are laid over those of the section Relay.</summary>
public sealed class NamedSettingsTests
{
    [Fact]
    public void What_the_relay_does_not_set_comes_from_the_section_Relay()
    {
        var options = Bind(
            ("Relay:Limits:MaxSubscriptions", "7"), ("Relay:Limits:MaxMessageBytes", "70000"), ("Relay:Sample:Text", "common"),
            ("Relays:private:Limits:MaxMessageBytes", "80000"), ("Relays:private:Sample:Fraction", "0.25"));
        var relay = options.Get<RelayOptions>();
        Assert.Equal((7, 80_000), (relay.Limits.MaxSubscriptions, relay.Limits.MaxMessageBytes));
        var sample = options.Get<SampleOptions>();
        Assert.Equal(("common", 0.25), (sample.Text, sample.Fraction));
    }

    [Fact]
    public void Lists_are_replaced_as_a_whole()
    {
        (string, string?)[] common = [("Relay:Sample:Kinds:0", "1"), ("Relay:Sample:Kinds:1", "2"), ("Relay:Sample:Kinds:2", "3")];
        Assert.Equal([1, 2, 3], Bind(common).Get<SampleOptions>().Kinds!.Select(static kind => (int)kind));
        var own = Bind([.. common, ("Relays:private:Sample:Kinds:0", "7")]);
        Assert.Equal([7], own.Get<SampleOptions>().Kinds!.Select(static kind => (int)kind));
        Assert.Empty(Bind([.. common, ("Relays:private:Sample:Kinds", "")]).Get<SampleOptions>().Kinds!);
        Assert.Null(Bind([.. common, ("Relays:private:Sample:Kinds", null)]).Get<SampleOptions>().Kinds);
    }

    [Fact]
    public void Addresses_and_names_are_not_taken_over()
    {
        var relay = Bind(
            ("Relay:PublicUrl", "wss://relay.test"), ("Relay:PublicUrlAliases:0", "wss://alias.test"), ("Relay:Information:Name", "Main"),
            ("Relay:Information:Description", "The main one"), ("Relay:Information:Contact", "mailto:me@relay.test"),
            ("Relays:private:PublicUrl", "wss://relay.test/private")).Get<RelayOptions>();
        Assert.Equal("wss://relay.test/private", relay.PublicUrl);
        Assert.Null(relay.PublicUrlAliases);
        Assert.Null(relay.Information.Name);
        Assert.Null(relay.Information.Description);
        Assert.Equal("mailto:me@relay.test", relay.Information.Contact);
    }

    [Fact]
    public void Problems_name_the_key_that_was_written()
    {
        Assert.Equal(
            ["Relays:private:Sample:Fraction is \"x\", which is not a number"], ProblemsOf(("Relays:private:Sample:Fraction", "x")));
        Assert.Equal(["Relay:Sample:Fraction is \"x\", which is not a number"], ProblemsOf(("Relay:Sample:Fraction", "x")));
        Assert.Equal(
            ["Relays:private:Limits:MaxSubscription is unknown; did you mean Relays:private:Limits:MaxSubscriptions?"],
            ProblemsOf(("Relays:private:Limits:MaxSubscription", "1"), ("Relay:Limits:MaxSubscriptions", "5")));
        Assert.Equal(
            ["Relays:private:PublicUrl is needed where Authentication:RequiredTo asks for authentication, which names it"],
            ProblemsOf(("Relays:private:Authentication:RequiredTo", "Read")));
        Assert.Equal(
            ["Relays:private:Sample:Kinds is one value, but Relays:private:Sample:Kinds:0 is set, too: keep one of them"],
            ProblemsOf(("Relays:private:Sample:Kinds", "1"), ("Relays:private:Sample:Kinds:0", "2")));
    }

    [Fact]
    public void What_the_process_shares_is_set_in_the_section_Relay() => Assert.Equal(
        ["Relays:private:Network:PingSeconds cannot be set: all relays of the process share Relay:Network"],
        ProblemsOf(("Relays:private:Network:PingSeconds", "9")));

    [Fact]
    public void The_problems_of_all_relays_are_told_together()
    {
        using var provider = Relays(
            ("Relay:Limits:MaxSubscriptions", "x"), ("Relays:a:Limits:MaxSubscription", "1"), ("Relays:aa:PublicUrl", "wss://relay.test"));
        var exception = Assert.Throws<OptionsException>(provider.GetRequiredService<RelayOptions>);
        Assert.Equal(
            [
                "Relay:Limits:MaxSubscriptions is \"x\", which is not a whole number",
                "Relays:a:Limits:MaxSubscription is unknown; did you mean Relays:a:Limits:MaxSubscriptions?",
                "Relays:aa is for a relay that was not added; did you mean Relays:a?",
            ],
            exception.Problems);
    }

    [Fact]
    public void What_only_one_relay_knows_may_stand_in_the_common_section()
    {
        using var provider = Relays(("Relay:Sample:Text", "common"), ("Relay:Smple:Text", "common"));
        provider.GetRequiredService<AddedRelays>().Find("a")!.Sections.Add<SampleOptions>("Relay:Sample");
        var exception = Assert.Throws<OptionsException>(provider.GetRequiredService<RelayOptions>);
        Assert.StartsWith("Relay:Smple:Text is unknown", Assert.Single(exception.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_relays_cannot_have_one_address()
    {
        using var provider = Relays(
            ("Relay:PublicUrl", "wss://relay.test/"), ("Relays:a:PublicUrl", "wss://a.test"),
            ("Relays:a:PublicUrlAliases:0", "wss://RELAY.test:443"));
        var exception = Assert.Throws<OptionsException>(() => provider.GetRequiredKeyedService<RelayOptions>("a"));
        Assert.Equal(
            [
                "Relays:a:PublicUrl or its aliases name wss://RELAY.test:443, as do those of Relay: each relay needs an address of its own",
            ],
            exception.Problems);
    }

    static ServiceProvider Relays(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRelayEngine(OptionsSetup.Keys(settings));
        services.AddRelayEngine(OptionsSetup.Keys(settings), "a");
        return services.BuildServiceProvider();
    }

    static BoundOptions Bind(params (string Key, string? Value)[] settings)
    {
        var options = OptionsSetup.WithSample.Bind(OptionsSetup.Keys(settings), "private", out var problems);
        Assert.Empty(problems);
        return options;
    }

    static IReadOnlyList<string> ProblemsOf(params (string Key, string? Value)[] settings)
    {
        OptionsSetup.WithSample.Bind(OptionsSetup.Keys(settings), "private", out var problems);
        return problems;
    }
}
