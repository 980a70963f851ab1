namespace Relay.Core;

/// <summary>
/// Says of a handler that clients must have proved a key (NIP-42) for most of what it decides on. They then are asked for one as soon as
/// they connect, unless <see cref="AuthenticationOptions.Challenge"/> says otherwise.
/// </summary>
public interface IAuthenticatingHook;
