using System.Text;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// The text of a file of public keys: one a line, as npub or 64 hex digits; what follows a <c>#</c> is a comment.
/// </summary>
sealed class KeyFileContent
{
    /// <summary>The keys of the lines that are right.</summary>
    public HashSet<Bytes32> Keys { get; } = [];

    /// <summary>Lines that are neither key nor comment, and why. What stands there is not repeated: it may be a secret.</summary>
    public List<(int Line, string Reason)> Problems { get; } = [];

    public static KeyFileContent Read(Stream stream)
    {
        var content = new KeyFileContent();
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        for (var line = 1; reader.ReadLine() is { } text; line++)
            content.Add(line, text);
        return content;
    }

    void Add(int line, ReadOnlySpan<char> text)
    {
        var comment = text.IndexOf('#');
        var key = (comment < 0 ? text : text[..comment]).Trim();
        if (key.IsEmpty)
            return;
        if (Nip19.TryParsePublicKey(key, out var bytes, out var reason))
            Keys.Add(new Bytes32(bytes));
        else
            Problems.Add((line, reason));
    }
}
