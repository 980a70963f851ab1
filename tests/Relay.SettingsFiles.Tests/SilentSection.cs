namespace Relay.SettingsFiles.Tests;

sealed class SilentSection
{
    /// <summary>A number.</summary>
    public int Number { get; init; }
}
