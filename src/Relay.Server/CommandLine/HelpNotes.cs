using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Relay.Server;

/// <summary>What stands below the options in the help of each command: what else is to be known, and examples as they are typed.</summary>
sealed class HelpNotes(SynchronousCommandLineAction help) : SynchronousCommandLineAction
{
    static readonly Dictionary<string, string> Notes = new()
    {
        ["setup"] =
            "It shows what it will write and asks before it writes. Without a terminal, options answer the questions, and --yes is needed. "
            + "The settings that it writes are a start: relay config --explain shows all keys.",
        ["import"] =
            "If a relay runs on the store, the events go through it. Exits with 1 if the file could not be read to its end, or if nothing "
            + "was stored and something was bad or refused.",
        ["export"] = "Works while a relay runs on the store. Private events are among those that are written.",
        ["copy"] =
            "Only events are copied. Deletion requests and requests to vanish are events, and take effect in the second store too; "
            + "deletions of which the first store has no request any more are not copied. A relay may run on the first store, but not on "
            + "the second. Run it again to go on after an interruption, or to add what has come since. Exits with 1 if the stores differ "
            + "at the end.",
        ["scan"] = $"{FilterArgument.Help} Private events are among those that are printed.",
        ["count"] = $"{FilterArgument.Help} Private events count; a limit in a filter does not.",
        ["delete"] =
            $"{FilterArgument.Help} With a limit in a filter, only its newest events are deleted. Clients are not told, and an event that "
            + "is published again is stored again. Without a terminal, --yes is needed.",
        ["stores check"] = "Works without a running relay. Exits with 1 if events are elsewhere or requests are missing, otherwise with 0.",
        ["stores move"] =
            "Works without a running relay. Stores first get the requests to delete and to vanish of the others. If it is interrupted, run "
            + "it again.",
        ["top"] =
            "Ctrl+C ends it. In a pipe it prints each look as text; with --json, each look is one line of JSON. Steps are those that a new "
            + "event takes past a subscription. A query is slow if the relay worked 100 ms or longer for it.",
        ["doctor"] =
            "Works with and without a running relay, and changes nothing. Give it the options of the relay, and run it as the relay's "
            + "user. Exits with 0 if there is no problem, otherwise with 1.",
        ["health"] = "Exits with 0 if the relay answers at every address and its store is healthy, otherwise with 1.",
        ["reload"] = "The same as SIGHUP. Settings stay as they are; a restart reads those.",
        ["drain"] =
            "For a relay with others behind the same balancer, before it is stopped. It answers health checks with 503 and stays so until "
            + "it is stopped, or until --undo. Ctrl+C takes it back.",
        ["plugin test"] =
            "Nothing is stored. The verdicts are accept, reject, shadow (accepted, but not stored), and none if the plugin gave no answer "
            + "in time. Exits with 1 if it left an event without an answer.",
        ["config check"] = "Exits with 0 if there are no mistakes, otherwise with 2.",
    };

    /// <summary>The examples of each command, named as it is typed after the program.</summary>
    static readonly Dictionary<string, string[]> Examples = new()
    {
        [""] =
        [
            "relay --port 8080",
            "relay --Relay:Information:Name='My relay'",
            "relay help import",
        ],
        ["run"] =
        [
            "relay run --port 8080 --Relay:Store:Path=/var/lib/relay",
            "relay run --config /etc/relay/appsettings.json",
        ],
        ["stores check"] = ["relay stores check --config /etc/relay/appsettings.json"],
        ["stores move"] = ["relay stores move --config /etc/relay/appsettings.json"],
        ["setup"] =
        [
            "relay setup",
            "sudo relay setup --run-by systemd",
            "relay setup --yes --output . --name 'My relay' --pubkey npub1… --write members --domain relay.example.com",
        ],
        ["import"] =
        [
            "relay import events.jsonl",
            "relay import --trusted backup.jsonl.gz",
            "strfry export | relay import --skip-protected -",
        ],
        ["export"] =
        [
            "relay export backup.jsonl.gz",
            "relay export --since 7d --kind 1 --kind 30023 -",
        ],
        ["copy"] =
        [
            "relay copy data Lmdb:/mnt/large/data",
            "relay copy --Relay:Store:Lmdb:Format=1.0 data Lmdb:new",
        ],
        ["scan"] =
        [
            "relay scan '{\"kinds\":[1],\"since\":\"2h\"}'",
            "relay scan '{\"authors\":[\"npub1…\"],\"limit\":10}' | jq .content",
        ],
        ["count"] =
        [
            "relay count '{}'",
            "relay count '{\"kinds\":[7],\"since\":\"1d\"}'",
        ],
        ["delete"] =
        [
            "relay delete '{\"authors\":[\"npub1…\"]}'",
            "relay delete --age 90d '{\"kinds\":[7]}'",
            "relay delete --age 1y --yes '{}'",
        ],
        ["info"] =
        [
            "relay info",
            "relay info --check",
        ],
        ["top"] =
        [
            "relay top",
            "relay top --count 1 --json",
        ],
        ["doctor"] =
        [
            "relay doctor",
            "sudo -u relay relay doctor --config /etc/relay/appsettings.json",
            "relay doctor --clock-url https://example.com",
        ],
        ["health"] =
        [
            "relay health",
            "relay health --port 8080",
        ],
        ["reload"] = ["relay reload"],
        ["drain"] =
        [
            "relay drain --over 2m",
            "relay drain --undo",
        ],
        ["key new"] = ["relay key new"],
        ["key show"] =
        [
            "relay key show npub1…",
            "relay key show - < secret.txt",
        ],
        ["plugin test"] =
        [
            "relay plugin test --command ./policy.py events.jsonl",
            "relay export --since 1d - | relay plugin test --command ./policy.py",
        ],
        ["bench"] = ["relay bench ws://localhost:7447"],
        ["config"] =
        [
            "relay config",
            "relay config --explain | grep -B 1 MaxLimit",
        ],
        ["config check"] = ["relay config check --config new.json"],
        ["completion bash"] = ["source <(relay completion bash)"],
        ["completion zsh"] = ["source <(relay completion zsh)"],
        ["completion fish"] = ["relay completion fish > ~/.config/fish/completions/relay.fish"],
    };

    /// <summary>Lets the help of all commands end with their examples.</summary>
    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpNotes((SynchronousCommandLineAction)option.Action!);
    }

    /// <summary>Help is also for those who have typed something wrong.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var path = new List<string>();
        for (var at = parseResult.CommandResult; at.Command is not RootCommand; at = (System.CommandLine.Parsing.CommandResult)at.Parent!)
            path.Insert(0, at.Command.Name);
        var name = string.Join(' ', path);
        var output = parseResult.InvocationConfiguration.Output;
        if (Notes.TryGetValue(name, out var notes))
            output.WriteLine($"{notes}{Environment.NewLine}");
        if (Examples.TryGetValue(name, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
                output.WriteLine($"  {example}");
        }
        return exitCode;
    }
}
