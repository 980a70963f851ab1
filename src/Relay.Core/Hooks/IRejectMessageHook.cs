using Relay.Nostr;

namespace Relay.Core;

/// <summary>
/// Asked about every message but CLOSE, known or not, before anything is done that costs much: signatures, stores, queries. The
/// moment for limits of rate, since what is refused later has been paid for. Requests to vanish from
/// this relay are not asked about (NIP-62).
/// </summary>
public interface IRejectMessageHook
{
    /// <summary>The first refusal wins and is the text of OK, CLOSED, NEG-ERR or NOTICE. The connection reads nothing meanwhile, so this must not wait.</summary>
    Verdict RejectMessage(ClientContext client, ClientMessageType type);
}
