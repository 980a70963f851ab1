using Relay.Nostr;

namespace Relay.FunctionalTests;

/// <summary>The members, as an embedding program knows them.</summary>
interface IMembers
{
    ValueTask<bool> ContainsAsync(Bytes32 key, CancellationToken cancel);
}
