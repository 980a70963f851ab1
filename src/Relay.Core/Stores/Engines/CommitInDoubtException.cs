namespace Relay.Core;

/// <summary>
/// A commit may or may not have been carried out, since the connection to the server was lost before its answer came.
/// </summary>
/// <param name="message">The fault, for the log.</param>
/// <param name="inner">The exception that the connection ended with.</param>
public sealed class CommitInDoubtException(string message, Exception? inner = null) : Exception(message, inner);
