using Relay.Nostr;

namespace Relay.Storage.Lmdb;

/// <summary>What the store asks of filters beyond the protocol.</summary>
static class FilterTraits
{
    extension(Filter filter)
    {
        /// <summary>Whether time and kind decide, which stand in the posting.</summary>
        public bool IsDecidedByPosting => filter.Ids is null && filter.Authors is null && filter.Tags.Count == 0;
    }
}
