using Relay.Nostr;

namespace Relay.Core;

/// <summary>The collected tags of the event that a thread looks at, for work that never waits.</summary>
static class ThreadTags
{
    [ThreadStatic]
    static EventTags? _tags;

    /// <summary>Collects the tags of an event; good until the thread looks at another.</summary>
    internal static EventTags Of(EventView e, TermHasher hasher)
    {
        var tags = _tags ??= new EventTags();
        tags.Collect(e, hasher);
        return tags;
    }
}
