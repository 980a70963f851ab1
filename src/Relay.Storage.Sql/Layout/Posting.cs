namespace Relay.Storage.Sql;

/// <summary>A row of <c>postings</c> without its term: an event in a list.</summary>
/// <param name="Place">Its place.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="About">What the row says about it.</param>
readonly record struct Posting(ListPlace Place, long Sequence, PostingAbout About) : IComparable<Posting>
{
    /// <inheritdoc/>
    public int CompareTo(Posting other)
    {
        var order = Place.CompareTo(other.Place);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }
}
