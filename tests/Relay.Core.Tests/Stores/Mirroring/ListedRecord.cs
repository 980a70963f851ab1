namespace Relay.Core.Tests;

/// <summary>Remembers what a mirror notes, unless it is to fail.</summary>
sealed class ListedRecord : IMirrorRecord
{
    readonly Lock _gate = new();
    bool[] _isBehind = [];

    public Exception? Failure { get; set; }

    public bool HasEnded { get; private set; }

    public IReadOnlyList<bool> IsBehind
    {
        get
        {
            lock (_gate)
                return _isBehind;
        }
    }

    public ValueTask WriteAsync(IReadOnlyList<bool> isBehind)
    {
        if (Failure is not null)
            throw Failure;
        lock (_gate)
            _isBehind = [.. isBehind];
        return default;
    }

    public ValueTask EndAsync()
    {
        HasEnded = true;
        return default;
    }
}
