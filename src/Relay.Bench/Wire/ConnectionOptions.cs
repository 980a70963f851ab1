namespace Relay.Bench;

/// <summary>How the bench connects.</summary>
sealed record ConnectionOptions
{
    /// <summary>Offer permessage-deflate.</summary>
    public bool OfferDeflate { get; init; }

    /// <summary>How long a relay may be silent before the run ends as failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of the receive buffer at first.</summary>
    public int ReceiveBuffer { get; init; } = 1 << 18;
}
