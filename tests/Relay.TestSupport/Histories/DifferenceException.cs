namespace Relay.TestSupport;

/// <summary>Store and oracle disagree.</summary>
public sealed class DifferenceException(string message) : Exception(message);
