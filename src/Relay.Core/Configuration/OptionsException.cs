namespace Relay.Core;

/// <summary>The configuration cannot be used. Each problem is one line that names its key.</summary>
public sealed class OptionsException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>All problems.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
