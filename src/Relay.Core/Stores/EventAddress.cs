using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>What a newer version replaces: author and kind, and for addressable kinds the <c>d</c> value (else empty).</summary>
readonly record struct EventAddress(Bytes32 Author, ushort Kind, string Identifier)
{
    /// <summary>The address of a replaceable or addressable event; only the first <c>d</c> tag counts, a missing one is the empty one.</summary>
    internal static EventAddress Of(EventView e)
    {
        if (Nostr.Kind.ClassOf(e.Kind) != KindClass.Addressable)
            return new(e.PublicKey, e.Kind, "");
        e.Tags.TryGetFirst("d"u8, out var identifier);
        return new(e.PublicKey, e.Kind, identifier.ToString());
    }

    /// <summary>
    /// Reads <c>kind:pubkey:d</c>, where d may contain further colons. The last colon may be missing for replaceable
    /// kinds, which have no d. False for kinds that nothing replaces.
    /// </summary>
    internal static bool TryParse(string text, out EventAddress address)
    {
        address = default;
        var parts = text.Split(':', 3);
        if (parts.Length < 2
            || !ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kind)
            || !Bytes32.TryParse(parts[1], out var author))
            return false;
        var identifier = parts.Length == 3 ? parts[2] : "";
        address = new(author, kind, identifier);
        return Nostr.Kind.ClassOf(kind) switch
        {
            KindClass.Addressable => parts.Length == 3,
            KindClass.Replaceable => identifier.Length == 0,
            _ => false,
        };
    }
}
