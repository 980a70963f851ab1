namespace Relay.Core;

/// <summary>
/// Marks a handler that refuses most requests of clients which have proved no key (NIP-42). The relay then sends each client a challenge as
/// soon as it connects, unless <see cref="AuthenticationOptions.Challenge"/> says otherwise.
/// </summary>
public interface INeedsKeysHook;
