using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Parses public keys, one per line, in the forms that the settings take: 64 hex digits, npub or nprofile. Text after <c>#</c> is a
/// comment.
/// </summary>
sealed class KeyLines : ILineParser<HashSet<Bytes32>>
{
    readonly HashSet<Bytes32> _keys = [];

    public int Count => _keys.Count;

    public string? Add(ReadOnlySpan<char> line)
    {
        var comment = line.IndexOf('#');
        var key = (comment < 0 ? line : line[..comment]).Trim();
        if (key.IsEmpty)
            return null;
        if (!Nip19.TryParsePublicKey(key, out var bytes, out var reason))
            return reason;
        _keys.Add(new Bytes32(bytes));
        return null;
    }

    public HashSet<Bytes32> Complete() => _keys;
}
