using Relay.Core.Tests;
using Relay.Nostr;
using Relay.Testing;
using static Relay.Policies.Tests.OptionsSetup;

namespace Relay.Policies.Tests;

public sealed class AuthorsPolicyTests
{
    const string Restricted = "restricted: the author is not on the list of authors who may publish here";
    const string Blocked = "blocked: the author may not publish here";

    readonly Author _alice = new();
    readonly Author _bob = new();
    readonly RecordingLog _log = new();

    [Fact]
    public async Task Allowed_authors_may_publish_and_others_only_exempt_kinds()
    {
        using var policy = Policy(new AuthorsOptions { Allowed = [_alice.Hex] });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal(Restricted, await Judge.EventAsync(policy, _bob.Note()));
        foreach (var kind in new[] { 0, 3, 62, 10002, 10050, 24133 })
            Assert.Equal("", await Judge.EventAsync(policy, _bob.Event(kind)));
        Assert.Equal(Restricted, await Judge.EventAsync(policy, _bob.Event(24134)));
    }

    [Fact]
    public async Task Denied_authors_may_only_vanish()
    {
        using var policy = Policy(new AuthorsOptions { Denied = [Nip19.EncodePublicKey(_bob.PublicKey.Span)] });

        Assert.Equal("", await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal(Blocked, await Judge.EventAsync(policy, _bob.Note()));
        Assert.Equal(Blocked, await Judge.EventAsync(policy, _bob.Event(0)));
        Assert.Equal("", await Judge.EventAsync(policy, _bob.Event(62)));
    }

    [Fact]
    public async Task An_inbox_takes_what_names_its_owners()
    {
        using var inbox = Policy(new AuthorsOptions { Allowed = [_alice.Hex], AllowTagging = true });
        using var strict = Policy(new AuthorsOptions { Allowed = [_alice.Hex] });
        var wrap = new Author().Event(1059, tags: ["p", _alice.Hex]);

        Assert.Equal("", await Judge.EventAsync(inbox, wrap));
        Assert.Equal(Restricted, await Judge.EventAsync(strict, wrap));
        Assert.Equal(Restricted, await Judge.EventAsync(inbox, _bob.Event(1059, tags: [["p", _bob.Hex], ["e", _alice.Hex]])));
    }

    [Fact]
    public async Task Naming_an_owner_lets_in_some_kinds_only()
    {
        using var inbox = Policy(new AuthorsOptions { Allowed = [_alice.Hex], AllowTagging = true });
        using var open = Policy(new AuthorsOptions { Allowed = [_alice.Hex], AllowTagging = true, TaggingKinds = KindSet.Of(1, 9735) });

        foreach (var kind in new[] { 1059, 9735 })
            Assert.Equal("", await Judge.EventAsync(inbox, _bob.Event(kind, tags: ["p", _alice.Hex])));
        foreach (var kind in new[] { 1, 7, 1058, 1060, 1111, 9734, 9736 })
            Assert.Equal(Restricted, await Judge.EventAsync(inbox, _bob.Event(kind, tags: ["p", _alice.Hex])));
        Assert.Equal("", await Judge.EventAsync(open, _bob.Note(tags: ["p", _alice.Hex])));
        Assert.Equal(Restricted, await Judge.EventAsync(open, _bob.Event(1059, tags: ["p", _alice.Hex])));
    }

    [Fact]
    public async Task An_inbox_takes_nothing_from_the_denied_or_for_them()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _alice.Hex);
        using var policy = Policy(new AuthorsOptions { Allowed = [_alice.Hex], DeniedFiles = [file], AllowTagging = true });
        File.Delete(file);

        Assert.Equal(Blocked, await Judge.EventAsync(policy, _alice.Note()));
        Assert.Equal(Restricted, await Judge.EventAsync(policy, _bob.Event(1059, tags: ["p", _alice.Hex])));
    }

    [Fact]
    public void Entries_that_make_no_difference_are_a_mistake()
    {
        const string Section = "Relay:Policies:Authors";
        var npub = Nip19.EncodePublicKey(_alice.PublicKey.Span);

        Assert.Equal(
            [$"{Section}:Denied:0 is the same key as one in Allowed: one of the two must go"],
            ProblemsOf(($"{Section}:Allowed:0", _alice.Hex), ($"{Section}:Denied:0", npub)));
        Assert.Equal(
            [$"{Section}:Allowed:1 is listed before"],
            ProblemsOf(($"{Section}:Allowed:0", _alice.Hex), ($"{Section}:Allowed:1", npub)));
        Assert.Equal(
            [$"{Section}:AllowTagging never applies: without allowed keys everybody may publish"],
            ProblemsOf(($"{Section}:AllowTagging", "true")));
        Assert.Equal(
            [$"{Section}:TaggingKinds says nothing without AllowTagging"],
            ProblemsOf(($"{Section}:Allowed:0", _alice.Hex), ($"{Section}:TaggingKinds", "1")));
        Assert.Equal(
            [$"{Section}:TaggingKinds is empty, so that nothing is let in: leave AllowTagging out instead"],
            ProblemsOf(($"{Section}:Allowed:0", _alice.Hex), ($"{Section}:AllowTagging", "true"), ($"{Section}:TaggingKinds", "")));
        Assert.Equal(
            [$"{Section}:Allowed is empty, which allows nobody: leave it out to allow everybody"], ProblemsOf(($"{Section}:Allowed", "")));
        Assert.StartsWith($"{Section}:Denied:0 ", Assert.Single(ProblemsOf(($"{Section}:Denied:0", "x"))), StringComparison.Ordinal);
    }

    AuthorsPolicy Policy(AuthorsOptions options) => new(options, new FakeTime(), _log);
}
