using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.Server;

/// <summary><c>relay config</c>: shows the configuration in effect, or checks it.</summary>
static class ConfigCommand
{
    /// <summary>The exit code of a check that found mistakes.</summary>
    const int HasMistakes = 2;

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print JSON.", Recursive = true };
        var explain = new Option<bool>("--explain") { Description = "Print the meaning of each key, too." };
        var check = new Command("check", "Says all mistakes in the configuration. Exits with 0 if there are none, otherwise with 2.");
        check.SetAction(arguments => Check(arguments, arguments.GetValue(json)));
        var command = new Command(
            "config", "Shows the configuration in effect and where each value comes from. Secrets are masked.") { json, explain, check };
        command.SetAction(arguments =>
        {
            var configuration = ProgramConfiguration.Load(arguments);
            var meanings = arguments.GetValue(explain) ? new OptionMeanings() : null;
            if (arguments.GetValue(json))
                PrintJson(configuration, meanings);
            else
                Print(configuration, meanings);
        });
        return command;
    }

    static void Print(ProgramConfiguration configuration, OptionMeanings? meanings)
    {
        Console.Out.WriteLine(configuration.File is { } file
            ? $"# Settings file: {file}"
            : $"# Settings file: none of {string.Join(", ", SettingsFile.Places)}");
        Console.Out.WriteLine($"# Relative paths begin at {Environment.CurrentDirectory}");
        foreach (var setting in SettingsInEffect.Of(configuration))
        {
            if (meanings is not null)
                Console.Out.WriteLine();
            if (meanings?.Of(setting.Key) is { } meaning)
                Console.Out.WriteLine($"# {meaning}");
            Console.Out.WriteLine($"{setting.Key} = {SettingsText.OnOneLine(setting.Value)}  # {setting.From}");
        }
    }

    static void PrintJson(ProgramConfiguration configuration, OptionMeanings? meanings)
    {
        var settings = new JsonArray();
        foreach (var setting in SettingsInEffect.Of(configuration))
        {
            var json = new JsonObject
            {
                ["key"] = setting.Key,
                ["value"] = setting.Value?.DeepClone(),
                ["from"] = JsonNamingPolicy.CamelCase.ConvertName(setting.Origin.ToString()),
            };
            if (setting.Variable is not null)
                json["variable"] = setting.Variable;
            if (meanings?.Of(setting.Key) is { } meaning)
                json["meaning"] = meaning;
            settings.Add(json);
        }
        Console.Out.Write(SettingsText.Of(new JsonObject
        {
            ["file"] = configuration.File,
            ["relativeTo"] = Environment.CurrentDirectory,
            ["settings"] = settings,
        }));
    }

    static int Check(ParseResult arguments, bool json)
    {
        var (file, problems) = ConfigCheck.Find(arguments);
        if (json)
        {
            var lines = new JsonArray([.. problems.Select(static problem => (JsonNode)problem)]);
            Console.Out.Write(SettingsText.Of(new JsonObject { ["file"] = file, ["problems"] = lines }));
        }
        else if (problems.Count == 0)
            Console.Out.WriteLine($"No mistakes. Settings file: {file ?? "none"}");
        else
        {
            foreach (var problem in problems)
                Console.Error.WriteLine($"relay: {problem}");
        }
        return problems.Count == 0 ? 0 : HasMistakes;
    }
}
