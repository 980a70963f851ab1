using Relay.Nostr;

namespace Relay.Core;

/// <summary>Which events prove a key (NIP-42). Thread-safe.</summary>
sealed class ProofRules(AuthenticationOptions options, RelayNames names, SchnorrVerifier verifier, TimeProvider time)
{
    /// <summary>
    /// Judges the answer to a challenge. Accepting it proves the key of its author. The signature is checked last, since that costs most.
    /// </summary>
    public Verdict Check(ClientContext client, EventView e, ReadOnlySpan<byte> challenge)
    {
        if (e.Kind != Kind.ClientAuthentication)
            return Verdict.Invalid("an AUTH event has kind 22242");
        if (Math.Abs(e.CreatedAt - time.GetUtcNow().ToUnixTimeSeconds()) > options.MaxClockDifferenceSeconds)
            return Verdict.Invalid("the AUTH event's created_at is too far from now");
        if (!e.Tags.TryGetFirst("challenge"u8, out var answered) || !answered.Is(challenge))
            return Verdict.Invalid("the AUTH event does not answer this connection's challenge");
        if (!e.Tags.TryGetFirst("relay"u8, out var relay) || !names.Contains(relay))
            return Verdict.Invalid("the AUTH event names another relay");
        if (client.HasKey(e.PublicKey))
            return Verdict.Accept;
        if (client.AuthenticatedKeys.Count >= options.MaxKeys)
            return Verdict.Restricted("too many keys on one connection");
        return verifier.Verify(e.Signature, e.Id.Span, e.PublicKey.Span)
            ? Verdict.Accept
            : Verdict.Invalid("signature is invalid");
    }
}
