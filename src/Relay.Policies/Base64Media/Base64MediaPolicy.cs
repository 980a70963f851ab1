using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Refuses events whose content has a picture, a video or a sound as a <c>data:</c> URL in base64.</summary>
public sealed class Base64MediaPolicy(Strikes? strikes = null) : INonBlockingHook, IRejectEventHook
{
    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (!MediaUrls.AreIn(e.View.Content))
            return new(Verdict.Accept);
        strikes?.Add(client, e);
        return new(Verdict.Blocked("media in the text is not accepted here; link to it instead"));
    }
}
