using System.Text.Json.Nodes;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>What the information document (NIP-11) says about policies.</summary>
public sealed class AnnouncedPolicyTests
{
    [Fact]
    public async Task Policies_that_are_off_are_not_announced()
    {
        var document = await DocumentAsync();

        Assert.DoesNotContain(13, Nips(document));
        var limitation = document["limitation"]!.AsObject();
        Assert.Equal(0, (int)limitation["min_pow_difficulty"]!);
        Assert.False((bool)limitation["restricted_writes"]!);
        Assert.False(limitation.ContainsKey("created_at_lower_limit"));
        Assert.False(limitation.ContainsKey("max_content_length"));
    }

    [Fact]
    public async Task Limits_of_policies_are_announced_as_they_are_enforced()
    {
        var document = await DocumentAsync(
            ("ProofOfWork:MinDifficulty", "24"), ("Authors:Allowed:0", new Author().Hex),
            ("CreatedAt:Rules:0:Kinds", "1"), ("CreatedAt:Rules:0:MaxSecondsAgo", "1"),
            ("CreatedAt:Rules:1:MaxSecondsAgo", "31536000"), ("CreatedAt:Rules:1:MaxSecondsAhead", "60"),
            ("EventSize:Rules:0:MaxContentCharacters", "8196"), ("EventSize:Rules:0:MaxTags", "100"));

        Assert.Contains(13, Nips(document));
        var limitation = document["limitation"]!;
        Assert.Equal(24, (int)limitation["min_pow_difficulty"]!);
        Assert.True((bool)limitation["restricted_writes"]!);
        Assert.Equal(31_536_000, (int)limitation["created_at_lower_limit"]!);
        Assert.Equal(60, (int)limitation["created_at_upper_limit"]!);
        Assert.Equal(8196, (int)limitation["max_content_length"]!);
        Assert.Equal(100, (int)limitation["max_event_tags"]!);
    }

    [Fact]
    public async Task Limits_for_some_kinds_and_lists_of_the_denied_are_not_announced()
    {
        var document = await DocumentAsync(
            ("Authors:Denied:0", new Author().Hex), ("CreatedAt:Rules:0:Kinds", "1"), ("CreatedAt:Rules:0:MaxSecondsAgo", "60"),
            ("EventSize:Rules:0:Kinds", "1"), ("EventSize:Rules:0:MaxContentCharacters", "10"));

        var limitation = document["limitation"]!.AsObject();
        Assert.False((bool)limitation["restricted_writes"]!);
        Assert.False(limitation.ContainsKey("created_at_lower_limit"));
        Assert.False(limitation.ContainsKey("max_content_length"));
    }

    // One number cannot express requirements that differ by kind. The refusal of an event says how much its kind needs.
    [Theory]
    [InlineData(null, 0)]
    [InlineData("20", 20)]
    public async Task The_work_that_is_announced_is_that_of_kinds_without_a_rule(string? general, int announced)
    {
        var document = await DocumentAsync(
            ("ProofOfWork:MinDifficulty", general), ("ProofOfWork:Rules:0:Kinds", "1"), ("ProofOfWork:Rules:0:MinDifficulty", "24"));

        Assert.Equal(announced, (int)document["limitation"]!["min_pow_difficulty"]!);
        Assert.Contains(13, Nips(document));
    }

    static IEnumerable<int> Nips(JsonNode document) => document["supported_nips"]!.AsArray().Select(static nip => (int)nip!);

    static async Task<JsonNode> DocumentAsync(params (string Key, string? Value)[] policies)
    {
        await using var relay = await PolicyRelay.StartAsync(policies);
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept", "application/nostr+json" } } };
        return JsonNode.Parse(await http.GetStringAsync(relay.HttpAddress))!;
    }
}
