namespace Relay.Nostr;

/// <summary>One tag condition: a tag with a single-letter name whose first value is in a set.</summary>
public sealed class TagFilter : IEquatable<TagFilter>
{
    /// <summary>A condition on the tag with this ASCII letter as its name. Lower and upper case are different tags.</summary>
    public TagFilter(char letter, FilterSet<TagValue> values)
    {
        if (!char.IsAsciiLetter(letter))
            throw new ArgumentOutOfRangeException(nameof(letter), "a tag condition is named by one ASCII letter");
        Letter = (byte)letter;
        Values = values;
    }

    /// <summary>The letter, ASCII.</summary>
    public byte Letter { get; }

    /// <summary>The values. Any of them matches.</summary>
    public FilterSet<TagValue> Values { get; }

    /// <summary>Whether any of the tags satisfies the condition.</summary>
    public bool Matches(TagsView tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Count > 1 && tag.Letter == Letter && Contains(tag.Value))
                return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TagFilter? other) => other is not null && Letter == other.Letter && Values.Equals(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TagFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => SecretHash.Of([Letter, (uint)Values.GetHashCode()]);

    /// <summary>Whether the value is in the set.</summary>
    public bool Contains(TextView value)
    {
        var values = Values.Span;
        int low = 0, high = values.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = TagValue.Compare(values[middle].View, value);
            if (order == 0)
                return true;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return false;
    }
}
