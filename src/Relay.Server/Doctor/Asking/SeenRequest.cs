using Relay.AspNetCore;

namespace Relay.Server;

/// <summary>How the relay saw a request of <c>relay doctor</c>.</summary>
/// <param name="Path">The way that it took to the relay.</param>
/// <param name="Client">The address that counts as the client's; null on a Unix socket.</param>
/// <param name="Peer">The address of the connection: the client's or a proxy's; null on a Unix socket.</param>
/// <param name="ByTls">Whether the connection to the relay itself was encrypted.</param>
/// <param name="ProxyHeader">The first header that only proxies send; null if there was none.</param>
/// <param name="Answer">The ticket's answer, which only the relay that gave the ticket knows.</param>
sealed record SeenRequest(ClientPath Path, string? Client, string? Peer, bool ByTls, string? ProxyHeader, string Answer);
