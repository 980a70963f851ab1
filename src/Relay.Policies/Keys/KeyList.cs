using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Public keys from the configuration, and from files that are followed. Thread-safe.</summary>
sealed class KeyList : IDisposable
{
    readonly HashSet<Bytes32> _keys = [];
    readonly FollowedFiles<HashSet<Bytes32>> _files;

    /// <summary>Reads everything. Throws an <see cref="OptionsException"/> that names the option and says what is wrong.</summary>
    public KeyList(string option, string[]? keys, string[]? files, TimeProvider time, ILogger logger)
    {
        foreach (var key in keys ?? [])
        {
            if (!Nip19.TryParsePublicKey(key, out var bytes, out var reason))
                throw new OptionsException([$"{option} {reason}"]);
            _keys.Add(new Bytes32(bytes));
        }
        _files = new($"{option}Files", files, static () => new KeyLines(), time, logger);
    }

    public void Dispose() => _files.Dispose();

    /// <summary>Reads the files that have changed at once.</summary>
    public void ReadAgain() => _files.ReadAgain();

    public bool Contains(in Bytes32 key)
    {
        if (_keys.Contains(key))
            return true;
        foreach (var file in _files.All)
        {
            if (file.Content.Contains(key))
                return true;
        }
        return false;
    }
}
