using System.Globalization;
using System.Text.RegularExpressions;
using Relay.Nostr.Tests;

namespace Relay.Repository.Tests;

/// <summary>Every log message has an id of its own, so that filtering a log by id gives one message.</summary>
public sealed partial class LogEventIdTests
{
    [Fact]
    public void Each_event_id_belongs_to_one_message()
    {
        var uses = new Dictionary<int, List<string>>();
        foreach (var path in SourceFiles.Of("src"))
        {
            foreach (Match match in EventId().Matches(File.ReadAllText(path)))
            {
                var id = int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture);
                if (!uses.TryGetValue(id, out var places))
                    uses.Add(id, places = []);
                places.Add(Path.GetRelativePath(RepositoryFolder.Path, path));
            }
        }

        Assert.True(uses.Count > 70, "the messages were not found");
        Assert.Empty(uses.Where(static use => use.Value.Count > 1).Select(static use => $"{use.Key}: {string.Join(", ", use.Value)}"));
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?<id>\d+),")]
    private static partial Regex EventId();
}
