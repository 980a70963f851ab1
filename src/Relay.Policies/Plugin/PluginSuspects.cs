using System.Net;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// Ids of questions at which a process has ended or hung. The first time, each question that it had may be the cause: all are suspects. A
/// suspect at which a process ends again, when it was asked alone, is the culprit and is not asked any more. From then on all questions of
/// its address are treated as suspects. Used under its host's lock.
/// </summary>
sealed class PluginSuspects
{
    // The most ids of each kind; one takes some 100 bytes.
    public const int Capacity = 4096;

    readonly IdMemory _suspects = new(Capacity);

    // A memory of its own: a process that ends makes many suspects but only one culprit. Making a culprit takes two processes, so it takes
    // thousands of them to push one out of this memory.
    readonly IdMemory _culprits = new(Capacity);

    // An address that has sent a culprit may send others, each with an id of its own.
    readonly IdMemory _addresses = new(Capacity);

    public bool IsSuspect(in Bytes32 id) => _suspects.Contains(id);

    /// <summary>Whether a process may have ended because of this question, or has ended because of another one from its address.</summary>
    public bool IsSuspect(PluginQuestion question) => IsSuspect(question.Id) || _addresses.Contains(question.AddressKey);

    public bool IsCulprit(in Bytes32 id) => _culprits.Contains(id);

    /// <summary>Notes that a process ended that had this question.</summary>
    public void Suspect(in Bytes32 id) => _suspects.Add(id);

    /// <summary>Notes that a process ended that had only this question.</summary>
    public void Blame(PluginQuestion question)
    {
        _suspects.Remove(question.Id);
        _culprits.Add(question.Id);
        // Addresses on this machine, and clients that a proxy does not name, may stand for all clients.
        if (question.Address is { } address && !IPAddress.IsLoopback(address))
            _addresses.Add(question.AddressKey);
    }

    /// <summary>Notes that a process has answered this question and still runs.</summary>
    public void Clear(in Bytes32 id) => _suspects.Remove(id);

    /// <summary>Forgets everything, since a changed program may do better.</summary>
    public void Clear()
    {
        _suspects.Clear();
        _culprits.Clear();
        _addresses.Clear();
    }
}
