using System.Globalization;

namespace Relay.Server;

/// <summary>Writes statistics as lines of text.</summary>
static class TopScreen
{
    static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>The lines, none wider than <paramref name="width"/>.</summary>
    public static IEnumerable<string> Lines(RelayStatistics now, int width) =>
        All(now).Select(line => TerminalText.Cut(line, width));

    static IEnumerable<string> All(RelayStatistics now)
    {
        yield return $"{now.Program}   up {Duration(now.UptimeSeconds)}   {string.Join(", ", now.Addresses)}";
        yield return $"store {now.Health}{(now.IsDraining ? "   DRAINING: no new connections" : "")}   memory {Size(now.MemoryBytes)}   "
            + Text($"processors {now.Processors:0.00}");
        yield return "";
        yield return Text($"connections   {now.Connections,8:N0} open   {Rate(now, now.Opened)} opened   {Rate(now, now.Closed)} closed   ")
            + $"{Rate(now, now.TurnedAway)} turned away";
        yield return $"events        {Rate(now, now.Accepted.Values.Sum())} accepted{Words(now.Accepted)}";
        yield return $"              {Rate(now, now.Refused.Values.Sum())} refused{Words(now.Refused)}";
        yield return $"              {Rate(now, now.Sent)} sent to clients";
        yield return $"queries       {Rate(now, now.Queries)} answered, the slowest in {Milliseconds(now.SlowestQueryMilliseconds)}   "
            + $"{Rate(now, now.QueriesRefused.Values.Sum())} refused{Words(now.QueriesRefused)}";
        yield return $"store         {Rate(now, now.Commits)} commits, the slowest in {Milliseconds(now.SlowestCommitMilliseconds)}";
        yield return Text($"subscriptions {now.Subscriptions,8:N0} open");
        if (now.TopClients.Count > 0)
        {
            yield return "";
            yield return $"{"CONNECTION",10}  {"ADDRESS",-39}  {"SUBSCRIPTIONS",13}  {"MEMORY",10}  {"STEPS/EVENT",11}";
            foreach (var client in now.TopClients)
            {
                yield return Text($"{client.Connection,10}  {client.Address ?? "-",-39}  {client.Subscriptions,13:N0}  ")
                    + Cost(client.Bytes, client.StepsPerEvent);
            }
        }
        if (now.TopSubscriptions.Count > 0)
        {
            yield return "";
            yield return $"{"CONNECTION",10}  {"SUBSCRIPTION",-39}  {"",13}  {"MEMORY",10}  {"STEPS/EVENT",11}";
            foreach (var one in now.TopSubscriptions)
            {
                yield return Text($"{one.Connection,10}  {TerminalText.Fit(TerminalText.Clean(one.Id), 39)}  {"",13}  ")
                    + Cost(one.Bytes, one.StepsPerEvent);
            }
        }
        if (now.SlowQueries.Count > 0)
        {
            yield return "";
            yield return $"{"CONNECTION",10}  {"AT (UTC)",-8}  {"WORKED",10}  {"EVENTS",10}  SLOW QUERY";
            foreach (var query in now.SlowQueries)
            {
                yield return Text($"{query.Connection,10}  {query.At.UtcDateTime:HH:mm:ss}  {Milliseconds(query.Milliseconds),10}  ")
                    + Text($"{query.Events,10:N0}  {query.Message} {TerminalText.Clean(query.Filters)}");
            }
        }
    }

    static string Cost(long bytes, long stepsPerEvent) => Text($"{Size(bytes),10}  {stepsPerEvent,11:N0}");

    /// <summary>How often a second.</summary>
    static string Rate(RelayStatistics now, long count) => Text($"{count / now.Seconds,8:N1}/s");

    static string Words(IReadOnlyDictionary<string, long> words) =>
        words.Count == 0 ? "" : $" ({string.Join(", ", words.OrderByDescending(static word => word.Value).Select(Word))})";

    static string Word(KeyValuePair<string, long> word) => Text($"{word.Value} {word.Key}");

    static string Milliseconds(double time) => Text($"{time:N0} ms");

    static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Floor(seconds));
        return time.Days > 0 ? Text($"{time.Days} d {time:hh\\:mm\\:ss}") : time.ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
    }

    static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < Sizes.Length - 1; unit++)
            bytes /= 1024;
        return unit == 0 ? Text($"{bytes:0} {Sizes[unit]}") : Text($"{bytes:0.0} {Sizes[unit]}");
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
