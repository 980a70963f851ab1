using Relay.Nostr;

namespace Relay.Core;

sealed class RejectMessageLambda(Func<ClientContext, ClientMessageType, Verdict> handler) : IRejectMessageHook
{
    public Verdict RejectMessage(ClientContext client, ClientMessageType type) => handler(client, type);
}
