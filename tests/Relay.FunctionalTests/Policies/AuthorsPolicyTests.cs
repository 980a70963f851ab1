using Relay.Core;
using Relay.Testing;

namespace Relay.FunctionalTests;

public sealed class AuthorsPolicyTests : IDisposable
{
    const string Refusal = "restricted: the author is not on the list of authors who may publish here";

    readonly TemporaryFolder _folder = new();
    readonly Author _alice = new();
    readonly Author _bob = new();

    [Fact]
    public async Task Only_listed_authors_may_publish_but_everybody_may_write_to_them()
    {
        await using var relay = await PolicyRelay.StartAsync(
            ("Authors:AllowedFiles:0", _folder.Write("keys.txt", $"# members\n{_alice.Hex}\n")), ("Authors:AllowTagging", "true"));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Note(), _bob.Event(0), _bob.Event(1059, tags: ["p", _alice.Hex]));
        Assert.Equal(Refusal, (await client.PublishAsync(_bob.Note())).Message);
        Assert.Equal(Refusal, (await client.PublishAsync(_bob.Note(tags: ["p", _alice.Hex]))).Message);
    }

    [Fact]
    public async Task A_list_is_followed_while_the_relay_runs()
    {
        var file = _folder.Write("keys.txt", _alice.Hex);
        await using var relay = await PolicyRelay.StartAsync(("Authors:AllowedFiles:0", file));
        await using var client = await relay.ConnectAsync();
        Assert.Equal(Refusal, (await client.PublishAsync(_bob.Note())).Message);

        _folder.Write("keys.txt", $"{_alice.Hex}\n{_bob.Hex}\n");
        ((FakeTime)relay.Time).Advance(TimeSpan.FromSeconds(2));

        await client.PublishAllAsync(_bob.Note());
    }

    [Fact]
    public async Task Denied_authors_may_not_publish_but_vanish()
    {
        await using var relay = await PolicyRelay.StartAsync(("Authors:Denied:0", _bob.Hex));
        await using var client = await relay.ConnectAsync();

        await client.PublishAllAsync(_alice.Note(), _bob.Event(62, tags: ["relay", "ALL_RELAYS"]));
        Assert.Equal("blocked: the author may not publish here", (await client.PublishAsync(_bob.Note())).Message);
    }

    [Fact]
    public async Task A_file_with_a_wrong_line_stops_the_start()
    {
        var file = _folder.Write("keys.txt", $"{_alice.Hex}\nx");

        var start = await Assert.ThrowsAsync<OptionsException>(() => PolicyRelay.StartAsync(("Authors:DeniedFiles:0", file)));

        var problem = Assert.Single(start.Problems);

        Assert.StartsWith($"Relay:Policies:Authors:DeniedFiles: {file}:2 is not a public key", problem, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
