namespace Relay.Bench;

/// <summary>Options for the bench's connections.</summary>
sealed record ConnectionOptions
{
    /// <summary>Whether to offer permessage-deflate.</summary>
    public bool OfferDeflate { get; init; }

    /// <summary>How long a relay may be silent before the run fails.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The initial size of the receive buffer, in bytes.</summary>
    public int ReceiveBuffer { get; init; } = 1 << 18;
}
