namespace Relay.Storage.Lmdb.Tests;

/// <summary>The store and the oracle disagree.</summary>
sealed class DifferenceException(string message) : Exception(message);
