namespace Relay.Policies;

/// <summary>A condition that makes a filter match fewer events.</summary>
public enum FilterCondition
{
    /// <summary><c>ids</c>.</summary>
    Ids,

    /// <summary><c>authors</c>.</summary>
    Authors,

    /// <summary><c>kinds</c>.</summary>
    Kinds,

    /// <summary>Any condition on a tag.</summary>
    Tags,
}
