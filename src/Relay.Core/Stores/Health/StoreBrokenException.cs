namespace Relay.Core;

/// <summary>
/// Thrown by every operation of a store that is <see cref="StoreState.Broken"/>, or closed. The store has logged the cause once; callers
/// do not log it again.
/// </summary>
public sealed class StoreBrokenException : Exception
{
    /// <summary>The text that clients get.</summary>
    public const string Refusal = "error: the store is broken; the relay is ending";

    /// <summary>The text that clients get after the store was closed.</summary>
    public const string Closed = "error: the store was closed";

    /// <summary>The exception for operations after the failure.</summary>
    public StoreBrokenException()
        : this(Refusal)
    {
    }

    /// <summary>The same with another text for clients, which begins with a prefix.</summary>
    public StoreBrokenException(string refusal)
        : base(refusal)
    {
    }

    /// <summary>
    /// The same for one store of several, which failed with this exception. Nobody has logged that yet if it is another one.
    /// </summary>
    internal StoreBrokenException(string refusal, Exception cause)
        : base(refusal, cause)
    {
    }
}
