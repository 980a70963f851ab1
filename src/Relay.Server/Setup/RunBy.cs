namespace Relay.Server;

/// <summary>What will run the relay.</summary>
enum RunBy
{
    /// <summary>The operator's shell.</summary>
    Hand,

    /// <summary>A unit of systemd.</summary>
    Systemd,

    /// <summary>Docker compose, with the proxy of the repository's example.</summary>
    Compose,
}
