using System.CommandLine;
using System.CommandLine.Invocation;

namespace Relay.Server;

/// <summary><c>relay --version</c>: shows the program's version and those of the libraries that it uses.</summary>
sealed class VersionAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        Console.Out.WriteLine(ProgramVersion.Text);
        foreach (var library in ProgramVersion.Libraries(StoreTypes.All))
            Console.Out.WriteLine(library);
        return 0;
    }
}
