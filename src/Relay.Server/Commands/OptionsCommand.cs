using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay options</c>: shows the configuration in effect, or writes the files that describe all options.</summary>
static class OptionsCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--write")
        {
            Description = "Write appsettings.json with all defaults, its schema, and docs/options.md into this folder.",
            HelpName = "folder",
        };
        var command = new Command("options", "Shows the configuration in effect. Secrets are masked.") { folder };
        command.SetAction(arguments =>
        {
            if (arguments.GetValue(folder) is { } path)
                SettingsFiles.Write(path, ProgramConfiguration.Sections());
            else
                Console.Out.Write(SettingsFiles.Text(ProgramConfiguration.Load(arguments).Options.Describe()));
        });
        return command;
    }
}
