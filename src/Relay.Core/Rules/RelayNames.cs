using Relay.Nostr;

namespace Relay.Core;

/// <summary>The addresses under which clients know the relay: the public one and its aliases. Immutable.</summary>
sealed class RelayNames
{
    // What browsers and servers take for the longest address.
    const int MaxLength = 2_048;

    readonly string[] _names;

    public RelayNames(RelayOptions options)
    {
        var urls = options.PublicUrl is null ? [] : new[] { options.PublicUrl }.Concat(options.PublicUrlAliases ?? []);
        // A host that IDNA refuses has no other spelling to be known by.
        _names = [.. urls.Select(RelayUrl.TryNormalize).OfType<string>()];
    }

    /// <summary>Whether the relay is known under any address at all, so that an event can name it.</summary>
    public bool Any => _names.Length > 0;

    /// <summary>
    /// Whether the text is one of the addresses, in any spelling. What is longer than any address is none, and not looked at: it may be
    /// as long as a message.
    /// </summary>
    public bool Contains(TextView text) =>
        Any && text.EscapedLength <= MaxLength && RelayUrl.TryNormalize(text.ToString()) is { } name && _names.AsSpan().Contains(name);
}
