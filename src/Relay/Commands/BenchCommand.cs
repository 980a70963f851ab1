using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay bench</c>: measures any relay, or compares two.</summary>
static class BenchCommand
{
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
