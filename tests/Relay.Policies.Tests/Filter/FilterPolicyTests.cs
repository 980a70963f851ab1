using System.Text;
using Relay.Nostr;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class FilterPolicyTests
{
    const string Key = "\"7777777777777777777777777777777777777777777777777777777777777777\"";
    const string OtherKey = "\"8777777777777777777777777777777777777777777777777777777777777777\"";

    [Theory]
    [InlineData("{}", true)]
    [InlineData("{\"since\":1,\"until\":2,\"limit\":3}", true)]
    [InlineData("{\"kinds\":[1]}", false)]
    [InlineData("{\"ids\":[]}", false)]
    [InlineData("{\"#t\":[\"x\"]}", false)]
    [InlineData($"{{\"authors\":[{Key}]}}", false)]
    public async Task Empty_filters_are_refused_if_wished(string filter, bool isRefused)
    {
        Assert.Equal(
            isRefused ? "blocked: a filter must have a condition other than times and a limit" : "",
            await AskAsync(new FilterOptions { RefuseEmpty = true }, filter));
    }

    [Theory]
    [InlineData($"{{\"authors\":[{Key}],\"kinds\":[1]}}", false)]
    [InlineData("{\"#t\":[\"x\"]}", false)]
    [InlineData("{\"kinds\":[1]}", true)]
    [InlineData($"{{\"ids\":[{Key}]}}", true)]
    public async Task One_of_some_conditions_may_be_required(string filter, bool isRefused)
    {
        var options = new FilterOptions { RequireOneOf = [FilterCondition.Authors, FilterCondition.Tags] };

        Assert.Equal(isRefused ? "blocked: a filter must name one of: authors, tags" : "", await AskAsync(options, filter));
    }

    [Theory]
    [InlineData($"{{\"ids\":[{Key}]}}", $"{{\"ids\":[{Key},{OtherKey}]}}", "ids")]
    [InlineData($"{{\"authors\":[{Key}]}}", $"{{\"authors\":[{Key},{OtherKey}]}}", "authors")]
    [InlineData("{\"kinds\":[1]}", "{\"kinds\":[1,2]}", "kinds")]
    [InlineData("{\"#t\":[\"a\"]}", "{\"#t\":[\"a\"],\"#d\":[\"b\"]}", "tag values")]
    public async Task Values_are_counted(string allowed, string refused, string what)
    {
        var options = new FilterOptions { MaxIds = 1, MaxAuthors = 1, MaxKinds = 1, MaxTagValues = 1 };

        Assert.Equal("", await AskAsync(options, allowed));
        Assert.Equal($"blocked: a filter may name at most 1 {what}", await AskAsync(options, refused));
    }

    [Fact]
    public void Settings_that_make_no_difference_are_a_mistake()
    {
        Assert.Equal(
            ["Relay:Policies:Filter:RefuseEmpty never applies: RequireOneOf refuses empty filters already"],
            ProblemsOf(("Relay:Policies:Filter:RefuseEmpty", "true"), ("Relay:Policies:Filter:RequireOneOf:0", "Ids")));
        Assert.Equal(
            ["Relay:Policies:Filter:RequireOneOf names a condition twice"],
            ProblemsOf(("Relay:Policies:Filter:RequireOneOf:0", "Ids"), ("Relay:Policies:Filter:RequireOneOf:1", "ids")));
        Assert.Equal(["Relay:Policies:Filter:RequireOneOf names no condition"], ProblemsOf(("Relay:Policies:Filter:RequireOneOf", "")));
    }

    static async Task<string> AskAsync(FilterOptions options, string json)
    {
        var filter = FilterReader.TryParse(Encoding.UTF8.GetBytes(json), out var problem) ?? throw new FormatException(problem);
        var policy = new FilterPolicy(options);
        var answer = (await policy.RejectFilterAsync(Judge.Client, filter, CancellationToken.None)).Message;
        Assert.Equal(answer, (await policy.RejectCountFilterAsync(Judge.Client, filter, CancellationToken.None)).Message);
        return answer;
    }
}
