namespace Relay.Server;

/// <summary>What a check found.</summary>
/// <param name="State">How bad it is.</param>
/// <param name="Text">What was found, in one line.</param>
/// <param name="Remedy">What the operator does about it; null if there is nothing to do.</param>
sealed record Finding(CheckState State, string Text, string? Remedy = null)
{
    public static Finding Ok(string text) => new(CheckState.Ok, text);

    public static Finding Skipped(string text) => new(CheckState.Skipped, text);

    public static Finding Warning(string text, string remedy) => new(CheckState.Warning, text, remedy);

    public static Finding Problem(string text, string remedy) => new(CheckState.Problem, text, remedy);
}
