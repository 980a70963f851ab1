using Relay.Nostr;

namespace Relay.Core;

/// <summary>The collected tags of the event that a thread looks at, for work that never waits.</summary>
static class ThreadTags
{
    [ThreadStatic]
    static EventTags? _tags;

    /// <summary>Those of no event in particular, for who has no condition about tags.</summary>
    public static EventTags Unread => _tags ??= new EventTags();

    /// <summary>Collects the tags of an event; good until the thread looks at another.</summary>
    public static EventTags Of(EventView e, TermHasher hasher)
    {
        var tags = Unread;
        tags.Collect(e, hasher);
        return tags;
    }
}
