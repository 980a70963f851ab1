using System.Text;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Refuses events whose content holds a picture or a video as a <c>data:</c> URL in base64.</summary>
public sealed class Base64MediaPolicy : INonBlockingHook, IRejectEventHook
{
    // Types and their parameters are some dozens of characters; text that goes on without a comma is no such URL.
    const int MaxTypeLength = 256;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(HasMedia(e.View.Content) ? Verdict.Blocked("media in the text is not accepted here; link to it instead") : Verdict.Accept);

    // Nothing of a URL is ever escaped, so the escaped text is as good as the text.
    static bool HasMedia(ReadOnlySpan<byte> content)
    {
        while (content.IndexOf((byte)':') is >= 0 and var colon)
        {
            var scheme = content[..colon];
            content = content[(colon + 1)..];
            if (scheme.Length >= 4 && Ascii.EqualsIgnoreCase(scheme[^4..], "data"u8) && IsMedia(content))
                return true;
        }
        return false;
    }

    static bool IsMedia(ReadOnlySpan<byte> url)
    {
        if (url.Length < 6 || !Ascii.EqualsIgnoreCase(url[..6], "image/"u8) && !Ascii.EqualsIgnoreCase(url[..6], "video/"u8))
            return false;
        var comma = url[..Math.Min(url.Length, MaxTypeLength)].IndexOf((byte)',');
        return comma > 0 && url[..comma] is var type && type.Length > 7 && Ascii.EqualsIgnoreCase(type[^7..], ";base64"u8);
    }
}
