namespace Relay.Core;

/// <summary>The end of one session, in two steps that others can await.</summary>
sealed class SessionEnd
{
    /// <summary>Completes when the relay is done with the connection and its place is free.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when hooks have been told, too.</summary>
    public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
