using System.Runtime.CompilerServices;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Asked before a connection is upgraded.</summary>
public interface IRejectConnectionHook
{
    /// <summary>A refusal is answered with HTTP 429 and its text as the body.</summary>
    ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel);
}

/// <summary>
/// Asked about every message except CLOSE, known or unknown, before any expensive work: signatures, stores, queries. Rate limits belong
/// here, since a message refused later has already cost its work.
/// </summary>
public interface IRejectMessageHook
{
    /// <summary>
    /// The first refusal wins; its text is sent in OK, CLOSED, NEG-ERR or NOTICE. The connection reads nothing during the call, so it must
    /// not wait.
    /// </summary>
    Verdict RejectMessage(ClientContext client, ClientMessageType type);
}

/// <summary>Told of every connection.</summary>
public interface IConnectHook
{
    /// <summary>
    /// Runs after the upgrade, before the first message is read. The token is valid only during the call, as with every hook;
    /// <see cref="IDisconnectHook"/> tells of the connection's end.
    /// </summary>
    ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel);
}

/// <summary>Told of the end of every connection that was announced by <see cref="IConnectHook"/>.</summary>
public interface IDisconnectHook
{
    /// <summary>Runs exactly once per connection, after its place among the connections is free again.</summary>
    ValueTask OnDisconnectAsync(ClientContext client);
}

/// <summary>May change the information document (NIP-11) for one request.</summary>
public interface IOverwriteRelayInformationHook
{
    /// <summary>Returns the document to send.</summary>
    ValueTask<RelayInformation> OverwriteRelayInformationAsync(
        ClientContext client, RelayInformation information, CancellationToken cancel);
}

/// <summary>Lambdas for the hooks of connections, with a token or without.</summary>
public static class ConnectionHookExtensions
{
    /// <summary>Asks about every message except CLOSE, before any expensive work.</summary>
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

    /// <summary>Tells of every connection, and waits for the task.</summary>
    public static RelayBuilder OnConnect(this RelayBuilder relay, Func<ClientContext, Task> handler) =>
        relay.Add(new OnConnectLambda((client, _) => new(handler(client))));

    /// <summary>Tells of every connection.</summary>
    public static RelayBuilder OnConnect(this RelayBuilder relay, Action<ClientContext> handler) =>
        relay.Add(new OnConnectLambda((client, _) =>
        {
            handler(client);
            return default;
        }));

    /// <summary>Tells of the end of every connection.</summary>
    [OverloadResolutionPriority(1)]
    public static RelayBuilder OnDisconnect(this RelayBuilder relay, Func<ClientContext, ValueTask> handler) =>
        relay.Add(new OnDisconnectLambda(handler));

    /// <summary>Tells of the end of every connection, and waits for the task.</summary>
    public static RelayBuilder OnDisconnect(this RelayBuilder relay, Func<ClientContext, Task> handler) =>
        relay.Add(new OnDisconnectLambda(client => new(handler(client))));

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

    sealed class OnConnectLambda(Func<ClientContext, CancellationToken, ValueTask> handler) : IConnectHook
    {
        public ValueTask OnConnectAsync(ClientContext client, CancellationToken cancel) => handler(client, cancel);
    }

    sealed class OnDisconnectLambda(Func<ClientContext, ValueTask> handler) : IDisconnectHook
    {
        public ValueTask OnDisconnectAsync(ClientContext client) => handler(client);
    }

    sealed class OverwriteRelayInformationLambda(
        Func<ClientContext, RelayInformation, CancellationToken, ValueTask<RelayInformation>> handler) : IOverwriteRelayInformationHook
    {
        public ValueTask<RelayInformation> OverwriteRelayInformationAsync(
            ClientContext client, RelayInformation information, CancellationToken cancel) =>
            handler(client, information, cancel);
    }

    sealed class RejectConnectionLambda(Func<ClientContext, CancellationToken, ValueTask<Verdict>> handler) : IRejectConnectionHook
    {
        public ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel) => handler(client, cancel);
    }

    sealed class RejectMessageLambda(Func<ClientContext, ClientMessageType, Verdict> handler) : IRejectMessageHook
    {
        public Verdict RejectMessage(ClientContext client, ClientMessageType type) => handler(client, type);
    }
}
