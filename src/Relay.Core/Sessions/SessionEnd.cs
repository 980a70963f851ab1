namespace Relay.Core;

/// <summary>The end of one session, in two steps that others wait for.</summary>
sealed class SessionEnd
{
    /// <summary>The relay is done with the connection, and its place is free.</summary>
    internal TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hooks have been told, too.</summary>
    internal TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
