using Microsoft.Extensions.Configuration;
using Relay.Core;

namespace Relay.Policies.Tests;

/// <summary>Binds what a test writes as keys and values, as a relay with configured policies does.</summary>
static class OptionsSetup
{
    static readonly OptionsSections Sections = new OptionsSections().AddPolicies();

    public static IConfiguration Keys(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();

    public static T Bind<T>(params (string Key, string? Value)[] settings) where T : class => Sections.Bind(Keys(settings)).Get<T>();

    public static IReadOnlyList<string> ProblemsOf(params (string Key, string? Value)[] settings) =>
        Assert.Throws<OptionsException>(() => Sections.Bind(Keys(settings))).Problems;
}
