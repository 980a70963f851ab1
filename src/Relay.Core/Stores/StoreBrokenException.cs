namespace Relay.Core;

/// <summary>
/// Thrown by every operation of a store that is <see cref="StoreState.Broken"/>. The store told its log so once: nobody logs it again.
/// </summary>
public sealed class StoreBrokenException : Exception
{
    /// <summary>What clients are told.</summary>
    public const string Refusal = "error: the store is broken; the relay is ending";

    /// <summary>The failure, for operations that come later.</summary>
    public StoreBrokenException()
        : base(Refusal)
    {
    }
}
