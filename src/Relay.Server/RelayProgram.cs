using System.CommandLine;

namespace Relay.Server;

/// <summary>The program: reads the command line, runs a command, and prints failures as lines.</summary>
static class RelayProgram
{
    /// <summary>The exit code of a command line that cannot be read, as shells and most programs have it.</summary>
    const int WrongUsage = 2;

    /// <summary>How long a command may take to end after SIGTERM or Ctrl+C, before it is cut off.</summary>
    static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs the program and returns its exit code: 0 if all went well, 2 if the command line cannot be read or a check of the configuration
    /// found mistakes, 74 if the running relay's store broke, 1 for any other failure.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // .NET writes an escape code to every terminal except a dumb one, before any text.
        if (Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 })
            Environment.SetEnvironmentVariable("TERM", "dumb");
        var parsed = CommandTable.Create().Parse(ProgramArguments.Normalize(args));
        if (parsed.Errors.Count > 0)
            return Fail([.. CommandTable.Explain(parsed)], WrongUsage);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // A relay that runs answers signals itself: ProgramSignals. So do questions on a terminal.
                ProcessTerminationTimeout =
                    parsed.CommandResult.Command.Name is RunCommand.Name or SetupCommand.Name ? null : TerminationTimeout,
            });
        }
        catch (UsageException exception)
        {
            return Fail([exception.Message], WrongUsage);
        }
        catch (Exception exception) when (Failure.Describe(exception) is { } lines)
        {
            return Fail(lines, exitCode: 1);
        }
    }

    static int Fail(IReadOnlyList<string> lines, int exitCode)
    {
        foreach (var line in lines)
            Console.Error.WriteLine($"relay: {line}");
        return exitCode;
    }
}
