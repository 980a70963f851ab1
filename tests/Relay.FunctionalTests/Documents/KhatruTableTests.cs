using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Policies;
using Relay.Storage.Lmdb;
using Relay.TestSupport;

namespace Relay.FunctionalTests;

/// <summary>
/// The tables of <c>docs/embedding.md</c> with khatru's names beside ours: every name of ours exists, and no hook is missing.
/// </summary>
public sealed partial class KhatruTableTests
{
    static readonly string Options = Read("docs/options.md");

    static readonly Type[] Types =
    [
        .. new[]
        {
            typeof(NostrEvent), typeof(RelayBuilder), typeof(PoliciesOptions), typeof(LmdbEventStore),
            typeof(RelayServiceCollectionExtensions),
        }.SelectMany(static type => type.Assembly.GetExportedTypes()),
    ];

    static readonly MethodInfo[] Extensions =
        [.. Types.SelectMany(static type => type.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(static method => method.IsDefined(typeof(ExtensionAttribute)))];

    static readonly string[][] Rows =
        [.. Read("docs/embedding.md").Split("## Coming from khatru")[1].Split('\n')
            .Where(static line => line.StartsWith("| ", StringComparison.Ordinal))
            .Where(static line => !line.StartsWith("| khatru |", StringComparison.Ordinal))
            .Select(static line => line.Trim('|').Split('|').Select(static cell => cell.Trim()).ToArray())];

    [Fact]
    public void Every_name_of_ours_exists()
    {
        Assert.True(Rows.Length > 80, $"only {Rows.Length} rows were found");
        Assert.All(Rows, static row => Assert.Equal(3, row.Length));
        Assert.Equal([], Unknown(Rows.SelectMany(static row => NamesIn(row[1]))));
        // The remarks also name what is not code, such as a key of a filter; names with a dot or a colon are ours there.
        var remarks = Rows.SelectMany(static row => NamesIn(row[2])).Where(static name => name.AsSpan().ContainsAny('.', ':'));
        Assert.Equal([], Unknown(remarks));
    }

    [Fact]
    public void Where_we_have_no_counterpart_a_row_gives_the_reason() =>
        Assert.All(Rows, static row => Assert.True(NamesIn(row[1]).Any() || row is [_, "none", { Length: > 20 }], string.Join(" | ", row)));

    [Fact]
    public void Every_hook_is_in_a_table()
    {
        var hooks = Extensions.Where(static method => IsOf(method, typeof(RelayBuilder)))
            .Where(static method => method.DeclaringType!.Assembly == typeof(RelayBuilder).Assembly)
            .Select(static method => method.Name).Distinct().ToArray();

        Assert.True(hooks.Length > 20, string.Join(' ', hooks));
        var named = Rows.SelectMany(static row => NamesIn(row[1] + row[2])).ToHashSet();
        Assert.Equal([], hooks.Except(named));
    }

    [Theory]
    [InlineData("RejectEverything")]
    [InlineData("RelayEngine.Broadcast")]
    [InlineData("RelayMotor.QueryAsync")]
    [InlineData("Relay:Limits:MaxLimits")]
    public void A_name_that_does_not_exist_is_found(string name) => Assert.False(Exists(name));

    static IEnumerable<string> Unknown(IEnumerable<string> names) => names.Where(static name => !Exists(name)).Distinct();

    static bool Exists(string name)
    {
        if (name.StartsWith("Relay:", StringComparison.Ordinal))
            return Options.Contains($"| `{name}` |", StringComparison.Ordinal);
        var parts = name.Split('.');
        return parts.Length == 1
            ? IsTypeOrMethod(name)
            : parts.Length == 2 && Types.Any(type => type.Name == parts[0] && Has(type, parts[1]));
    }

    /// <summary>A type, or a method of the builder, of the services or of the routes.</summary>
    static bool IsTypeOrMethod(string name) =>
        Types.Any(type => type.Name == name) || Has(typeof(RelayBuilder), name) || Extensions.Any(method => method.Name == name);

    static bool Has(Type type, string member) =>
        type.GetMember(member, BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0
        || Extensions.Any(method => method.Name == member && IsOf(method, type));

    static bool IsOf(MethodInfo extension, Type type) => extension.GetParameters()[0].ParameterType == type;

    static IEnumerable<string> NamesIn(string cell) => Name().Matches(cell).Select(static match => match.Groups["name"].Value);

    static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Name();
}
