using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>
/// Events of one second whose ids begin with the same four bytes, which postings cannot order. They are gathered, if necessary over several
/// slices, and then sent in the order of their whole ids. Usually there are two; each further one costs an attacker some 2^32 hashes.
/// </summary>
sealed class TieGroup
{
    List<(Bytes32 Id, long Sequence)>? _members;
    Posting _first;
    int _next;

    /// <summary>Whether members are being gathered.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a group is being gathered that this posting does not belong to.</summary>
    public bool EndsBefore(Posting posting) => IsOpen && !posting.TiesWith(_first);

    /// <summary>Begins or continues to gather.</summary>
    public void Open(Posting posting)
    {
        _first = posting;
        IsOpen = true;
    }

    /// <summary>Adds a member.</summary>
    public void Add(in Bytes32 id, long sequence) => (_members ??= []).Add((id, sequence));

    /// <summary>Ends gathering and sorts the members.</summary>
    public void Close()
    {
        if (IsOpen)
            _members?.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        IsOpen = false;
    }

    /// <summary>The next member of a complete group.</summary>
    public bool TryPeek(out long sequence)
    {
        var any = !IsOpen && _members is not null;
        sequence = any ? _members![_next].Sequence : 0;
        return any;
    }

    /// <summary>Moves on to the next member.</summary>
    public void Pass()
    {
        if (++_next < _members!.Count)
            return;
        _members = null;
        _next = 0;
    }
}
