using Relay.Nostr;

namespace FourRelays;

/// <summary>The person to whom the relays belong.</summary>
sealed class Owner
{
    public Owner(string? text)
    {
        if (!Nip19.TryParsePublicKey(text, out var key, out var reason))
            throw new InvalidOperationException($"Owner is \"{text}\", but must be your public key: it {reason}");
        Key = new Bytes32(key);
    }

    public Bytes32 Key { get; }
}
