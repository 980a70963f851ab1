namespace Relay.Server;

/// <summary>What a check found, from good to bad.</summary>
enum CheckState
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>The check has nothing to look at here, or could not look.</summary>
    Skipped,

    /// <summary>The relay runs, with a loss or a risk that the text names.</summary>
    Warning,

    /// <summary>The relay does not start, or does not do what the settings say.</summary>
    Problem,
}
