using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A connection's proofs of keys (NIP-42): the challenge, and the checks of the events that answer it. A connection may
/// prove several keys; a failed proof takes none away. Proofs are checked by the connection's reader only.
/// </summary>
sealed class Authentication
{
    const int ChallengeBytes = 16;

    readonly RelayEngine _engine;
    readonly byte[] _challenge;
    int _isSent;

    internal Authentication(RelayEngine engine)
    {
        _engine = engine;
        _challenge = new byte[2 * ChallengeBytes];
        Span<byte> random = stackalloc byte[ChallengeBytes];
        RandomNumberGenerator.Fill(random);
        Hex.Encode(random, _challenge);
    }

    /// <summary>Sends what the client must sign, 32 hex digits, good for this connection only; once, whoever asks for it.</summary>
    internal void Challenge(IOutbox outbox)
    {
        if (Interlocked.Exchange(ref _isSent, 1) == 0)
            outbox.SendAuth(_challenge);
    }

    /// <summary>
    /// Judges the proof; if it is accepted, the client holds its author's key. The signature is looked at last, since it costs most.
    /// </summary>
    internal Verdict Check(ClientContext client, EventView e)
    {
        var options = _engine.Options.Authentication;
        if (e.Kind != Kind.ClientAuthentication)
            return Verdict.Invalid("an AUTH event has kind 22242");
        if (Math.Abs(e.CreatedAt - _engine.Now) > options.MaxClockDifferenceSeconds)
            return Verdict.Invalid("the AUTH event's created_at is too far from now");
        if (!e.Tags.TryGetFirst("challenge"u8, out var challenge) || !challenge.Is(_challenge))
            return Verdict.Invalid("the AUTH event does not answer this connection's challenge");
        if (!e.Tags.TryGetFirst("relay"u8, out var relay) || !_engine.Names.Contains(relay))
            return Verdict.Invalid("the AUTH event names another relay");
        if (client.HasKey(e.PublicKey))
            return Verdict.Accept;
        if (client.AuthenticatedKeys.Count >= options.MaxKeys)
            return Verdict.Restricted("too many keys on one connection");
        return _engine.Verifier.Verify(e.Signature, e.Id.Span, e.PublicKey.Span)
            ? Verdict.Accept
            : Verdict.Invalid("signature is invalid");
    }
}
