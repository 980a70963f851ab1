using Microsoft.Extensions.Logging;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Public keys from the configuration and from files, which are read again when they change. Thread-safe.</summary>
sealed class KeyList : IDisposable
{
    // Looked at, rather than waited for: notifications get lost on network and container mounts. Two seconds are soon enough
    // for an operator and nothing for a disk.
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    readonly HashSet<Bytes32> _keys = [];
    readonly KeyFile[] _files;
    readonly ITimer? _timer;
    int _isRefreshing;

    /// <summary>Reads everything; an <see cref="OptionsException"/> tells what is wrong. The option is named in it.</summary>
    internal KeyList(string option, string[]? keys, string[]? files, TimeProvider time, ILogger logger)
    {
        foreach (var key in keys ?? [])
        {
            if (!Nip19.TryParsePublicKey(key, out var bytes, out var reason))
                throw new OptionsException([$"{option} {reason}"]);
            _keys.Add(new Bytes32(bytes));
        }
        _files = [.. (files ?? []).Select(file => new KeyFile($"{option}Files", file, logger))];
        if (_files.Length > 0)
            _timer = time.CreateTimer(static list => ((KeyList)list!).Refresh(), this, Interval, Interval);
    }

    public void Dispose() => _timer?.Dispose();

    internal bool Contains(in Bytes32 key)
    {
        if (_keys.Contains(key))
            return true;
        foreach (var file in _files)
        {
            if (file.Contains(key))
                return true;
        }
        return false;
    }

    /// <summary>Reads files again that have changed; a turn that comes while another runs is left out.</summary>
    void Refresh()
    {
        if (Interlocked.Exchange(ref _isRefreshing, 1) != 0)
            return;
        foreach (var file in _files)
            file.Refresh();
        Volatile.Write(ref _isRefreshing, 0);
    }
}
