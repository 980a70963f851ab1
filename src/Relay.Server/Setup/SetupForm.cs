using System.CommandLine;

namespace Relay.Server;

/// <summary>All that an operator decides, in the order of the questions.</summary>
sealed class SetupForm
{
    const string UnitPath = "/etc/systemd/system/relay.service", StorePath = "/var/lib/relay/data";

    readonly SetupField<string> _name = new(
        "--name", "Name of the relay", SetupTexts.Name, "The name that clients show.", isNeeded: true);

    readonly SetupField<string> _description = new(
        "--description", "Description, in a sentence (may be empty)", SetupTexts.Line, "The description that clients show.");

    readonly SetupField<string> _key = new(
        "--pubkey", "Your public key (npub)", SetupTexts.Key, "The operator's public key, as npub or 64 hex digits.", isNeeded: true);

    readonly SetupField<object> _access = new(
        "--write", "Who may write", Choices.Read<WriteAccess>,
        "Who may write: everyone, members, private, proven or trusted.", isNeeded: true,
        menu:
        [
            "Who may write?",
            "  1  everyone  at a bounded rate",
            "  2  members   you and the people whom you name; everybody reads",
            "  3  private   you and the people whom you name; only they read",
            "  4  proven    everyone who proves their key (NIP-42)",
            "  5  trusted   you, whom you follow, and whom three of these follow",
        ]);

    readonly SetupField<IReadOnlyList<string>> _members = new(
        "--members", "Other members: npubs with spaces between them (may be empty)", SetupTexts.Keys,
        "Further people who may write, with --write members or private: npubs with spaces or commas between them.");

    readonly SetupField<string> _domain = new(
        "--domain", "Host name of the relay, such as relay.example.com (empty to try it on this machine)", SetupTexts.Domain,
        "The host name under which clients reach the relay. Without it: only a trial on this machine.");

    readonly SetupField<object> _runBy = new(
        "--run-by", "What will run the relay", Choices.Read<RunBy>, "What will run the relay: hand, systemd or compose.",
        menu:
        [
            "What will run the relay?",
            "  1  hand      you, in a shell",
            "  2  systemd   writes a unit, too",
            "  3  compose   Docker; writes the compose files, which include a proxy for TLS",
        ]);

    readonly SetupField<IReadOnlyList<string>> _proxies = new(
        "--proxy", "Proxy", SetupTexts.Proxies, "The proxy in front of the relay: none, local, docker, or its addresses or networks.",
        menu:
        [
            "Which proxy passes clients on to the relay?",
            "  none     clients connect to the relay itself",
            "  local    a proxy on this machine, such as Caddy or nginx",
            "  docker   a proxy in a network of Docker on this machine",
            "  or its address or network, such as 10.0.0.1 or 10.0.0.0/24",
        ]);

    readonly SetupField<string> _store = new("--store", "Folder for the events", SetupTexts.Path, "The folder of the store.");

    readonly SetupField<string> _output = new(
        "--output", "Folder for the settings", SetupTexts.Path, "The folder for the settings and the files of keys.");

    readonly Option<string?> _unit = new("--unit")
    {
        Description = $"The file for the unit of systemd, such as {UnitPath}; none writes no unit.",
    };

    readonly Option<bool> _compose = new("--compose") { Description = "Write compose files for Docker: the same as --run-by compose." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
            [
                _name.Option, _description.Option, _key.Option, _access.Option, _members.Option, _domain.Option, _runBy.Option, _unit,
                _compose, _proxies.Option, _store.Option, _output.Option,
            ])
        {
            command.Add(option);
        }
    }

    /// <summary>The mistakes in the options, and the options that are missing if nobody can be asked.</summary>
    public IReadOnlyList<string> Problems(ParseResult arguments, bool canAsk)
    {
        var problems = new List<string?>
        {
            _name.Problem(arguments, canAsk), _description.Problem(arguments, canAsk), _key.Problem(arguments, canAsk),
            _access.Problem(arguments, canAsk), _members.Problem(arguments, canAsk), _domain.Problem(arguments, canAsk),
            _runBy.Problem(arguments, canAsk), _proxies.Problem(arguments, canAsk), _store.Problem(arguments, canAsk),
            _output.Problem(arguments, canAsk),
        };
        var ways = new[] { _runBy.IsGiven(arguments), arguments.GetValue(_unit) is not null, arguments.GetValue(_compose) };
        if (ways.Count(static isGiven => isGiven) > 1)
            problems.Add("--run-by, --unit and --compose exclude each other");
        if (RunByOption(arguments) == RunBy.Compose && (!canAsk || _domain.IsGiven(arguments))
            && !(_domain.TryGet(arguments, out var domain) && domain.Length > 0))
        {
            problems.Add($"--domain is missing: {SetupTexts.DomainReason}");
        }
        if (RunByOption(arguments) == RunBy.Compose && (_proxies.IsGiven(arguments) || _store.IsGiven(arguments)))
            problems.Add("--proxy and --store do not go with --compose: the compose files say where the proxy and the store are");
        if (_members.IsGiven(arguments) && _access.TryGet(arguments, out var access) && !((WriteAccess)access).HasMembers())
            problems.Add("--members needs --write members or --write private");
        return [.. problems.OfType<string>()];
    }

    /// <summary>Asks what the options leave open. Without a terminal, defaults stand for the answers.</summary>
    public SetupAnswers Fill(ParseResult arguments, LinePrompt? prompt)
    {
        var name = _name.Get(arguments, prompt, "");
        var description = _description.Get(arguments, prompt, "");
        var key = _key.Get(arguments, prompt, "");
        var access = (WriteAccess)_access.Get(arguments, prompt, "members");
        var members = access.HasMembers() ? _members.Get(arguments, prompt, "") : [];
        var runBy = RunByOption(arguments) ?? (RunBy)_runBy.Get(arguments, prompt, "hand");
        var isCompose = runBy == RunBy.Compose;
        var domain = _domain.Get(arguments, prompt, "", isCompose ? SetupTexts.NeededDomain : null);
        // The compose files themselves say where the proxy and the store are.
        var proxies = isCompose || domain.Length == 0 && !_proxies.IsGiven(arguments)
            ? []
            : _proxies.Get(arguments, prompt, prompt is null ? "none" : "local");
        var output = _output.Get(arguments, prompt, runBy == RunBy.Systemd ? "/etc/relay" : Environment.CurrentDirectory);
        return new SetupAnswers
        {
            Name = name,
            Description = description,
            Operator = key,
            Access = access,
            Members = [.. members.Where(member => member != key).Distinct()],
            Domain = domain,
            Proxies = proxies,
            RunBy = runBy,
            Unit = runBy == RunBy.Systemd ? Path.GetFullPath(arguments.GetValue(_unit) ?? UnitPath) : null,
            Output = output,
            Store = isCompose ? "/data" : _store.Get(arguments, prompt, runBy == RunBy.Systemd ? StorePath : Path.Combine(output, "data")),
        };
    }

    RunBy? RunByOption(ParseResult arguments) => arguments.GetValue(_unit) switch
    {
        "none" => RunBy.Hand,
        not null => RunBy.Systemd,
        null when arguments.GetValue(_compose) => RunBy.Compose,
        null when _runBy.TryGet(arguments, out var given) => (RunBy)given,
        _ => null,
    };
}
