using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Relay.Server;

/// <summary>The command line of the bench.</summary>
sealed class BenchArguments
{
    static readonly BenchOptions Defaults = new();
    static readonly CorpusOptions CorpusDefaults = new();

    readonly Argument<Uri?> _address = new("address")
    {
        Description = "The relay, as ws://host:port/.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParseAddress,
    };

    readonly Option<Uri?> _against = new("--against")
    {
        Description = "A second relay that does the same work by turns; the table then tells how many times better the first one is.",
        HelpName = "address",
        CustomParser = ParseAddress,
    };

    readonly Option<int?> _pid = new("--pid") { Description = "The relay's process: adds its memory to the table.", HelpName = "pid" };
    readonly Option<int?> _againstPid = new("--against-pid") { Description = "The second relay's process.", HelpName = "pid" };

    readonly Option<string[]> _only = new("--only")
    {
        Description = "Do some of the work only, names separated by commas: "
            + string.Join(", ", WorkloadTable.Groups) + ", or single rows such as req.ids-20.",
        HelpName = "names",
    };

    readonly Option<int> _runs = Number("--runs", "Measured runs of each row, after one that warms up", Defaults.Runs);
    readonly Option<int> _events = Number("--events", "Events of the corpus", CorpusDefaults.Events, least: 100);
    readonly Option<int> _authors = Number("--authors", "Authors of the corpus", CorpusDefaults.Authors, least: 20);
    readonly Option<int> _seed = Number("--seed", "Another number makes another corpus", CorpusDefaults.Seed, least: 0);

    readonly Option<long> _newest = new("--newest")
    {
        Description = "The time of the corpus's newest event, in seconds since 1970.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => CorpusDefaults.Newest,
    };

    readonly Option<int> _follows = Number("--follows", "Keys of the longest follow list of the corpus", CorpusDefaults.Follows);
    readonly Option<string?> _corpus = new("--corpus")
    {
        Description = "Read the corpus from a file that --write-events wrote with the same numbers, instead of making it.",
        HelpName = "file",
    };

    readonly Option<string?> _filters = new("--filters")
    {
        Description = "Ask these queries instead of the built-in ones: a JSON array of filters a line.",
        HelpName = "file",
    };

    readonly Option<int> _connections = Number("--connections", "Connections that publish", Defaults.Connections);
    readonly Option<int> _inFlight = Number("--in-flight", "Unanswered events of each of them", Defaults.InFlight);
    readonly Option<int> _queryConnections = Number("--query-connections", "Connections that query", Defaults.QueryConnections);
    readonly Option<int> _seconds = Number("--seconds", "Length of a run of queries or live events", (int)Defaults.Duration.TotalSeconds);
    readonly Option<int> _roundTrips = Number("--round-trips", "Events of a run that publishes one after the other", Defaults.RoundTrips);
    readonly Option<int> _subscribers = Number("--subscribers", "Connections that receive live events", Defaults.Subscribers);
    readonly Option<int> _byAuthor = Number("--author-subscriptions", "Subscriptions to authors on them", Defaults.AuthorSubscriptions);
    readonly Option<int> _rate = Number("--rate", "Live events a second", Defaults.Rate);
    readonly Option<int> _liveEvents = Number("--live-events", "Events of a run of live delivery without a pace", Defaults.LiveEvents);
    readonly Option<int> _idle = Number("--idle", "Idle connections", Defaults.Idle);
    readonly Option<int> _timeout = Number("--timeout", "Seconds of silence that end a row", (int)Defaults.Connection.Timeout.TotalSeconds);
    readonly Option<bool> _deflate = new("--deflate") { Description = "Offer permessage-deflate, as browsers do." };
    readonly Option<string?> _json = new("--json") { Description = "Write all that was measured into this file.", HelpName = "file" };
    readonly Option<string?> _write = new("--write-events")
    {
        Description = "Write the corpus into this file as JSON, one event a line, and measure nothing; - is standard output.",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Add(_address);
        foreach (var option in new Option[]
        {
            _against, _only, _runs, _events, _authors, _seed, _newest, _follows, _corpus, _filters, _connections, _inFlight, _queryConnections, _seconds,
            _roundTrips, _subscribers, _byAuthor, _rate, _liveEvents, _idle, _pid, _againstPid, _deflate, _timeout, _json, _write,
        })
            command.Add(option);
        command.Validators.Add(Validate);
    }

