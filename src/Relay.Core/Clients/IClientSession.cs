namespace Relay.Core;

/// <summary>What a client's session does for hooks that hold the client.</summary>
interface IClientSession
{
    /// <summary>Sends the challenge, once; false if clients cannot authenticate.</summary>
    bool RequestAuth();
}
