using Relay.Nostr;

namespace Relay.Core;

/// <summary>Refuses events whose content holds a picture, a video or a sound as a <c>data:</c> URL in base64.</summary>
public sealed class Base64MediaPolicy : INonBlockingHook, IRejectEventHook
{
    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(MediaUrls.AreIn(e.View.Content)
            ? Verdict.Blocked("media in the text is not accepted here; link to it instead")
            : Verdict.Accept);
}
