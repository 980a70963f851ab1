using Relay.Nostr;

namespace Relay.Core;

/// <summary>The collected tags of the event that a thread is looking at, for work that never waits.</summary>
static class ThreadTags
{
    [ThreadStatic]
    static EventTags? _tags;

    /// <summary>Tags of no particular event, for filters without tag conditions.</summary>
    public static EventTags Unread => _tags ??= new EventTags();

    /// <summary>Collects the tags of an event. The result is valid until the thread calls this again.</summary>
    public static EventTags Of(EventView e, TermHasher hasher)
    {
        var tags = Unread;
        tags.Collect(e, hasher);
        return tags;
    }
}
