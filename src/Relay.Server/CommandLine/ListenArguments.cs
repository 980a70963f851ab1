using System.CommandLine;

namespace Relay.Server;

/// <summary>Options that name the addresses on which the relay listens, for each command that must know them.</summary>
sealed class ListenArguments
{
    readonly Option<string?> _urls = new("--urls")
    {
        Description = "The addresses to listen on, separated by semicolons.",
        HelpName = "http://address:port",
    };

    readonly Option<ushort?> _port = new("--port")
    {
        Description = "The port to listen on, on every address of this machine: --port 8080 is the same as --urls http://*:8080.",
        HelpName = "port",
        CustomParser = static result =>
        {
            var text = result.Tokens[0].Value;
            if (ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out var port))
                return port;
            result.AddError($"--port {text} is not a port: expected a number from 0 to 65535");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        command.Add(_urls);
        command.Add(_port);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_urls) is not null && result.GetResult(_port) is not null)
                result.AddError("--port and --urls exclude each other: --urls can name the port");
        });
    }

    /// <summary>The key that they set: none if the command line names no address.</summary>
    public IEnumerable<(string Key, string Value)> Read(ParseResult arguments)
    {
        var urls = arguments.GetValue(_port) is { } port ? $"http://*:{port}" : arguments.GetValue(_urls);
        return urls is null ? [] : [("Urls", urls)];
    }
}
