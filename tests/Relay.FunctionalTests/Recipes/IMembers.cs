using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>Whoever an embedding program counts as a member.</summary>
interface IMembers
{
    ValueTask<bool> ContainsAsync(Bytes32 key, CancellationToken cancel);
}
