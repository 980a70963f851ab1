using System.CommandLine;
using Relay.Core;

namespace Relay.Server;

/// <summary>The argument FILTER of commands that are about stored events.</summary>
sealed class FilterArgument
{
    const string Standard = "-";

    readonly Argument<string[]> _filters = new("filter")
    {
        Description = "Which events: filters as in NIP-01, or - to read them from standard input. {} matches every event.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>What may stand in filters besides NIP-01, for the help of commands.</summary>
    public const string Help =
        "A filter is JSON as in a REQ. Several stand in an array, one after the other, or as several arguments. since and until may also "
        + "be a date, or ago, such as \"2h\" or \"3d\". authors, ids, #p and #e may also name npub, nprofile, note and nevent.";

    public void AddTo(Command command)
    {
        // A mistyped option is no filter.
        _filters.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens)
            {
                if (token.Value is ['-', _, ..])
                    result.AddError($"{token.Value} is not an option");
            }
        });
        command.Add(_filters);
    }

    /// <summary>
    /// Reads the filters. Throws a <see cref="UsageException"/> if there are none or one is wrong. Without an argument it reads standard
    /// input, unless somebody would have to type it.
    /// </summary>
    public async Task<EventSelection> ReadAsync(ParseResult arguments, CancellationToken cancel)
    {
        var texts = arguments.GetValue(_filters) ?? [];
        if (texts.Length == 0)
        {
            texts = Console.IsInputRedirected
                ? [Standard]
                : throw new UsageException("no filter is given, such as '{\"kinds\":[1],\"since\":\"2h\"}'; '{}' matches every event");
        }
        var now = DateTimeOffset.UtcNow;
        var filters = new List<string>();
        foreach (var text in texts)
        {
            // A read from a pipe cannot be cancelled, so a cancelled caller stops waiting for it.
            var json = text == Standard ? await Task.Run(Console.In.ReadToEnd, cancel).WaitAsync(cancel) : text;
            filters.AddRange(FilterText.Parse(json, now));
        }
        return new EventSelection { Filters = filters };
    }
}
