using System.Collections.Concurrent;
using System.Globalization;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Parses, checks and verifies the events of blocks. Thread-safe: blocks are parsed in parallel.</summary>
sealed class BlockParser(IEventStore store, ImportRules rules, ImportOptions options, int maxValueLength)
{
    const string NotJson = "invalid: not valid JSON";

    readonly ConcurrentBag<EventParser> _parsers = [];
    readonly SchnorrVerifier _verifier = new();

    /// <summary>Parses a block and disposes it.</summary>
    public ParsedBlock Parse(ValueBlock block)
    {
        var parsed = new ParsedBlock(options.ProblemsShown);
        if (!_parsers.TryTake(out var parser))
            parser = new EventParser();
        using (block)
        {
            if (block.IsTooLong)
            {
                parsed.Values++;
                parsed.AddBad(block.FirstLine, block.Column, TooLong);
            }
            ParseValues(parser, block, parsed);
        }
        _parsers.Add(parser);
        return parsed;
    }

    string TooLong => string.Create(CultureInfo.InvariantCulture, $"invalid: longer than {maxValueLength:N0} bytes");

    void ParseValues(EventParser parser, ValueBlock block, ParsedBlock parsed)
    {
        var text = block.Bytes;
        var scanner = new ValueScanner();
        var line = block.FirstLine;
        long column = block.Column, lineStart = 0;
        int at = 0, counted = 0;
        while (true)
        {
            var isFound = ValueScanner.TryFind(text, ref at, isEnd: true);
            if (text[counted..at].LastIndexOf((byte)'\n') is >= 0 and var lineFeed)
            {
                line += text[counted..at].Count((byte)'\n');
                (column, lineStart) = (0, counted + lineFeed + 1);
            }
            counted = at;
            if (!isFound)
                return;
            var startsLine = ValueScanner.StartsLine(text, at, block.Column);
            if (startsLine && text[at] == '{' && TryParseLine(parser, text[at..], line, parsed) is > 0 and var length)
            {
                at += length;
                continue;
            }
            var start = at;
            scanner.Start(text[at], startsLine);
            scanner.TryEnd(text, ref at, isEnd: true);
            ParseValue(parser, text[start..at], line, startsLine ? 0 : column + start - lineStart, parsed);
        }
    }

    /// <summary>Reads one event that fills the rest of its line. Returns the length to pass over, or 0 for another shape.</summary>
    int TryParseLine(EventParser parser, ReadOnlySpan<byte> text, long number, ParsedBlock parsed)
    {
        var lineFeed = text.IndexOf((byte)'\n');
        var line = lineFeed < 0 ? text : text[..lineFeed];
        if (!ValueScanner.IsClosed(line) || line.Length > maxValueLength)
            return 0;
        if (parser.TryParse(line, out var problem))
            Add(parser.View, number, 0, parsed);
        else if (problem == NotJson)
            return 0;
        else
            parsed.AddBad(number, 0, problem!);
        parsed.Values++;
        return line.Length;
    }

    /// <param name="parser">The parser.</param>
    /// <param name="value">An event, a message, or text that is neither.</param>
    /// <param name="line">The line in which it begins.</param>
    /// <param name="column">The bytes of the line before it; 0 if it begins the line.</param>
    /// <param name="parsed">Gets the outcome.</param>
    void ParseValue(EventParser parser, ReadOnlySpan<byte> value, long line, long column, ParsedBlock parsed)
    {
        parsed.Values++;
        if (value.Length > maxValueLength)
        {
            parsed.AddBad(line, column, TooLong);
            return;
        }
        if (value[0] == '[')
        {
            value = EventMessage.Find(value, out var reason);
            if (value.IsEmpty)
            {
                if (reason is null)
                    parsed.Skipped++;
                else
                    parsed.AddBad(line, column, reason);
                return;
            }
        }
        if (parser.TryParse(value, out var problem))
            Add(parser.View, line, column, parsed);
        else
            parsed.AddBad(line, column, problem!);
    }

    void Add(EventView e, long line, long column, ParsedBlock parsed)
    {
        // Policies, rate limits and size limits apply to clients only. Deletions by authors, and the store's own rules, apply here too.
        if (Kind.ClassOf(e.Kind) == KindClass.Ephemeral)
            parsed.Skipped++;
        else if (e.IsProtected && options.SkipProtected)
            parsed.Protected++;
        else if (rules.IsTooFarAhead(e))
            parsed.Future++;
        else if (rules.Check(e) is { IsRefused: true } refusal)
            parsed.AddRefused(line, column, refusal.Message);
        // Looking up a known event is a hundred times cheaper than verifying it again.
        else if (!options.Trusted && store.Contains(e.Id))
            parsed.Known++;
        else if (!options.Trusted && !_verifier.Verify(e.Signature, e.Id.Span, e.PublicKey.Span))
            parsed.AddBad(line, column, "invalid: signature is invalid");
        else
        {
            parsed.Events.Add(new NostrEvent(e));
            parsed.EventLines.Add(line);
        }
    }
}
