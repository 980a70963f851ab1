using Relay.Nostr;

namespace Relay.Core;

/// <summary>Whether a request to vanish (NIP-62) is meant for this relay: it names the relay's address, or all relays.</summary>
sealed class VanishRule(string? publicUrl)
{
    readonly string? _ownUrl = publicUrl is null ? null : RelayUrl.TryNormalize(publicUrl);

    internal Verdict Check(TagsView tags)
    {
        var namesAny = false;
        foreach (var tag in tags)
        {
            if (!tag.Name.Is("relay"u8))
                continue;
            namesAny = true;
            if (tag.Value.Is("ALL_RELAYS"u8) || _ownUrl is not null && RelayUrl.TryNormalize(tag.Value.ToString()) == _ownUrl)
                return Verdict.Accept;
        }
        return Verdict.Invalid(namesAny ? "the request to vanish names other relays" : "a request to vanish names a relay");
    }
}
