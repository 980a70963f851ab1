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

    /// <summary>A handler of the QueryEvents hook: a report for each city in the filter's <c>t</c> tags.</summary>
    public IEnumerable<NostrEvent> Reports(Filter filter) =>
        filter.Kinds?.Contains(Report) == true ? filter.TagValues('t').Select(Make) : [];

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
