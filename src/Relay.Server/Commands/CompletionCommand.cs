using System.CommandLine;

namespace Relay.Server;

/// <summary><c>relay completion</c>: prints what makes a shell complete commands, options and keys.</summary>
static class CompletionCommand
{
    public static Command Create() => new("completion", "Prints a script that makes a shell complete commands, options and keys.")
    {
        Script("bash", "Add to ~/.bashrc: source <(relay completion bash)"),
        Script("zsh", "Add to ~/.zshrc, after compinit: source <(relay completion zsh)"),
        Script("fish", "Run once: relay completion fish > ~/.config/fish/completions/relay.fish"),
        Words(),
    };

    static Command Script(string shell, string use)
    {
        var command = new Command(shell, $"Prints the script for {shell}. {use}");
        command.SetAction(_ =>
        {
            using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
            using var reader = new StreamReader(script);
            Console.Out.Write(reader.ReadToEnd());
        });
        return command;
    }

    /// <summary>What the scripts ask.</summary>
    static Command Words()
    {
        var line = new Argument<string>("line") { Description = "The command line up to the cursor." };
        var command = new Command("words", "Prints the words that may stand at the end of a command line.") { line };
        command.Hidden = true;
        command.SetAction(arguments =>
        {
            foreach (var word in Completions.Of(arguments.GetRequiredValue(line)))
                Console.Out.WriteLine(word);
        });
        return command;
    }
}
