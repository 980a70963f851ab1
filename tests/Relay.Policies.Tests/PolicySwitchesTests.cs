namespace Relay.Policies.Tests;

/// <summary>Programs that explain settings know which keys switch a policy on.</summary>
public sealed class PolicySwitchesTests
{
    [Fact]
    public void Every_section_has_a_line_with_keys_that_exist_and_is_off_by_default()
    {
        var sections = typeof(PoliciesOptions).GetProperties().ToDictionary(static section => section.Name);
        var lines = PolicySwitches.Of(new());

        Assert.Equal(sections.Keys.Order(StringComparer.Ordinal), lines.Select(static line => line.Name).Order(StringComparer.Ordinal));
        foreach (var (name, isOn, switches) in lines)
        {
            Assert.False(isOn, $"{name} is on by default");
            Assert.NotEmpty(switches);
            Assert.All(switches, key => Assert.NotNull(sections[name].PropertyType.GetProperty(key)));
        }
    }

    [Fact]
    public void A_policy_that_a_key_switches_on_is_on()
    {
        var lines = PolicySwitches.Of(new()
        {
            Kinds = new() { Denied = Relay.Nostr.KindSet.Of(4) },
            Filter = new() { MaxIds = 5 },
            Base64Media = new() { Enabled = true },
        });

        Assert.Equal(["Kinds", "Base64Media", "Filter"], lines.Where(static line => line.IsOn).Select(static line => line.Name));
    }
}
