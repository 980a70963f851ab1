namespace Relay.Storage.Lmdb.Tests;

/// <summary>Store and oracle disagree.</summary>
sealed class DifferenceException(string message) : Exception(message);
