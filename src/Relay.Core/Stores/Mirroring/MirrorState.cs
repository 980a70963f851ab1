namespace Relay.Core;

/// <summary>Where a store of a <see cref="MirrorStore"/> stands.</summary>
enum MirrorState
{
    /// <summary>It has everything, gets everything, and may be read.</summary>
    InStep,

    /// <summary>It is being repaired: it gets what is new and, beside that, what it lacks.</summary>
    Joining,

    /// <summary>It has missed something and gets nothing.</summary>
    Behind,
}
