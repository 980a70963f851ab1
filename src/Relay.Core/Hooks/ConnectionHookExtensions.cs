using Relay.Nostr;

namespace Relay.Core;

/// <summary>Lambdas for the hooks of connections, with a token or without.</summary>
public static class ConnectionHookExtensions
{
    /// <summary>Asks about every EVENT, REQ, COUNT and AUTH before it costs much.</summary>
    public static RelayBuilder RejectMessage(this RelayBuilder relay, Func<ClientContext, ClientMessageType, Verdict> handler) =>
        relay.Add(new RejectMessageLambda(handler));

    /// <summary>Asks before a connection is upgraded.</summary>
    public static RelayBuilder RejectConnection(
        this RelayBuilder relay, Func<ClientContext, CancellationToken, ValueTask<Verdict>> handler) =>
        relay.Add(new RejectConnectionLambda(handler));

    /// <summary>Asks before a connection is upgraded.</summary>
    public static RelayBuilder RejectConnection(this RelayBuilder relay, Func<ClientContext, Verdict> handler) =>
        relay.Add(new RejectConnectionLambda((client, _) => new(handler(client))));

    /// <summary>Tells of every connection.</summary>
    public static RelayBuilder OnConnect(this RelayBuilder relay, Func<ClientContext, CancellationToken, ValueTask> handler) =>
        relay.Add(new OnConnectLambda(handler));

    /// <summary>Tells of every connection.</summary>
    public static RelayBuilder OnConnect(this RelayBuilder relay, Action<ClientContext> handler) =>
        relay.Add(new OnConnectLambda((client, _) =>
        {
            handler(client);
            return default;
        }));

    /// <summary>Tells of the end of every connection.</summary>
    public static RelayBuilder OnDisconnect(this RelayBuilder relay, Func<ClientContext, ValueTask> handler) =>
        relay.Add(new OnDisconnectLambda(handler));

    /// <summary>Tells of the end of every connection.</summary>
    public static RelayBuilder OnDisconnect(this RelayBuilder relay, Action<ClientContext> handler) =>
        relay.Add(new OnDisconnectLambda(client =>
        {
            handler(client);
            return default;
        }));

    /// <summary>Changes the information document (NIP-11).</summary>
    public static RelayBuilder OverwriteRelayInformation(
        this RelayBuilder relay, Func<ClientContext, RelayInformation, CancellationToken, ValueTask<RelayInformation>> handler) =>
        relay.Add(new OverwriteRelayInformationLambda(handler));

    /// <summary>Changes the information document (NIP-11).</summary>
    public static RelayBuilder OverwriteRelayInformation(
        this RelayBuilder relay, Func<ClientContext, RelayInformation, RelayInformation> handler) =>
        relay.Add(new OverwriteRelayInformationLambda((client, information, _) => new(handler(client, information))));
}
