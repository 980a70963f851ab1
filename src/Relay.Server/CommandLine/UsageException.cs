namespace Relay.Server;

/// <summary>A mistake in what a command was given, found after the command line was read. The message is one line.</summary>
sealed class UsageException(string message) : Exception(message);
