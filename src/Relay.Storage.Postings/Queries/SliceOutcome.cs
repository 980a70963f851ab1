namespace Relay.Storage.Postings;

/// <summary>Why a slice of a query ended.</summary>
public enum SliceOutcome
{
    /// <summary>All events were found.</summary>
    Done,

    /// <summary>The sink is full.</summary>
    SinkFull,

    /// <summary>The slice's time is over.</summary>
    TimeUp,
}
