using Relay.Nostr;

namespace Relay.Bench;

/// <summary>Picks events of a corpus that make useful queries.</summary>
sealed class QueryPicker(EventCorpus corpus, CorpusRandom random)
{
    /// <summary>An event of this kind, or of any kind, that has a tag of this name.</summary>
    public NostrEvent Tagged(ReadOnlySpan<byte> tag, ushort? kind)
    {
        var start = random.Next(corpus.Count);
        for (var i = 0; i < corpus.Count; i++)
        {
            var index = (int)(((long)start + i) % corpus.Count);
            var e = corpus[index];
            if (corpus.IsKept(index) && (kind is null || e.Kind == kind) && e.Tags.TryGetFirst(tag, out _))
                return new NostrEvent(e);
        }
        throw new InvalidDataException("the corpus is too small: give it more --events");
    }

    /// <summary>The id of an event that relays keep.</summary>
    public Bytes32 Id()
    {
        while (true)
        {
            var index = random.Next(corpus.Count);
            if (corpus.IsKept(index))
                return corpus[index].Id;
        }
    }

    /// <summary>The value of a tag of this name. Picked by event, so that values tagged often are asked for often.</summary>
    public string TagValue(ReadOnlySpan<byte> tag, ushort? kind)
    {
        Tagged(tag, kind).Tags.TryGetFirst(tag, out var value);
        return value.ToString();
    }
}
