using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>The keys that an event names in its <c>p</c> tags.</summary>
static class Recipients
{
    public static bool Include(EventView e, in Bytes32 key)
    {
        foreach (var tag in e.Tags)
        {
            if (tag.TryReadRecipient(out var recipient) && recipient == key)
                return true;
        }
        return false;
    }
}
