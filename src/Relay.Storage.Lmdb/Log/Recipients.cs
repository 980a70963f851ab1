using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>The keys that an event names in its <c>p</c> tags.</summary>
static class Recipients
{
    public static bool Include(EventView e, in Bytes32 key)
    {
        foreach (var tag in e.Tags)
        {
            if (TryRead(tag, out var recipient) && recipient == key)
                return true;
        }
        return false;
    }

    public static bool TryRead(TagView tag, out Bytes32 recipient)
    {
        recipient = default;
        if (tag.Count < 2 || tag.Letter != 'p' || !tag.Value.IsHex)
            return false;
        recipient = new Bytes32(tag.Value.Bytes);
        return true;
    }
}
