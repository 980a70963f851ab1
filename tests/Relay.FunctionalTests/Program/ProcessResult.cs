namespace Relay.FunctionalTests;

/// <summary>How a run of the program ended.</summary>
sealed record ProcessResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The one line on standard error that an operator is to see, exit code 1 and no stack trace.</summary>
    public string OneErrorLine
    {
        get
        {
            Assert.Equal(1, ExitCode);
            return Assert.Single(Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }
}
