namespace Relay.Storage.Postings;

/// <summary>How far a search for the numbers of one id has come. Only the engine understands it; it begins as the default.</summary>
public struct IdPlace
{
    /// <summary>Which of its parts the engine is looking through.</summary>
    public int Part { get; set; }

    /// <summary>Where it is in the part.</summary>
    public int At { get; set; }

    /// <summary>The least number that was not yet given.</summary>
    public long Sequence { get; set; }
}
