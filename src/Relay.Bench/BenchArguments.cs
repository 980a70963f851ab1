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

    readonly TargetArguments _relay = new("--", "the relay");
    readonly TargetArguments _other = new("--against-", "the second relay");

    readonly Option<string[]> _only = new("--only")
    {
        Description = "Do some of the work only, names separated by commas: "
            + string.Join(", ", WorkloadTable.Groups) + ", single rows such as req.ids-20, or several such as live.fanout*.",
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
    readonly Option<int[]> _fanout = Numbers("--fanout", "Numbers of subscriptions that wait for live events", Defaults.Fanout);
    readonly Option<int[]> _growth = Numbers("--growth", "Numbers of connections that the same work is spread over", Defaults.Growth);
    readonly Option<int> _idle = Number("--idle", "Idle connections", Defaults.Idle);
    readonly Option<int> _timeout = Number("--timeout", "Seconds of silence that end a row", (int)Defaults.Connection.Timeout.TotalSeconds);
    readonly Option<bool> _deflate = new("--deflate") { Description = "Offer permessage-deflate, as browsers do." };
    readonly Option<string?> _json = new("--json") { Description = "Write all that was measured into this file.", HelpName = "file" };
    readonly Option<string?> _chart = new("--chart") { Description = "Draw the results into this file (HTML).", HelpName = "file" };
    readonly Option<string[]> _compare = new("--compare")
    {
        Description = "Measure nothing, but show the results of these files, which --json wrote, side by side.",
        HelpName = "files",
        AllowMultipleArgumentsPerToken = true,
    };

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
                Fanout = parsed.GetValue(_fanout)!,
                Growth = parsed.GetValue(_growth)!,
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
            result.AddError("which relay? Give its address, such as ws://127.0.0.1:7777/");
        if (IsGiven(_corpus) && IsGiven(_events))
            result.AddError("--events with --corpus: the file tells how many events there are");
        if (IsGiven(_corpus) && IsGiven(_write))
            result.AddError("--write-events with --corpus: the file is written already");
        foreach (var option in _other.All)
        {
            if (IsGiven(option) && !IsGiven(_against))
                result.AddError($"{option.Name} without --against: which relay is the second?");
        }
        var groups = WorkloadTable.Groups;
        foreach (var name in Names(result.GetResult(_only)?.Tokens.Select(static token => token.Value)))
        {
            var row = name.TrimEnd('*');
            if (row != WorkloadTable.All && !groups.Contains(row.Split('.')[0]))
                result.AddError($"--only {name}: the names are {WorkloadTable.All}, {string.Join(", ", groups)}");
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
        result.AddError($"{text} is no address such as ws://127.0.0.1:7777/");
        return null;
    }

    static Option<int[]> Numbers(string name, string description, IReadOnlyList<int> values) => new(name)
    {
        Description = $"{description}, separated by commas.",
        HelpName = "numbers",
        DefaultValueFactory = _ => [.. values],
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var text in Names(result.Tokens.Select(static token => token.Value)))
            {
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                    numbers.Add(number);
                else
                    result.AddError($"{name}: {text} is no number from 1 on");
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
