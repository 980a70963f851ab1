using Relay.Nostr;

namespace Relay.Storage.Postings;

/// <summary>What the store asks of filters beyond the protocol.</summary>
static class FilterTraits
{
    /// <summary>Bytes of a record that take as long as a step to be compared with a condition on tags, roughly.</summary>
    const int BytesAStep = 256;

    extension(Filter filter)
    {
        /// <summary>Whether time and kind decide, which stand in the posting.</summary>
        public bool IsDecidedByPosting => filter.Ids is null && filter.Authors is null && filter.Tags.Count == 0;

        /// <summary>What it takes to match an event, in steps of a slice: each condition on tags reads all of its tags.</summary>
        public long StepsToMatch(EventView e) => filter.Tags.Count * (long)e.Record.Length / BytesAStep;
    }
}
