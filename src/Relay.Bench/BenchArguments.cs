using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Relay.Bench;

/// <summary>The command line of the bench.</summary>
sealed class BenchArguments
{
    static readonly BenchOptions Defaults = new();
    static readonly CorpusOptions CorpusDefaults = new();

    readonly Argument<Uri?> _address = new("address")
    {
        Description = "The relay to measure, as ws://host:port/.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ParseAddress,
    };

    readonly Option<Uri?> _against = new("--against")
    {
        Description = "A second relay. Both do each run by turns, and the table shows how many times better the first one is.",
        HelpName = "address",
        CustomParser = ParseAddress,
    };

    readonly TargetArguments _relay = new("--", "the relay");
    readonly TargetArguments _other = new("--against-", "the second relay");

    readonly Option<string[]> _only = new("--only")
    {
        Description = "Run only some of the rows. Names are separated by commas: "
            + string.Join(", ", WorkloadTable.Groups) + ", single rows such as req.ids-20, or groups of rows such as live.fanout*.",
        HelpName = "names",
    };

    readonly Option<int> _runs = Number("--runs", "Measured runs of each row, after one warm-up run", Defaults.Runs);
    readonly Option<int> _events = Number("--events", "Number of test events (the corpus)", CorpusDefaults.Events, least: 100);
    readonly Option<int> _authors = Number("--authors", "Number of authors of the test events", CorpusDefaults.Authors, least: 20);
    readonly Option<int> _seed = Number(
        "--seed", "Seed of the random test events; another seed makes other events", CorpusDefaults.Seed, least: 0);

    readonly Option<long> _newest = new("--newest")
    {
        Description = "The time of the newest test event, in seconds since 1970.",
        HelpName = "seconds",
        DefaultValueFactory = static _ => CorpusDefaults.Newest,
    };

    readonly Option<int> _follows = Number(
        "--follows", "Number of keys in the longest follow list of the test events", CorpusDefaults.Follows);
    readonly Option<string?> _corpus = new("--corpus")
    {
        Description = "Read the test events from this file instead of making them. --write-events must have written it "
            + "with the same options.",
        HelpName = "file",
    };

    readonly Option<string?> _filters = new("--filters")
    {
        Description = "Ask the queries in this file instead of the built-in ones: one JSON array of filters per line.",
        HelpName = "file",
    };

    readonly Option<int> _connections = Number("--connections", "Number of connections that publish", Defaults.Connections);
    readonly Option<int> _inFlight = Number("--in-flight", "Number of unanswered events on each of these connections", Defaults.InFlight);
    readonly Option<int> _queryConnections = Number(
        "--query-connections", "Number of connections that ask queries", Defaults.QueryConnections);
    readonly Option<int> _seconds = Number(
        "--seconds", "Seconds that a run of queries or live events lasts", (int)Defaults.Duration.TotalSeconds);
    readonly Option<int> _roundTrips = Number(
        "--round-trips", "Number of events in a run that publishes one event at a time", Defaults.RoundTrips);
    readonly Option<int> _subscribers = Number("--subscribers", "Number of connections that receive live events", Defaults.Subscribers);
    readonly Option<int> _byAuthor = Number(
        "--author-subscriptions", "Number of subscriptions to authors on these connections", Defaults.AuthorSubscriptions);
    readonly Option<int> _rate = Number("--rate", "Live events per second", Defaults.Rate);
    readonly Option<int> _liveEvents = Number(
        "--live-events", "Number of events in a run that delivers live events as fast as possible", Defaults.LiveEvents);
    readonly Option<int[]> _fanout = Numbers(
        "--fanout", "Numbers of subscriptions that wait for live events, measured one after the other", Defaults.Fanout);
    readonly Option<int[]> _growth = Numbers(
        "--growth", "Numbers of connections that share the same work, measured one after the other", Defaults.Growth);
    readonly Option<int> _idle = Number("--idle", "Number of idle connections", Defaults.Idle);
    readonly Option<int> _timeout = Number(
        "--timeout", "Seconds without an answer after which a row fails", (int)Defaults.Connection.Timeout.TotalSeconds);
    readonly Option<bool> _deflate = new("--deflate") { Description = "Offer permessage-deflate, as browsers do." };
    readonly Option<string?> _json = new("--json") { Description = "Write all measurements into this file.", HelpName = "file" };
    readonly Option<string?> _chart = new("--chart")
    {
        Description = "Write a page with charts of the results into this file (HTML).",
        HelpName = "file",
    };
    readonly Option<string[]> _compare = new("--compare")
    {
        Description = "Measure nothing. Show the results in these files, which --json wrote, side by side.",
        HelpName = "files",
        AllowMultipleArgumentsPerToken = true,
    };

