namespace Relay.Server;

/// <summary>Where a setting comes from. Later ones override earlier ones.</summary>
enum SettingOrigin
{
    /// <summary>The program itself.</summary>
    Default,

    /// <summary>The settings file.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    CommandLine,
}
