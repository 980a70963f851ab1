using System.CommandLine;
using Relay.Nostr;

namespace Relay.Server;

/// <summary>Options that select the events of an export.</summary>
sealed class ExportArguments
{
    readonly Option<long?> _since = Time("--since", "Export only events with this created_at or later");
    readonly Option<long?> _until = Time("--until", "Export only events with this created_at or earlier");

    readonly Option<ushort[]> _kinds = new("--kind")
    {
        Description = "Export only events of this kind; repeat the option for several kinds.",
    };

    readonly Option<Bytes32[]> _authors = new("--author")
    {
        Description = "Export only events of this author's public key (64 hex digits or npub); repeat the option for several authors.",
        CustomParser = static result =>
        {
            var authors = new List<Bytes32>();
            foreach (var token in result.Tokens)
            {
                if (Nip19.TryParsePublicKey(token.Value, out var key, out var reason))
                    authors.Add(new Bytes32(key));
                else
                    result.AddError($"--author {token.Value} {reason}");
            }
            return [.. authors];
        },
    };

    public void AddTo(Command command)
    {
        command.Add(_since);
        command.Add(_until);
        command.Add(_kinds);
        command.Add(_authors);
    }

    public Filter Read(ParseResult arguments) => new()
    {
        Since = arguments.GetValue(_since),
        Until = arguments.GetValue(_until),
        Kinds = arguments.GetValue(_kinds) is { Length: > 0 } kinds ? FilterSet.Create(kinds) : null,
        Authors = arguments.GetValue(_authors) is { Length: > 0 } authors ? FilterSet.Create(authors) : null,
    };

    static Option<long?> Time(string name, string description) => new(name)
    {
        Description = $"{description}: {TimeText.Forms}.",
        HelpName = "time",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TimeText.TryParse(text, DateTimeOffset.UtcNow, out var seconds))
                return seconds;
            result.AddError($"{name} {text} is no time: a time is {TimeText.Forms}");
            return null;
        },
    };
}
