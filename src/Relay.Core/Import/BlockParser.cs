using System.Collections.Concurrent;
using Relay.Nostr;

namespace Relay.Core;

/// <summary>Parses, checks and verifies the events of blocks. Thread-safe: blocks are parsed in parallel.</summary>
sealed class BlockParser(IEventStore store, AdmissionRules rules, ImportOptions options, int maxLineLength)
{
    readonly ConcurrentBag<EventParser> _parsers = [];
    readonly SchnorrVerifier _verifier = new();

    /// <summary>Parses a block and disposes it.</summary>
    public ParsedBlock Parse(LineBlock block)
    {
        var parsed = new ParsedBlock();
        if (!_parsers.TryTake(out var parser))
            parser = new EventParser();
        using (block)
        {
            if (block.IsTooLong)
                AddBad(parsed, block.FirstLine, TooLong);
            var line = block.FirstLine;
            foreach (var range in block.Bytes.Split((byte)'\n'))
                ParseLine(parser, block.Bytes[range], line++, parsed);
        }
        _parsers.Add(parser);
        return parsed;
    }

    string TooLong => $"invalid: the line is longer than {maxLineLength} bytes";

    void ParseLine(EventParser parser, ReadOnlySpan<byte> line, long number, ParsedBlock parsed)
    {
        line = line.Trim(" \t\r"u8);
        if (line.IsEmpty)
            return;
        if (line.Length > maxLineLength)
        {
            AddBad(parsed, number, TooLong);
            return;
        }
        if (!parser.TryParse(line, out var problem))
        {
            AddBad(parsed, number, problem!);
            return;
        }
        parsed.Lines++;
        var e = parser.View;
        // Policies, rate limits and size limits apply to clients only. Deletions by authors, and the store's own rules, apply here too.
        if (Kind.ClassOf(e.Kind) == KindClass.Ephemeral)
            parsed.Skipped++;
        else if (Check(e) is { IsRefused: true } refusal)
            parsed.Refused.Add(new ImportProblem(number, refusal.Message));
        // Looking up a known event is a hundred times cheaper than verifying it again.
        else if (!options.Trusted && store.Contains(e.Id))
            parsed.Known++;
        else if (!options.Trusted && !_verifier.Verify(e.Signature, e.Id.Span, e.PublicKey.Span))
            parsed.Bad.Add(new ImportProblem(number, "invalid: signature is invalid"));
        else
        {
            parsed.Events.Add(new NostrEvent(e));
            parsed.EventLines.Add(number);
        }
    }

    Verdict Check(EventView e) =>
        e.IsProtected && !options.KeepProtected ? Verdict.Blocked("protected events are not accepted") : rules.Check(e, now: 0);

    static void AddBad(ParsedBlock parsed, long line, string reason)
    {
        parsed.Lines++;
        parsed.Bad.Add(new ImportProblem(line, reason));
    }
}
