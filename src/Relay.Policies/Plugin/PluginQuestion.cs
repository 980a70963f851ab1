using System.Net;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// One question to the plugin on its way to an answer. Its content is fixed when it is asked. Its host manages its place; everything except
/// the answer is used under the host's lock.
/// </summary>
sealed class PluginQuestion
{
    readonly TaskCompletionSource<Verdict> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PluginQuestion(in Bytes32 id, PluginSubject subject, NostrEvent? e, Filter? filter, ClientContext client, long receivedAt)
    {
        Id = id;
        Subject = subject;
        Event = e;
        Filter = filter;
        Address = client.RemoteAddress;
        AddressKey = client.AddressKey ?? default;
        ConnectionId = client.Id;
        Keys = client.AuthenticatedKeys;
        ReceivedAt = receivedAt;
        Open = new(this);
        Waiting = new(this);
    }

    /// <summary>The id that the answer names: the event's id, or one made up for a filter.</summary>
    public Bytes32 Id { get; }

    public PluginSubject Subject { get; }

    /// <summary>The event; null for a filter.</summary>
    public NostrEvent? Event { get; }

    /// <summary>The filter; null for an event.</summary>
    public Filter? Filter { get; }

    public IPAddress? Address { get; }

    /// <summary>The key of the client's address. Addresses, and connections within one, take turns.</summary>
    public Bytes32 AddressKey { get; }

    public long ConnectionId { get; }

    public IReadOnlyList<Bytes32> Keys { get; }

    /// <summary>Seconds since 1970.</summary>
    public long ReceivedAt { get; }

    /// <summary>When it was asked, as a timestamp of the host's clock.</summary>
    public long AskedAt { get; set; }

    /// <summary>When its time is over, as a timestamp of the host's clock.</summary>
    public long Deadline { get; set; }

    /// <summary>Its place among all questions whose time is not over.</summary>
    public LinkedListNode<PluginQuestion> Open { get; }

    /// <summary>Its place among those that no process has yet, or among those that its process has, sent or unsent.</summary>
    public LinkedListNode<PluginQuestion> Waiting { get; }

    /// <summary>The process that it was given to; null if none has it.</summary>
    public PluginRun? Run { get; set; }

    /// <summary>Whether it was sent, so that its process may have read it.</summary>
    public bool IsSent { get; set; }

    /// <summary>When it was given to its process, as a timestamp of the host's clock.</summary>
    public long GivenAt { get; set; }

    public long Number { get; set; }

    /// <summary>Whether a process may have ended because of it. Then it is asked alone.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>The next question with the same id that was sent to the same process.</summary>
    public PluginQuestion? NextOfId { get; set; }

    /// <summary>Completes with the verdict.</summary>
    public Task<Verdict> Answer => _answer.Task;

    /// <summary>Whether it has a verdict. A question whose client no longer waits has one, too.</summary>
    public bool IsSettled => _answer.Task.IsCompleted;

    /// <summary>Its outcome, once it is settled.</summary>
    public PluginOutcome Outcome { get; private set; }

    public void Settle(PluginOutcome outcome, Verdict verdict)
    {
        Outcome = outcome;
        _answer.SetResult(verdict);
    }

    public void Withdraw(CancellationToken cancel)
    {
        Outcome = PluginOutcome.Withdrawn;
        _answer.SetCanceled(cancel);
    }
}
