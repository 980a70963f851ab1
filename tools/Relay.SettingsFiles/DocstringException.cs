namespace Relay.SettingsFiles;

/// <summary>An option cannot be described, because its docstring is missing.</summary>
sealed class DocstringException(string message) : Exception(message);
