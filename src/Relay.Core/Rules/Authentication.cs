using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A connection's proofs of keys (NIP-42) and the challenge that they answer. A connection may prove several keys. A failed proof removes
/// none of them. Only the connection's reader checks proofs.
/// </summary>
sealed class Authentication
{
    const int ChallengeBytes = 16;

    readonly ProofRules _rules;
    readonly byte[] _challenge;
    int _isSent;

    public Authentication(ProofRules rules)
    {
        _rules = rules;
        _challenge = new byte[2 * ChallengeBytes];
        Span<byte> random = stackalloc byte[ChallengeBytes];
        RandomNumberGenerator.Fill(random);
        Hex.Encode(random, _challenge);
    }

    /// <summary>
    /// Sends the challenge that the client must sign: 32 hex digits, valid for this connection only. Only the first call sends it.
    /// </summary>
    public void Challenge(IOutbox outbox)
    {
        if (Interlocked.Exchange(ref _isSent, 1) == 0)
            outbox.SendAuth(_challenge);
    }

    /// <summary>Sends the challenge if the refusal that follows says that a key is needed.</summary>
    public void ChallengeBefore(string? refusal, IOutbox outbox)
    {
        if (refusal?.StartsWith("auth-required:", StringComparison.Ordinal) == true)
            Challenge(outbox);
    }

    /// <summary>Judges an answer to the challenge. Accepting it proves the key of its author.</summary>
    public Verdict Check(ClientContext client, EventView e) => _rules.Check(client, e, _challenge);
}
