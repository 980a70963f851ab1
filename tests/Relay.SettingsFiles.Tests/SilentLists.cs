using Relay.Core.Tests;

namespace Relay.SettingsFiles.Tests;

/// <summary>Options with a list that says nothing about itself.</summary>
sealed class SilentLists
{
    public SampleRule[] Rules { get; init; } = [];
}
