namespace Relay.Core;

/// <summary>A command that the relay could not carry out. The message is one line for an operator.</summary>
public sealed class ControlException : Exception
{
    /// <summary>A failure with its reason.</summary>
    public ControlException(string message)
        : base(message)
    {
    }

    /// <summary>The same, with what caused it.</summary>
    public ControlException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
