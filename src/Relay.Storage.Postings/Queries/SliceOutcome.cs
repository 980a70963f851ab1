namespace Relay.Storage.Postings;

/// <summary>Why a slice of a query ended.</summary>
public enum SliceOutcome
{
    /// <summary>Everything is found.</summary>
    Done,

    /// <summary>The sink is full.</summary>
    SinkFull,

    /// <summary>The slice has taken its time.</summary>
    TimeUp,
}
