namespace Relay.Core;

/// <summary>Asked before a connection is upgraded.</summary>
public interface IRejectConnectionHook
{
    /// <summary>A refusal is answered with HTTP 429 and its text.</summary>
    ValueTask<Verdict> RejectConnectionAsync(ClientContext client, CancellationToken cancel);
}
