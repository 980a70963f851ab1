using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay options</c>: shows the configuration in effect.</summary>
static class OptionsCommand
{
    public static Command Create()
    {
        var command = new Command("options", "Shows the configuration in effect. Secrets are masked.");
        command.SetAction(static arguments =>
            Console.Out.Write(SettingsText.Of(ProgramConfiguration.Load(arguments).Options.Describe())));
        return command;
    }
}
