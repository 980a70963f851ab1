namespace Relay.Core;

/// <summary>The addresses under which clients know the relay: the public one and its aliases. Immutable.</summary>
sealed class RelayNames
{
    readonly string[] _names;

    internal RelayNames(RelayOptions options)
    {
        var urls = options.PublicUrl is null ? [] : new[] { options.PublicUrl }.Concat(options.PublicUrlAliases ?? []);
        // A host that IDNA refuses has no other spelling to be known by.
        _names = [.. urls.Select(RelayUrl.TryNormalize).OfType<string>()];
    }

    /// <summary>Whether the relay is known under any address at all, so that an event can name it.</summary>
    internal bool Any => _names.Length > 0;

    /// <summary>Whether the text is one of the addresses, in any spelling.</summary>
    internal bool Contains(string url) => RelayUrl.TryNormalize(url) is { } name && _names.AsSpan().Contains(name);
}
