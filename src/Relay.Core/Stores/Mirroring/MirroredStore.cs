namespace Relay.Core;

/// <summary>A store that is to have the same events as the others of a <see cref="MirrorStore"/>.</summary>
/// <param name="Name">Its name for messages to the operator.</param>
/// <param name="Store">The store, which is also an <see cref="IEventLog"/>.</param>
/// <param name="IsBehind">Whether it may lack events, or have others, so that it is repaired before it is read.</param>
public sealed record MirroredStore(string Name, ISequencedStore Store, bool IsBehind = false);
