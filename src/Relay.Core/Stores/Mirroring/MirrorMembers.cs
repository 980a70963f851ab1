using Microsoft.Extensions.Logging;

namespace Relay.Core;

/// <summary>
/// Knows which stores of a <see cref="MirrorStore"/> are in step. One always is: what it has is what the others are to have. That a store
/// is behind is on the disk before any answer that depends on it. Thread-safe.
/// </summary>
sealed class MirrorMembers(IReadOnlyList<MirroredStore> stores, IMirrorRecord record, TimeProvider time, ILogger logger)
{
    readonly Lock _gate = new();
    readonly SemaphoreSlim _recording = new(1, 1);
    readonly Backoff _failures = new(time);

    // False from the moment when the note on the disk may say too much about a store.
    volatile bool _isRecorded;

    /// <summary>Whether the disk says of all stores that are behind that they are.</summary>
    public bool IsRecorded => _isRecorded;

    public IReadOnlyList<MirrorMember> All { get; } = [.. stores.Select(static (store, place) => new MirrorMember(store, place))];

    /// <summary>The store that is read: the first that is in step and works.</summary>
    public MirrorMember Reading => Readable()[0];

    /// <summary>The stores that may be read, that to ask first first. If none of them works, one is there nevertheless.</summary>
    public IReadOnlyList<MirrorMember> Readable()
    {
        var inStep = All.Where(static member => member.IsInStep).ToList();
        var working = inStep.FindAll(static member => !member.IsBroken);
        return working.Count > 0 ? working : inStep[..1];
    }

    /// <summary>The stores that get a change, and whether each of them is in step.</summary>
    public (MirrorMember Member, bool IsInStep)[] Writable()
    {
        lock (_gate)
            return [.. All.Where(static member => member.State != MirrorState.Behind).Select(static m => (m, m.IsInStep))];
    }

    /// <summary>From now on the store gets what is new.</summary>
    public void BeginJoining(MirrorMember member)
    {
        lock (_gate)
            (member.State, member.HasMissed) = (MirrorState.Joining, false);
    }

    /// <summary>
    /// Notes that a store has missed something. Has no effect on the last one that is in step. <see cref="RecordAsync"/> brings it to the
    /// disk.
    /// </summary>
    public void Miss(MirrorMember member, string why, Exception? failure = null)
    {
        bool wasInStep;
        lock (_gate)
        {
            wasInStep = member.IsInStep;
            if (wasInStep && All.Count(static other => other.IsInStep) == 1)
                return;
            if (wasInStep)
                _isRecorded = false;
            (member.State, member.HasMissed) = (MirrorState.Behind, true);
        }
        if (wasInStep)
            MirrorMessages.Behind(logger, member.Name, why, failure is StoreBrokenException ? null : failure);
    }

    /// <summary>Whether the disk says of all stores that are behind that they are. Writes it there if it does not.</summary>
    public async ValueTask<bool> RecordAsync()
    {
        if (_isRecorded)
            return true;
        await _recording.WaitAsync();
        try
        {
            return _isRecorded || !_failures.IsWaiting && await WriteAsync(joining: null);
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <summary>
    /// The end of a repair from <paramref name="source"/>: the store is in step, first on the disk. False if something was missed
    /// meanwhile.
    /// </summary>
    public async ValueTask<bool> JoinAsync(MirrorMember member, MirrorMember source)
    {
        await _recording.WaitAsync();
        try
        {
            lock (_gate)
            {
                if (member.HasMissed || !source.IsInStep)
                    return false;
                _isRecorded = false;
            }
            if (!await WriteAsync(member))
                return false;
            lock (_gate)
            {
                if (!member.HasMissed && source.IsInStep)
                    member.State = MirrorState.InStep;
                _isRecorded &= member.IsInStep;
            }
            return member.IsInStep;
        }
        finally
        {
            _recording.Release();
        }
    }

    /// <summary>Notes on the disk that nothing is being written any more, if it has all that came before.</summary>
    public async ValueTask EndAsync()
    {
        if (!await RecordAsync())
            return;
        try
        {
            await record.EndAsync();
        }
        catch (Exception exception)
        {
            // The stores are compared at the next start.
            MirrorMessages.EndNotRecorded(logger, exception);
        }
    }

    async ValueTask<bool> WriteAsync(MirrorMember? joining)
    {
        bool[] isBehind;
        lock (_gate)
            isBehind = [.. All.Select(member => !member.IsInStep && member != joining)];
        try
        {
            await record.WriteAsync(isBehind);
        }
        catch (Exception exception)
        {
            if (!_failures.IsDue)
                MirrorMessages.NotRecorded(logger, exception);
            _failures.Failed();
            return false;
        }
        _failures.Succeeded();
        lock (_gate)
        {
            // A store that has missed something while this was written is not in it.
            _isRecorded = All.All(member => member.IsInStep || member == joining || isBehind[member.Place]);
        }
        return true;
    }
}
