using Relay.AspNetCore;
using Relay.Core;
using Relay.Nostr;
using Relay.Storage.Lmdb;

// Four relays of one person in one program, as haven has them. Each has its own address, settings, rules and store.
var builder = WebApplication.CreateBuilder(args);
var owner = new Owner(Nip19.ParsePublicKey(builder.Configuration["Owner"]));
builder.Services.AddSingleton(owner);

// What the owner publishes, for everybody to read.
builder.Services.AddRelay(builder.Configuration, "outbox")
    .UseLmdb()
    .RejectEvent((client, e) => e.PublicKey == owner.Key ? Verdict.Accept : Verdict.Blocked("only the owner publishes here"));

// What others write to the owner.
builder.Services.AddRelay(builder.Configuration, "inbox")
    .UseLmdb()
    .RejectEvent((client, e) => e.Recipients().Contains(owner.Key) ? Verdict.Accept : Verdict.Blocked("this is not for the owner"));

// Gift wraps for the owner, from people whom the owner follows.
builder.Services.AddRelay(builder.Configuration, "chat")
    .UseLmdb()
    .Add<FollowedOnly>();

// Drafts and the like: only the owner writes and reads. The settings require everybody to prove a key.
builder.Services.AddRelay(builder.Configuration, "private")
    .UseLmdb()
    .RejectEvent((client, e) => OwnerOnly(client))
    .RejectFilter((client, filter) => OwnerOnly(client))
    .RejectCountFilter((client, filter) => OwnerOnly(client));

var app = builder.Build();
app.MapRelay("/", "outbox");
app.MapRelay("/inbox", "inbox");
app.MapRelay("/chat", "chat");
app.MapRelay("/private", "private");
app.MapRelayHealth();
app.MapRelayMetrics();
app.Run();

Verdict OwnerOnly(ClientContext client) => client.HasKey(owner.Key) ? Verdict.Accept : Verdict.Restricted("only for the owner");

/// <summary>The person to whom the relays belong.</summary>
sealed record Owner(Bytes32 Key);

/// <summary>
/// Accepts gift wraps from the owner and from people whom the owner follows. A gift wrap is signed with a key made for it alone, so the
/// keys that the client has proved count. The owner's follow list is on another relay of this program, which is asked directly.
/// </summary>
sealed class FollowedOnly(Owner owner, [FromKeyedServices("outbox")] RelayEngine outbox) : IRejectEventHook
{
    public async ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (e.Kind != Kind.GiftWrap)
            return Verdict.Blocked("only gift wraps");
        if (client.HasKey(owner.Key))
            return Verdict.Accept;
        await foreach (var list in outbox.QueryAsync(new Filter { Kinds = [Kind.FollowList], Authors = [owner.Key] }, cancel))
        {
            if (list.Recipients().Any(key => client.HasKey(key)))
                return Verdict.Accept;
        }
        return Verdict.Restricted("the owner does not follow you");
    }
}
