using Relay.Core;
using Relay.Nostr;

namespace FourRelays;

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
        var followed = new FollowedKeys();
        await outbox.QueryAsync([new Filter { Kinds = [Kind.FollowList], Authors = [owner.Key] }], followed, cancel);
        return client.AuthenticatedKeys.Any(followed.Contains) ? Verdict.Accept : Verdict.Restricted("the owner does not follow you");
    }
}
