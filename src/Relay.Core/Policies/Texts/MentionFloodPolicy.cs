using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Refuses events that mention very many people.</summary>
public sealed class MentionFloodPolicy(MentionFloodOptions options) : INonBlockingHook, IRejectEventHook
{
    readonly int _most = options.MaxMentions ?? int.MaxValue;

    /// <inheritdoc/>
    public ValueTask<Verdict> RejectEventAsync(ClientContext client, NostrEvent e, CancellationToken cancel) =>
        new(options.Kinds.Contains(e.Kind) && HasTooMany(e.Tags)
            ? Verdict.Blocked(string.Create(CultureInfo.InvariantCulture, $"more than {_most} people are mentioned"))
            : Verdict.Accept);

    bool HasTooMany(TagsView tags)
    {
        var mentions = 0;
        foreach (var tag in tags)
        {
            if (tag.Letter == 'p' && tag.Value.IsHex)
                mentions++;
        }
        return mentions > _most && CountPeople(tags, mentions) > _most;
    }

    /// <summary>Each once: a person may stand in several tags.</summary>
    static int CountPeople(TagsView tags, int mentions)
    {
        var people = new HashSet<Bytes32>(mentions);
        foreach (var tag in tags)
        {
            if (tag.Letter == 'p' && tag.Value.IsHex)
                people.Add(new Bytes32(tag.Value.Bytes));
        }
        return people.Count;
    }
}
