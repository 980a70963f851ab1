using System.CommandLine;

namespace Relay.Server;

/// <summary>
/// <c>relay health</c>: asks the relay on this machine for its health, at every address on which it listens. Containers, which ask all the
/// time, use <c>docker/relay-health</c>, which knows only a port.
/// </summary>
static class HealthCommand
{
    public static Command Create()
    {
        var listen = new ListenArguments();
        var command = new Command(
            "health", "Asks the relay that runs with this configuration whether it accepts connections and whether its store is healthy.");
        listen.AddTo(command);
        command.SetAction(async (arguments, cancel) =>
        {
            var addresses = ListenAddresses.Of(ProgramConfiguration.Load(arguments, listen.Read(arguments)));
            var answers = await Task.WhenAll(addresses.Select(address => HealthClient.AskAsync(address, cancel)));
            foreach (var answer in answers)
            {
                if (answer.IsHealthy)
                    Console.Out.WriteLine(answer.Line);
                else
                    Console.Error.WriteLine($"relay: {answer.Line}");
            }
            return answers.All(static answer => answer.IsHealthy) ? 0 : 1;
        });
        return command;
    }
}
