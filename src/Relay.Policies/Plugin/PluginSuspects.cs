using System.Net;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Ids over which a process has ended or hung. The first time any of those that it had may be the cause: they are suspects.
/// One that is lost again, asked alone, is the cause, and is not asked about any more; what else its address sends is asked as
/// suspects are. Used under its host's lock.
/// </summary>
sealed class PluginSuspects
{
    // Some 100 bytes each.
    public const int Capacity = 4096;

    readonly IdMemory _suspects = new(Capacity);

    // By itself: a process that ends makes many suspects, but one culprit, which so costs two processes to make and to forget.
    readonly IdMemory _culprits = new(Capacity);

    // Who has sent a culprit may send others, each with an id of its own.
    readonly IdMemory _addresses = new(Capacity);

    public bool IsSuspect(in Bytes32 id) => _suspects.Contains(id);

    /// <summary>Whether a process may have ended over this question, or has ended over another one of its address.</summary>
    public bool IsSuspect(PluginQuestion question) => IsSuspect(question.Id) || _addresses.Contains(question.AddressKey);

    public bool IsCulprit(in Bytes32 id) => _culprits.Contains(id);

    /// <summary>A process ended that had this question.</summary>
    public void Suspect(in Bytes32 id) => _suspects.Add(id);

    /// <summary>A process ended that had nothing but this question.</summary>
    public void Blame(PluginQuestion question)
    {
        _suspects.Remove(question.Id);
        _culprits.Add(question.Id);
        // Those on this machine, and those that a proxy does not name, may be all clients there are.
        if (question.Address is { } address && !IPAddress.IsLoopback(address))
            _addresses.Add(question.AddressKey);
    }

    /// <summary>A process has answered this question and lives.</summary>
    public void Clear(in Bytes32 id) => _suspects.Remove(id);

    /// <summary>Another program may do better.</summary>
    public void Clear()
    {
        _suspects.Clear();
        _culprits.Clear();
        _addresses.Clear();
    }
}
