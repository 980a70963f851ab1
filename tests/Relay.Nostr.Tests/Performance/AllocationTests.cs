using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Relay.Nostr.Tests;

/// <summary>Bytes allocated per operation, which unlike time are the same on every machine, compared with costs.json.</summary>
public sealed class AllocationTests
{
    static readonly PlainEvent Note = PlainEvent.Make(
        "hello nostr", [["e", PlainEvent.Hex64, "", "root"], ["p", PlainEvent.Author], ["t", "nostr"]]);

    static readonly Dictionary<string, Action> Operations = MakeOperations();

    static readonly Dictionary<string, long> Allowed = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, long>>>(
        File.ReadAllBytes(Path.Combine(RepositoryFolder.Path, "tests", "costs.json")))!["bytes allocated by the protocol"];

    public static TheoryData<string> Names() => [.. Allowed.Keys];

    [Fact]
    public void The_table_names_every_operation()
    {
        Assert.Equal(Operations.Keys.Order(StringComparer.Ordinal), Allowed.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operation_allocates_no_more_than_the_table_allows(string name)
    {
        const int rounds = 100;
        var operation = Operations[name];
        for (var i = 0; i < rounds; i++)
            operation();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
            operation();
        var perOperation = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;

        Assert.True(perOperation <= Allowed[name], $"{perOperation} bytes were allocated, {Allowed[name]} are allowed");
    }

    static Dictionary<string, Action> MakeOperations()
    {
        var parser = new EventParser();
        var e = Note.Parsed();
        var eventMessage = Encoding.UTF8.GetBytes($"[\"EVENT\",{Note.ToJson()}]");
        var escapedMessage = Encoding.UTF8.GetBytes(
            $"[\"EVENT\",{PlainEvent.Make("say \"hi\"\n", [["alt", "\"\\\u0001"]]).ToJson()}]");
        var request = Encoding.UTF8.GetBytes(
            $"[\"REQ\",\"feed\",{{\"kinds\":[1,6],\"authors\":[\"{PlainEvent.Author}\"],\"#t\":[\"nostr\"],\"limit\":50}}]");
        var filter = new Filter
        {
            Kinds = [1, 6, 7],
            Authors = FilterSet.Create<Bytes32>(
                [e.PublicKey, .. Enumerable.Range(100, 99).Select(i => Bytes32.Parse(new string('a', 61) + i))]),
            Tags = [new TagFilter('t', [new TagValue("nostr")])],
        };
        var hasher = new TermHasher(new byte[TermHasher.KeySize]);
        var terms = new TermList();
        var tags = new EventTags();
        var matcher = new FilterMatcher(filter, hasher);
        tags.Collect(e.View, hasher);
        var buffer = new byte[EventJson.MaxLength(e.View)];
        var writer = new ArrayBufferWriter<byte>(4096);
        var verifier = new SchnorrVerifier();
        using var key = SecretKey.FromBytes(Convert.FromHexString(PlainEvent.Hex64));
        var publicKey = key.PublicKey.ToArray();
        var signature = new byte[Schnorr.SignatureLength];
        key.Sign(e.Id.Span, signature);

        return new Dictionary<string, Action>
        {
            ["check the syntax of an EVENT message"] = () => Assert.True(JsonSyntax.IsValid(eventMessage)),
            ["read an EVENT message into a record"] = () => Assert.True(new ClientMessageReader(eventMessage).TryReadEvent(parser, out _)),
            ["read an EVENT message with escapes into a record"] =
                () => Assert.True(new ClientMessageReader(escapedMessage).TryReadEvent(parser, out _)),
            ["compute the id of an event"] = () => Assert.True(EventJson.ComputeId(e.View, buffer) == e.Id),
            ["write the JSON of an event"] = () => EventJson.Write(e.View, buffer),
            ["collect the terms an event is filed under"] = () => EventTerms.CollectStored(e.View, hasher, terms),
            ["collect the terms subscriptions wait under"] = () =>
            {
                tags.Collect(e.View, hasher);
                EventTerms.CollectLive(e.View, tags, terms);
            },
            ["match a filter of kinds, 100 authors and a tag by hashes"] = () => Assert.True(matcher.Matches(e.View, tags)),
            ["match a filter of kinds, 100 authors and a tag"] = () => Assert.True(filter.Matches(e.View)),
            ["verify a signature of a known key"] = () => Assert.True(verifier.Verify(signature, e.View.Record[..32], publicKey)),
            ["read a REQ message of one filter"] = () =>
            {
                var reader = new ClientMessageReader(request);
                Assert.True(reader.TryReadSubscriptionId(out _));
                Assert.NotNull(reader.ReadFilters(FilterBounds.None, out _));
            },
            ["read a CLOSE message"] = () => Assert.True(new ClientMessageReader("[\"CLOSE\",\"feed\"]"u8).TryReadSubscriptionId(out _)),
            ["write an OK message"] = () =>
            {
                writer.ResetWrittenCount();
                RelayMessage.WriteOk(writer, e.Id, false, "invalid: event id does not match");
            },
        };
    }
}
