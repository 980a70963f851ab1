using System.Net;

namespace Relay.Server;

/// <summary>What came from the relay's public address.</summary>
sealed record PublicAnswer
{
    /// <summary>The address as an HTTP address, for the information document.</summary>
    public required Uri Http { get; init; }

    /// <summary>The addresses of the host's name; none if the name has no address.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>Why there is no answer; null if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; }

    /// <summary>Where the answer sends clients instead; null if it sends them nowhere.</summary>
    public Uri? Location { get; init; }

    /// <summary>Whether the answer is an information document (NIP-11).</summary>
    public bool IsDocument { get; init; }

    /// <summary>How far the answer's clock is ahead of this machine's; null if the answer has no time.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>Whether the request carried a ticket, because the running relay gave one.</summary>
    public bool HadTicket { get; init; }

    /// <summary>How the relay saw the request; null if an answer came from elsewhere.</summary>
    public SeenRequest? Seen { get; init; }

    /// <summary>How the relay saw a request in which this command named another address as its own; null as above.</summary>
    public SeenRequest? SeenForged { get; init; }

    /// <summary>Why no WebSocket works there; null if one does.</summary>
    public string? WebSocketFailure { get; init; }
}
