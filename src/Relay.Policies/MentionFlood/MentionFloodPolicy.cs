using System.Globalization;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies;

/// <summary>Refuses events that mention too many people.</summary>
public sealed class MentionFloodPolicy(MentionFloodOptions options, Strikes? strikes = null) : INonBlockingHook, IRejectEventHook
{
    readonly int _most = options.MaxMentions ?? int.MaxValue;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel)
    {
        if (!options.Kinds.Contains(e.Kind) || !HasTooMany(e.View))
            return new(Verdict.Accept);
        strikes?.Add(client, e);
        return new(Verdict.Blocked(string.Create(CultureInfo.InvariantCulture, $"more than {_most} people are mentioned")));
    }

    bool HasTooMany(EventView e)
    {
        // The people are counted only if the event is long enough for too many mentions.
        var mentions = e.Content.Length / PersonReferences.MinLength;
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out _))
                mentions++;
        }
        return mentions > _most && CountPeople(e) > _most;
    }

    /// <summary>
    /// Counts the mentioned people, each once, even if tags or text name them several times. Stops at one more than the limit.
    /// </summary>
    int CountPeople(EventView e)
    {
        var people = new HashSet<Bytes32>();
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var key))
                people.Add(key);
        }
        var references = new PersonReferences(e.Content);
        while (people.Count <= _most && references.TryRead(out var key))
            people.Add(key);
        return people.Count;
    }
}
