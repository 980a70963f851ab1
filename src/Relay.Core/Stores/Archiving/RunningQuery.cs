namespace Relay.Core;

/// <summary>A query that runs, until it is disposed of.</summary>
sealed class RunningQuery(RunningQueries queries) : IDisposable
{
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile bool _isOvertaken;

    public Task Ended => _ended.Task;

    /// <summary>Whether something was moved that it may have missed in both places.</summary>
    public bool IsOvertaken
    {
        get => _isOvertaken;
        set => _isOvertaken = value;
    }

    public void Dispose()
    {
        queries.End(this);
        _ended.TrySetResult();
    }
}
