using Relay.Core;
using Relay.Nostr;

namespace EmbeddedRelay;

/// <summary>
/// Answers queries with events that nobody published: it makes and signs a report for each city that a filter names.
/// Try <c>["REQ","w",{"kinds":[23050],"#t":["london"]}]</c> with a client.
/// </summary>
sealed class WeatherStation(TimeProvider time)
{
    /// <summary>An ephemeral kind of this sample's own, which no store keeps.</summary>
    public const ushort Report = 23050;

    static readonly string[] Skies = ["sunny", "cloudy", "rain", "snow", "fog"];

    readonly SecretKey _key = SecretKey.Generate();

    /// <summary>A handler of the QueryEvents hook: writes matching events, and waits while the client reads slowly.</summary>
    public async ValueTask AnswerAsync(IReadOnlyList<Filter> filters, IEventSink sink, CancellationToken cancel)
    {
        foreach (var filter in filters)
        {
            if (filter.Kinds?.Contains(Report) != true)
                continue;
            foreach (var tag in filter.Tags)
            {
                if (tag.Letter != 't')
                    continue;
                foreach (var city in tag.Values)
                {
                    var report = Make(city.ToString());
                    while (!sink.TryWrite(report.View))
                        await sink.WaitForRoomAsync(cancel);
                }
            }
        }
    }

    NostrEvent Make(string city)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var sky = Skies[(city.Length + now / 3600) % Skies.Length];
        return new EventDraft
        {
            Kind = Report,
            CreatedAt = now,
            Tags = [["t", city]],
            Content = $"The sky over {city} is: {sky}",
        }.Sign(_key);
    }
}
