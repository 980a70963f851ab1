using System.Security.Cryptography;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// A connection's proofs of keys (NIP-42) and the challenge that they answer. A connection may prove several keys; a failed proof takes
/// none away. Proofs are checked by the connection's reader only.
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
    /// Sends what the client must sign, 32 hex digits, good for this connection only. Only the first call sends anything.
    /// </summary>
    public void Challenge(IOutbox outbox)
    {
        if (Interlocked.Exchange(ref _isSent, 1) == 0)
            outbox.SendAuth(_challenge);
    }

    /// <summary>Sends the challenge before a refusal that says that a key is needed.</summary>
    public void ChallengeBefore(string? refusal, IOutbox outbox)
    {
        if (refusal?.StartsWith("auth-required:", StringComparison.Ordinal) == true)
            Challenge(outbox);
    }

    /// <summary>Judges an answer to the challenge; if it is accepted, the client holds its author's key.</summary>
    public Verdict Check(ClientContext client, EventView e) => _rules.Check(client, e, _challenge);
}