    readonly Option<string?> _write = new("--write-events")
    {
        Description = "Measure nothing. Write the test events into this file, one JSON event per line; - is standard output.",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Add(_address);
        foreach (var option in new Option[]
        {
            _against, _only, _runs, _events, _authors, _seed, _newest, _follows, _corpus, _filters, _connections, _inFlight,
            _queryConnections, _seconds, _roundTrips, _subscribers, _byAuthor, _rate, _liveEvents, _fanout, _growth, _idle,
            _deflate, _timeout, _json, _chart, _compare, _write,
        })
            command.Add(option);
        foreach (var option in _relay.All.Concat(_other.All))
            command.Add(option);
        command.Validators.Add(Validate);
    }

    public BenchSettings Read(ParseResult parsed)
    {
        var targets = new List<BenchTarget>();
        if (parsed.GetValue(_address) is { } address)
            targets.Add(_relay.Read(parsed, address));
        if (parsed.GetValue(_against) is { } against)
            targets.Add(_other.Read(parsed, against));
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
                Fanout = parsed.GetValue(_fanout) is { Length: > 0 } fanout ? fanout : Defaults.Fanout,
                Growth = parsed.GetValue(_growth) is { Length: > 0 } growth ? growth : Defaults.Growth,
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
            ChartFile = parsed.GetValue(_chart),
            Compared = parsed.GetValue(_compare) ?? [],
            EventsFile = parsed.GetValue(_write),
        };
    }

    void Validate(CommandResult result)
    {
        if (result.GetResult(_address) is not { Tokens.Count: > 0 } && !IsGiven(_write) && !IsGiven(_compare))
            result.AddError("no relay is given: name its address, such as ws://127.0.0.1:7777/");
        if (IsGiven(_corpus) && IsGiven(_events))
            result.AddError("--events cannot be used with --corpus: the file determines the number of events");
        if (IsGiven(_corpus) && IsGiven(_write))
            result.AddError("--write-events cannot be used with --corpus: the file already exists");
        foreach (var option in _other.All)
        {
            if (IsGiven(option) && !IsGiven(_against))
                result.AddError($"{option.Name} needs --against, which names the second relay");
        }
        var groups = WorkloadTable.Groups;
        foreach (var name in Names(result.GetResult(_only)?.Tokens.Select(static token => token.Value)))
        {
            var row = name.TrimEnd('*');
            if (row != WorkloadTable.All && !groups.Contains(row.Split('.')[0]))
                result.AddError($"--only {name}: there is no such row; the names are {WorkloadTable.All}, {string.Join(", ", groups)}");
            if (_relay.NeededBy(row) is { } needed && !IsGiven(needed))
                result.AddError($"--only {name} needs {needed.Name}");
            if (IsGiven(_against) && _other.NeededBy(row) is { } other && !IsGiven(other))
                result.AddError($"--only {name} with --against needs {other.Name}");
        }

        bool IsGiven(Option option) => result.GetResult(option) is { Tokens.Count: > 0 };
    }

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
        result.AddError($"{text} is not an address such as ws://127.0.0.1:7777/");
        return null;
    }

    static Option<int[]> Numbers(string name, string description, IReadOnlyList<int> values) => new(name)
    {
        // The library would show the default with other separators than those that must be typed.
        Description = $"{description}, separated by commas. [default: {string.Join(',', values)}]",
        HelpName = "numbers",
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var text in Names(result.Tokens.Select(static token => token.Value)))
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                    numbers.Add(number);
                else
                    result.AddError($"{name}: {text} is not a number of at least 1");
            }
            return [.. numbers];
        },
    };

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