    public BenchSettings Read(ParseResult parsed)
    {
        var targets = new List<BenchTarget>();
        if (parsed.GetValue(_address) is { } address)
            targets.Add(new BenchTarget(address, parsed.GetValue(_pid)));
        if (parsed.GetValue(_against) is { } against)
            targets.Add(new BenchTarget(against, parsed.GetValue(_againstPid)));
        return new BenchSettings
        {
            Targets = targets,
            Corpus = new CorpusOptions
            {
                Events = parsed.GetValue(_events),
                Authors = parsed.GetValue(_authors),
                Seed = parsed.GetValue(_seed),
                Newest = parsed.GetValue(_newest),
                Follows = parsed.GetValue(_follows),
            },
            Options = new BenchOptions
            {
                Runs = parsed.GetValue(_runs),
                Connections = parsed.GetValue(_connections),
                InFlight = parsed.GetValue(_inFlight),
                QueryConnections = parsed.GetValue(_queryConnections),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(_seconds)),
                RoundTrips = parsed.GetValue(_roundTrips),
                Subscribers = parsed.GetValue(_subscribers),
                AuthorSubscriptions = parsed.GetValue(_byAuthor),
                Rate = parsed.GetValue(_rate),
                LiveEvents = parsed.GetValue(_liveEvents),
                Idle = parsed.GetValue(_idle),
                Connection = new ConnectionOptions
                {
                    OfferDeflate = parsed.GetValue(_deflate),
                    Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
                },
            },
            Only = Names(parsed.GetValue(_only)),
            Filters = parsed.GetValue(_filters),
            CorpusFile = parsed.GetValue(_corpus),
            JsonFile = parsed.GetValue(_json),
            EventsFile = parsed.GetValue(_write),
        };
    }

    void Validate(CommandResult result)
    {
        if (!IsGiven(result.GetResult(_address)) && !IsGiven(result.GetResult(_write)))
            result.AddError("which relay? Give its address, such as ws://127.0.0.1:7777/");
        if (IsGiven(result.GetResult(_corpus)) && IsGiven(result.GetResult(_events)))
            result.AddError("--events with --corpus: the file tells how many events there are");
        if (IsGiven(result.GetResult(_corpus)) && IsGiven(result.GetResult(_write)))
            result.AddError("--write-events with --corpus: the file is written already");
        var groups = WorkloadTable.Groups;
        var names = Names(result.GetResult(_only)?.Tokens.Select(static token => token.Value));
        foreach (var name in names)
        {
            if (name != WorkloadTable.All && !groups.Contains(name.Split('.')[0]))
                result.AddError($"--only {name}: the names are {WorkloadTable.All}, {string.Join(", ", groups)}");
        }
        if (names.Any(static name => name.Split('.')[0] is "memory" or "idle") && !IsGiven(result.GetResult(_pid)))
            result.AddError("the relay's memory is read from its process: name it with --pid");
    }

    static bool IsGiven(SymbolResult? result) => result is { Tokens.Count: > 0 };

    static string[] Names(IEnumerable<string>? only)
    {
        const StringSplitOptions NoneEmpty = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return [.. (only ?? []).SelectMany(static names => names.Split(',', NoneEmpty))];
    }

    static Uri? ParseAddress(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeWs)
            return address;
        result.AddError($"{text} is no address such as ws://127.0.0.1:7777/");
        return null;
    }

    static Option<int> Number(string name, string description, int value, int least = 1)
    {
        var option = new Option<int>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description}."),
            HelpName = "number",
            DefaultValueFactory = _ => value,
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var given) && given < least)
                result.AddError($"{name} must be at least {least}");
        });
        return option;
    }
}
