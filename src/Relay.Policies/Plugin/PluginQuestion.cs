using System.Net;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>
/// One question to the plugin on its way to an answer. What it says is fixed when it is asked; where it stands is the
/// business of its host, under whose lock all but the answer is used.
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

    /// <summary>What the answer names: the event's id, or one made up for a filter.</summary>
    public Bytes32 Id { get; }

    public PluginSubject Subject { get; }

    /// <summary>The event; none for a filter.</summary>
    public NostrEvent? Event { get; }

    /// <summary>The filter; none for an event.</summary>
    public Filter? Filter { get; }

    public IPAddress? Address { get; }

    /// <summary>Whom the address stands for, and which connection asks: they have turns.</summary>
    public Bytes32 AddressKey { get; }

    public long ConnectionId { get; }

    public IReadOnlyList<Bytes32> Keys { get; }

    /// <summary>Seconds since 1970.</summary>
    public long ReceivedAt { get; }

    /// <summary>When it was asked, as a timestamp of the host's clock.</summary>
    public long AskedAt { get; set; }

    /// <summary>When waiting ends, as a timestamp of the host's clock.</summary>
    public long Deadline { get; set; }

    /// <summary>Its place among all whose time is not over.</summary>
    public LinkedListNode<PluginQuestion> Open { get; }

    /// <summary>Its place among those that no process was given yet, or among those that its process was or was not sent.</summary>
    public LinkedListNode<PluginQuestion> Waiting { get; }

    /// <summary>The process it was given to.</summary>
    public PluginRun? Run { get; set; }

    /// <summary>Whether its process may have read it.</summary>
    public bool IsSent { get; set; }

    /// <summary>When its process was given it, and as which of its questions.</summary>
    public long GivenAt { get; set; }

    public long Number { get; set; }

    /// <summary>Whether a process may have ended over it already: it is asked alone.</summary>
    public bool IsSuspect { get; set; }

    /// <summary>The next question of the same id that the same process was sent.</summary>
    public PluginQuestion? NextOfId { get; set; }

    /// <summary>The verdict, awaited.</summary>
    public Task<Verdict> Answer => _answer.Task;

    /// <summary>Whether somebody has answered, or nobody waits any more.</summary>
    public bool IsSettled => _answer.Task.IsCompleted;

    /// <summary>What became of it, once it is settled.</summary>
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
