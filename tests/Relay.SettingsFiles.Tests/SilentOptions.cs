namespace Relay.SettingsFiles.Tests;

/// <summary>Options of which one says nothing about itself.</summary>
sealed class SilentOptions
{
    /// <summary>A number.</summary>
    public int Number { get; init; }

    /// <remarks>Remarks are no description.</remarks>
    public int Silent { get; init; }
}
