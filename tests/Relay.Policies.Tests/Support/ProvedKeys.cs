using System.Runtime.CompilerServices;
using Relay.Core;
using Relay.Nostr;

namespace Relay.Policies.Tests;

/// <summary>Lets a client have proved a key (NIP-42), which otherwise only its session can say.</summary>
static class ProvedKeys
{
    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    public static extern void AddKey(this ClientContext client, in Bytes32 key);
}
