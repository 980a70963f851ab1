namespace Relay.Core;

/// <summary>The end of one session, in two steps that others wait for.</summary>
sealed class SessionEnd
{
    /// <summary>The relay is done with the connection, and its place is free.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hooks have been told, too.</summary>
    public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
