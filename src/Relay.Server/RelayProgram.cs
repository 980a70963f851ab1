using System.CommandLine;

namespace Relay.Server;

/// <summary>The program: reads the command line, runs a command, and prints failures as lines.</summary>
static class RelayProgram
{
    /// <summary>Longer than a relay takes to stop, and as long as container hosts wait before they kill a process.</summary>
    static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs the program and returns its exit code: 0 if all went well, 2 if a check of the configuration found mistakes, 74 if the running
    /// relay's store broke, 1 for any other failure.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = CommandTable.Create().Parse(ProgramArguments.Normalize(args));
        if (parsed.Errors.Count > 0)
            return Fail([.. CommandTable.Explain(parsed)]);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TerminationTimeout,
            });
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            return Fail(lines);
        }
    }

    static int Fail(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.Error.WriteLine($"relay: {line}");
        return 1;
    }
}
