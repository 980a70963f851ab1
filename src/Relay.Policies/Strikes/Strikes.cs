using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Counts the refused texts of authors and addresses, and bans those with too many. Policies report only events with valid signatures, so
/// nobody can strike another's key. Thread-safe.
/// </summary>
public sealed class Strikes
{
    readonly TimeProvider _time;
    readonly int _windowSeconds;
    readonly StrikeTable? _authors;
    readonly StrikeTable? _addresses;

    /// <summary>Creates the counts without any strike.</summary>
    public Strikes(StrikesOptions options, TimeProvider time)
    {
        _time = time;
        _windowSeconds = options.WindowSeconds;
        _authors = options.By == StrikesOwner.Address ? null : new(options, time);
        _addresses = options.By == StrikesOwner.Author ? null : new(options, time);
    }

    /// <summary>Notes that the text of this event was refused.</summary>
    internal void Add(ClientContext client, NostrEvent e)
    {
        // Any client may send what an author wrote elsewhere long ago. Only new events count against their author.
        if (Math.Abs(_time.GetUtcNow().ToUnixTimeSeconds() - e.CreatedAt) <= _windowSeconds)
            _authors?.Add(e.PublicKey, e.Id);
        if (AddressOf(client) is { } address)
            _addresses?.Add(address, e.Id);
    }

    /// <summary>Whether the event's author or the client's address may publish.</summary>
    internal Verdict Judge(ClientContext client, NostrEvent e)
    {
        if (_authors?.SecondsLeft(e.PublicKey) is > 0 and var author)
            return Verdict.Blocked($"too many texts of this author were refused; try again in {author} seconds");
        if (AddressOf(client) is { } key && _addresses?.SecondsLeft(key) is > 0 and var address)
            return Verdict.Blocked($"too many texts from this address were refused; try again in {address} seconds");
        return Verdict.Accept;
    }

    static Bytes32? AddressOf(ClientContext client) => client.IsLoopback ? null : client.AddressKey;
}
