using Relay.Core;
using Relay.Nostr;
using Relay.Testing;

namespace Relay.FunctionalTests;

/// <summary>
/// Who sees which event on which surface: every combination of <see cref="Secret"/>, <see cref="Surface"/> and <see cref="Asker"/>. A new
/// kind of secret or a new way of reading is one more line there.
/// </summary>
public abstract class VisibilityMatrixTests(TestStore store)
{
    const string Own = "wss://relay.example.com";

    readonly Author _author = new();
    readonly Author _recipient = new();

    public static TheoryData<string, Asker> Combinations()
    {
        var data = new TheoryData<string, Asker>();
        foreach (var secret in Secret.All)
        {
            foreach (var asker in Enum.GetValues<Asker>())
                data.Add(secret.Name, asker);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Event_is_seen_by_those_who_may_see_it_on_every_surface_and_by_nobody_else(string name, Asker asker)
    {
        var secret = Secret.All.Single(secret => secret.Name == name);
        await using var relay = await TestRelay.StartAsync(new()
        {
            Store = store,
            Time = new FakeTime(),
            Options = new RelayOptions
            {
                PublicUrl = Own,
                Authentication = new AuthenticationOptions
                {
                    Challenge = AuthenticationChallenge.OnConnect,
                    AuthorOnlyKinds = KindSet.Parse("31234"),
                },
            },
        });
        await using var publisher = await relay.ConnectAsync();
        await using var client = await relay.ConnectAsync();
        foreach (var key in KeysOf(asker))
            Assert.True((await client.AuthenticateAsync(key, Own, FakeTime.Start)).Accepted);

        // A removed event was still visible when it was live.
        var surfaces = Surface.All.Where(surface => secret.Remove is null || !surface.IsLive);
        NostrEvent? removed = null;
        if (secret.Remove is not null)
        {
            removed = secret.Make(_author, _recipient);
            await publisher.PublishAllAsync(removed);
            await secret.Remove(relay, publisher, _author, removed);
        }
        foreach (var surface in surfaces)
        {
            if (secret.Before?.Invoke(_author, _recipient) is { } before)
                await publisher.PublishAllAsync(before);
            var e = removed ?? secret.Make(_author, _recipient);
            var seen = await surface.SeesAsync(client, e, () => removed is null ? publisher.PublishAllAsync(e) : Task.CompletedTask);
            var expected = secret.SeenBy.Contains(asker) && (surface.IsLive || secret.IsStored);
            Assert.True(seen == expected, $"{asker} should {(expected ? "" : "not ")}see the {secret} by {surface}");
        }
    }

    Author[] KeysOf(Asker asker) => asker switch
    {
        Asker.Nobody => [],
        Asker.Stranger => [new Author()],
        Asker.Recipient => [_recipient],
        Asker.Author => [_author],
        _ => [new Author(), _recipient],
    };
}
