using System.Net;
using System.Net.Sockets;

namespace Relay.Server;

/// <summary>
/// The system refused to listen on an address, for example on a port below 1024. Not an IOException: after one of those the web server
/// would not try the next form of the address, such as IPv4 where the machine has no IPv6.
/// </summary>
sealed class ListenException(EndPoint endpoint, SocketException reason)
    : Exception($"The relay cannot listen on {endpoint}: {reason.Message}.", reason);
