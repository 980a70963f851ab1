using System.CommandLine;

namespace Relay.Bench;

/// <summary>The options for one of the two relays. Those for the second begin with <c>--against-</c>.</summary>
sealed class TargetArguments
{
    readonly Option<int?> _pid;
    readonly Option<string?> _folder;
    readonly Option<string?> _import;
    readonly Option<string?> _importTrusted;
    readonly Option<string?> _export;
    readonly Option<string?> _start;

    public TargetArguments(string prefix, string relay)
    {
        _pid = new Option<int?>(prefix + "pid")
        {
            Description = $"The process id of {relay}. The table then also shows its memory and processor time.",
            HelpName = "pid",
        };
        _folder = new Option<string?>(prefix + "folder")
        {
            Description = $"The folder of {relay}'s store. The table then also shows its size on disk.",
            HelpName = "folder",
        };
        _folder.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && !Directory.Exists(token.Value))
                result.AddError($"{result.Option.Name} {token.Value}: there is no such folder");
        });
        _import = Command(
            "import-command", "imports the events on its standard input into a store in $BENCH_FOLDER and checks their signatures");
        _importTrusted = Command("import-trusted-command", "does the same without checking signatures");
        _export = Command("export-command", "writes all events of the store in $BENCH_FOLDER to its standard output");
        _start = Command("start-command", $"starts {relay} at its address, on the store in $BENCH_FOLDER");

        Option<string?> Command(string name, string what) => new(prefix + name)
        {
            Description = $"A shell command that {what}.",
            HelpName = "command",
        };
    }

    public IEnumerable<Option> All => [_pid, _folder, _import, _importTrusted, _export, _start];

    /// <summary>The option without which a group of rows is left out; null if the group needs none.</summary>
    public Option? NeededBy(string row) => row.Split('.')[0] switch
    {
        "import" => row == "import.trusted" ? _importTrusted : _import,
        "export" => _export,
        "start" => _start,
        "memory" or "idle" => _pid,
        "disk" => _folder,
        _ => null,
    };

    public BenchTarget Read(ParseResult parsed, Uri address) => new(address, parsed.GetValue(_pid))
    {
        Folder = parsed.GetValue(_folder),
        Commands = new TargetCommands
        {
            Import = parsed.GetValue(_import),
            ImportTrusted = parsed.GetValue(_importTrusted),
            Export = parsed.GetValue(_export),
            Start = parsed.GetValue(_start),
        },
    };
}
