using Relay.Nostr;

namespace Relay.Core;

/// <summary>A client that takes turns.</summary>
interface ITurnOwner
{
    /// <summary>Whose turns they are: clients with the same key share one owner's.</summary>
    Bytes32 TurnKey { get; }
}
