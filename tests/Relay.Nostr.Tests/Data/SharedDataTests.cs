using System.Text;
using System.Text.Json;

namespace Relay.Nostr.Tests;

/// <summary>Every event that other programs made must be read with the same meaning.</summary>
public sealed class SharedDataTests
{
    readonly SchnorrVerifier _verifier = new();

    readonly EventParser _parser = new();

    [Fact]
    public void Every_real_event_is_read_verifies_and_comes_back_the_same()
    {
        int accepted = 0, refused = 0;
        foreach (var line in SharedData.Lines("real-events.jsonl.gz"))
            _ = AssertReadWhole(line) ? accepted++ : refused++;

        Assert.True(accepted > 15_000, $"{accepted} accepted, {refused} refused");
        Assert.True(refused < 20, $"{accepted} accepted, {refused} refused");
    }

    [Fact]
    public void Real_events_at_the_edges_of_NIP_01_have_their_canonical_form()
    {
        foreach (var line in SharedData.Lines("vectors/nip01-real-edge-events.jsonl"))
        {
            using var row = JsonDocument.Parse(line);
            if (AssertReadWhole(Utf8(row.RootElement.GetProperty("event"))))
                AssertCanonical(row.RootElement);
        }
    }

    [Fact]
    public void Made_events_are_accepted_exactly_where_JSON_stringify_gives_their_id()
    {
        foreach (var line in SharedData.Lines("vectors/nip01-synthetic-edge-events.jsonl"))
        {
            using var row = JsonDocument.Parse(line);
            var e = Utf8(row.RootElement.GetProperty("event"));
            if (row.RootElement.GetProperty("id_rules").EnumerateArray().Any(rule => rule.GetString() == "json-stringify"))
            {
                if (AssertReadWhole(e))
                    AssertCanonical(row.RootElement);
            }
            else
            {
                Assert.False(_parser.TryParse(e, out var problem));
                Assert.Equal("invalid: event id does not match", problem);
            }
        }
    }

    [Fact]
    public void Events_printed_in_the_NIPs_verify_where_they_are_known_to()
    {
        using var file = JsonDocument.Parse(SharedData.Bytes("vectors/nips-example-events.json"));
        foreach (var row in file.RootElement.GetProperty("examples").EnumerateArray())
        {
            var verifies = _parser.TryParse(Utf8(row.GetProperty("event")), out _) && Verifies();
            Assert.True(row.GetProperty("verifies").GetBoolean() == verifies, row.GetRawText());
        }
    }

    [Fact]
    public void Signatures_of_the_same_id_that_differ_are_all_valid()
    {
        foreach (var line in SharedData.Lines("vectors/same-id-different-sig.jsonl"))
        {
            using var row = JsonDocument.Parse(line);
            var signatures = new HashSet<string>();
            foreach (var e in row.RootElement.GetProperty("events").EnumerateArray())
            {
                Assert.True(AssertReadWhole(Utf8(e)));
                Assert.Equal(row.RootElement.GetProperty("id").GetString(), _parser.View.Id.ToString());
                Assert.True(signatures.Add(Convert.ToHexStringLower(_parser.View.Signature)));
            }
            Assert.True(signatures.Count >= 2);
        }
    }

    /// <summary>False for the few events whose form NIP-01 forbids: a kind beyond 16 bits, or a tag without items.</summary>
    bool AssertReadWhole(byte[] json)
    {
        var expected = PlainEventReader.Read(json);
        var accepted = _parser.TryParse(json, out var problem);
        if (expected is null)
        {
            using var document = JsonDocument.Parse(json);
            Assert.True(
                document.RootElement.GetProperty("kind").GetInt64() > 65535
                || document.RootElement.GetProperty("tags").EnumerateArray().Any(tag => tag.GetArrayLength() == 0));
            Assert.False(accepted);
            return false;
        }
        Assert.Null(problem);
        Assert.True(Verifies(), expected.Id);
        Assert.Equal(expected, PlainEvent.Of(_parser.View));
        Assert.Equal(expected, PlainEventReader.Read(new NostrEvent(_parser.View).ToJson()));
        Assert.Equal(expected.Canonical, Canonical());
        return true;
    }

    /// <summary>Rows with long texts leave the canonical form out.</summary>
    void AssertCanonical(JsonElement row)
    {
        if (row.TryGetProperty("serialized", out var text) && text.ValueKind == JsonValueKind.String)
            Assert.Equal(text.GetString(), Canonical());
    }

    bool Verifies()
    {
        var view = _parser.View;
        return _verifier.Verify(view.Signature, view.Id.Span, view.PublicKey.Span);
    }

    string Canonical()
    {
        var canonical = new byte[EventJson.MaxLength(_parser.View)];
        return Encoding.UTF8.GetString(canonical, 0, EventJson.WriteCanonical(_parser.View, canonical));
    }

    static byte[] Utf8(JsonElement e) => Encoding.UTF8.GetBytes(e.GetRawText());
}
