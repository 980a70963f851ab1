using System.ComponentModel.DataAnnotations;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Checks the keys that the configuration itself lists, beyond their form.</summary>
static class KeyListProblems
{
    /// <summary>
    /// Problems: keys that are listed twice, and denied keys that are also allowed. In files, a key that is in both is simply denied.
    /// </summary>
    public static IEnumerable<ValidationResult> Check(string[]? allowed, string[]? allowedFiles, string[]? denied)
    {
        // An empty list is more likely a leftover than the wish to refuse everybody.
        if (allowed is { Length: 0 } && allowedFiles is not { Length: > 0 })
            yield return new("is empty, which allows nobody: leave it out to allow everybody", ["Allowed"]);
        else if (allowedFiles is { Length: 0 } && allowed is not { Length: > 0 })
            yield return new("is empty, which allows nobody: leave it out to allow everybody", ["AllowedFiles"]);
        var keys = new HashSet<Bytes32>();
        for (var i = 0; i < allowed?.Length; i++)
        {
            if (Parse(allowed[i]) is { } key && !keys.Add(key))
                yield return new("is listed before", [$"Allowed:{i}"]);
        }
        var deniedKeys = new HashSet<Bytes32>();
        for (var i = 0; i < denied?.Length; i++)
        {
            if (Parse(denied[i]) is not { } key)
                continue;
            if (!deniedKeys.Add(key))
                yield return new("is listed before", [$"Denied:{i}"]);
            if (keys.Contains(key))
                yield return new("is the same key as one in Allowed: one of the two must go", [$"Denied:{i}"]);
        }
    }

    static Bytes32? Parse(string text) => Nip19.TryParsePublicKey(text, out var bytes, out _) ? new Bytes32(bytes) : null;
}
