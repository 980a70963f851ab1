using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>Properties of filters that the store needs.</summary>
static class FilterTraits
{
    /// <summary>The bytes of a record that take about as long to compare with a tag condition as one step.</summary>
    const int BytesAStep = 256;

    extension(Filter filter)
    {
        /// <summary>Whether time and kind decide alone, which are in the posting.</summary>
        public bool IsDecidedByPosting => filter.Ids is null && filter.Authors is null && filter.Tags.Count == 0;

        /// <summary>The cost of matching an event, in steps of a slice: each tag condition reads all tags of the event.</summary>
        public long StepsToMatch(EventView e) => filter.Tags.Count * (long)e.Record.Length / BytesAStep;
    }
}
