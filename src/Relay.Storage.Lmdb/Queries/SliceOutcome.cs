namespace Relay.Storage.Lmdb;

/// <summary>Why a slice of a query ended.</summary>
enum SliceOutcome
{
    /// <summary>Everything is found.</summary>
    Done,

    /// <summary>The sink is full.</summary>
    SinkFull,

    /// <summary>The slice has taken its time.</summary>
    TimeUp,
}
