namespace Relay.Core;

/// <summary>A store cannot be opened. The message is one line that says what to do.</summary>
public sealed class StoreException : Exception
{
    /// <summary>A failure with the line to show.</summary>
    public StoreException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with the line to show and its cause.</summary>
    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
