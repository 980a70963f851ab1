namespace Relay.Policies;

/// <summary>The pause before a program is started again. It doubles each time up to a limit, until a process has answered.</summary>
sealed class RestartDelay(TimeSpan first, TimeSpan longest)
{
    int _doublings;

    public TimeSpan Next()
    {
        var delay = first;
        for (var i = 0; i < _doublings && delay < longest; i++)
            delay *= 2;
        if (delay >= longest)
            return longest;
        _doublings++;
        return delay;
    }

    public void Reset() => _doublings = 0;
}
