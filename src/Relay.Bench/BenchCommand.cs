using System.CommandLine;

namespace Relay.Bench;

/// <summary><c>relay bench</c>: measures one relay, or compares two.</summary>
public static class BenchCommand
{
    /// <summary>Creates the command, for a program that has several.</summary>
    public static Command Create()
    {
        var arguments = new BenchArguments();
        var command = new Command(
            "bench",
            "Measures a Nostr relay over ws://: publishing, queries, live delivery and memory. It stores test events in that relay.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancel) => BenchProgram.RunAsync(arguments.Read(parsed), cancel));
        return command;
    }
}
