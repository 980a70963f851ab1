using System.Text;
using Microsoft.Extensions.Configuration;

namespace Relay.Core.Tests;

/// <summary>Binds options that a test writes as JSON or as keys and values.</summary>
static class OptionsSetup
{
    public static OptionsSections WithSample { get; } = new OptionsSections().Add<SampleOptions>("Relay:Sample");

    public static IConfiguration Json(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static IConfiguration Keys(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build();

    public static T Bind<T>(params (string Key, string? Value)[] settings) where T : class => WithSample.Bind(Keys(settings)).Get<T>();

    public static IReadOnlyList<string> ProblemsOf(params (string Key, string? Value)[] settings) => ProblemsOf(Keys(settings));

    public static IReadOnlyList<string> ProblemsOf(IConfiguration configuration) =>
        Assert.Throws<OptionsException>(() => WithSample.Bind(configuration)).Problems;
}
