namespace Relay.Policies;

/// <summary>A condition of a filter that narrows it down to some events.</summary>
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
