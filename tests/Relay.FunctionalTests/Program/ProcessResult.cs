namespace Relay.FunctionalTests;

/// <summary>How a run of the program ended.</summary>
sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The lines that an operator reads.</summary>
    public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Asserts that the program failed with one line, so without a stack trace, that contains this text.</summary>
    public void AssertFailedWith(string text, int exitCode = 1)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.DoesNotContain("   at ", Output, StringComparison.Ordinal);
        Assert.Contains(text, Assert.Single(ErrorLines), StringComparison.Ordinal);
    }
}
