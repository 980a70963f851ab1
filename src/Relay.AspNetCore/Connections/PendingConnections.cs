using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core;
using Relay.Nostr;

namespace Relay.AspNetCore;

/// <summary>
/// Limits the connections that speak HTTP and are not WebSockets, or not yet, in all and per address. Without it a client could keep others
/// out by connecting and saying nothing. Thread-safe.
/// </summary>
sealed class PendingConnections(
    ClientAddress addresses, RelayOptions options, TransportMetrics metrics, TimeProvider time, ILogger<PendingConnections> logger)
{
    static readonly TimeSpan LogPause = TimeSpan.FromMinutes(1);

    readonly AddressPrefixes _prefixes = AddressPrefixes.Of(options.Network);
    readonly Dictionary<Bytes32, int> _perAddress = [];
    readonly Lock _lock = new();
    long _toldAt;
    bool _wasTold;
    int _count;

    /// <summary>The most pending connections.</summary>
    public int Max { get; set; } = options.Network.MaxPendingConnections;

    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// Takes a place for a connection; null if there is none left. The caller gives the place back with <see cref="Place.Leave"/>.
    /// </summary>
    public Place? TryEnter(EndPoint? endPoint)
    {
        var peer = AddressText.Normalize((endPoint as IPEndPoint)?.Address);
        var key = IsCounted(peer) ? _prefixes.KeyOf(peer!) : (Bytes32?)null;
        if (TryTake(key))
            return new Place(this, key);
        metrics.Dropped();
        if (MayTell())
            TransportMessages.TooManyPending(logger, peer, Count);
        return null;
    }

    /// <summary>
    /// Whether the address has a limit of its own. Proxies and this machine have none, as with connections: a proxy stands for many
    /// clients.
    /// </summary>
    bool IsCounted(IPAddress? peer) => peer is not null && !IPAddress.IsLoopback(peer) && !addresses.IsTrusted(peer);

    bool TryTake(Bytes32? key)
    {
        lock (_lock)
        {
            if (_count >= Max)
                return false;
            if (key is { } counted)
            {
                var open = _perAddress.GetValueOrDefault(counted);
                if (open >= options.Network.MaxConnectionsPerAddress)
                    return false;
                _perAddress[counted] = open + 1;
            }
            _count++;
            return true;
        }
    }

    void Leave(Bytes32? key)
    {
        lock (_lock)
        {
            _count--;
            if (key is { } counted && --_perAddress[counted] == 0)
                _perAddress.Remove(counted);
        }
    }

    bool MayTell()
    {
        lock (_lock)
        {
            if (_wasTold && time.GetElapsedTime(_toldAt) < LogPause)
                return false;
            _wasTold = true;
            _toldAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The place of one connection.</summary>
    public sealed class Place(PendingConnections pending, Bytes32? key)
    {
        int _hasLeft;

        /// <summary>Gives the place back. Further calls do nothing.</summary>
        public void Leave()
        {
            if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
                pending.Leave(key);
        }
    }
}
