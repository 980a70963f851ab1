using Relay.Nostr;

namespace Relay.Core;

/// <summary>The addresses under which clients know the relay: the public one and its aliases. Immutable.</summary>
sealed class RelayNames
{
    // The longest address that browsers and servers commonly accept.
    const int MaxLength = 2_048;

    readonly string[] _names;

    public RelayNames(RelayOptions options)
    {
        var urls = options.PublicUrl is null ? [] : new[] { options.PublicUrl }.Concat(options.PublicUrlAliases ?? []);
        // A host that is not valid under IDNA has no normal form and is left out.
        _names = [.. urls.Select(RelayUrl.TryNormalize).OfType<string>()];
    }

    /// <summary>Whether the relay has any known address that an event could name.</summary>
    public bool Any => _names.Length > 0;

    /// <summary>
    /// Whether the text is one of the addresses, in any spelling. Text longer than 2,048 bytes is not compared: it may be as long as a
    /// message.
    /// </summary>
    public bool Contains(TextView text) =>
        Any && text.EscapedLength <= MaxLength && RelayUrl.TryNormalize(text.ToString()) is { } name && _names.AsSpan().Contains(name);
}
