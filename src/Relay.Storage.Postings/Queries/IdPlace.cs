namespace Relay.Storage.Postings;

/// <summary>How far a search for the numbers of one id has come. Only the engine reads it. It begins as the default value.</summary>
public struct IdPlace
{
    /// <summary>The part of the engine's data that is being searched.</summary>
    public int Part { get; set; }

    /// <summary>The position in that part.</summary>
    public int At { get; set; }

    /// <summary>The least number that was not returned yet.</summary>
    public long Sequence { get; set; }
}
