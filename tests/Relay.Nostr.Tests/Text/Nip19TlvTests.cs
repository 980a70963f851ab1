namespace Relay.Nostr.Tests;

/// <summary>
/// The texts that carry a list of fields. Those given as a whole were written by another implementation, nostr-tools 2.25.2.
/// </summary>
public sealed class Nip19TlvTests
{
    static readonly byte[] Key = Convert.FromHexString("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d");
    static readonly byte[] Id = [.. new byte[31], 1];
    static readonly byte[] Author = Field(2, Key);
    static readonly byte[] Kind1 = Field(3, [0, 0, 0, 1]);

    [Fact]
    public void Nevent_names_an_event_its_author_kind_and_relay()
    {
        var entity = Decode(
            "nevent1qvzqqqqqqypzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqyfhwumn8ghj7un9d3shjtn90psk6urvv5q"
            + "zqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqp42hl99");

        Assert.Equal(Nip19EntityType.Event, entity.Type);
        Assert.Equal(Id, entity.EventId);
        Assert.Equal(Key, entity.PublicKey);
        Assert.Equal(1, entity.Kind);
        Assert.Equal(["wss://relay.example"], entity.Relays);
    }

    [Fact]
    public void Nevent_may_lack_all_but_the_id()
    {
        var entity = Decode("nevent1qqsqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqgaffult");

        Assert.Equal(Id, entity.EventId);
        Assert.Null(entity.PublicKey);
        Assert.Null(entity.Kind);
        Assert.Empty(entity.Relays);
    }

    [Fact]
    public void Naddr_names_identifier_author_and_kind()
    {
        var entity = Decode(
            "naddr1qvzqqqr4gupzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqyfhwumn8ghj7un9d3shjtn90psk6urvv5qq2cmpvmp6jjyuef8");

        Assert.Equal(Nip19EntityType.Address, entity.Type);
        Assert.Equal("café", entity.Identifier);
        Assert.Equal(Key, entity.PublicKey);
        Assert.Equal(30023, entity.Kind);
        Assert.Equal(["wss://relay.example"], entity.Relays);
    }

    [Fact]
    public void The_identifier_of_naddr_may_be_empty()
    {
        var entity = Decode("naddr1qvzqqqp8zgpzqwlsccluhy6xxsr6l9a9uhhxf75g85g8a709tprjcn4e42h053vaqqqq5nzc43");

        Assert.Equal("", entity.Identifier);
        Assert.Equal(10002, entity.Kind);
    }

    [Fact]
    public void Nrelay_names_a_relay()
    {
        var entity = Decode(Bech32.Encode("nrelay", Field(0, "wss://relay.example"u8)));

        Assert.Equal(Nip19EntityType.Relay, entity.Type);
        Assert.Equal(["wss://relay.example"], entity.Relays);
    }

    [Fact]
    public void Unknown_fields_are_skipped_and_of_repeated_ones_the_first_counts()
    {
        byte[] fields = [.. Field(9, "?"u8), .. Field(0, Id), .. Field(0, Key), .. Kind1, .. Field(3, [0, 0, 0, 2]), .. Field(255, [])];

        var entity = Decode(Bech32.Encode("nevent", fields));

        Assert.Equal(Id, entity.EventId);
        Assert.Equal(1, entity.Kind);
    }

    [Fact]
    public void Greatest_kind_is_65535()
    {
        Assert.Equal(65535, Decode(Bech32.Encode("nevent", [.. Field(0, Id), .. Field(3, [0, 0, 255, 255])])).Kind);
        Refused("nevent", [.. Field(0, Id), .. Field(3, [0, 1, 0, 0])], "kind");
        Refused("nevent", [.. Field(0, Id), .. Field(3, [255, 255, 255, 255])], "kind");
    }

    [Theory]
    [InlineData("nprofile")]
    [InlineData("nevent")]
    [InlineData("naddr")]
    [InlineData("nrelay")]
    public void What_is_named_must_be_there(string prefix)
    {
        Refused(prefix, [], "lacks what it is to name");
        Refused(prefix, [.. Author, .. Kind1], "lacks what it is to name");
    }

    [Fact]
    public void Malformed_fields_are_refused()
    {
        Refused("nprofile", Field(0, Key[1..]), "32 bytes");
        Refused("nprofile", Field(0, [.. Key, 0]), "32 bytes");
        Refused("nevent", Field(0, []), "32 bytes");
        Refused("nprofile", [0], "ends inside");
        Refused("nprofile", [0, 32, .. Key[1..]], "ends inside");
        Refused("nprofile", [.. Field(0, Key), 1], "ends inside");
        Refused("nprofile", [.. Field(0, Key), .. Field(1, "wss://é"u8)], "relay");
        Refused("nevent", [.. Field(0, Id), .. Field(2, Key[1..])], "author");
        Refused("nevent", [.. Field(0, Id), .. Field(3, [0, 1])], "kind");
        Refused("nrelay", Field(0, [0xff]), "UTF-8");
        Refused("naddr", [.. Field(0, [0xff]), .. Author, .. Kind1], "UTF-8");
        Refused("naddr", [.. Field(0, "d"u8), .. Kind1], "author or its kind");
        Refused("naddr", [.. Field(0, "d"u8), .. Author], "author or its kind");
    }

    [Fact]
    public void Random_fields_never_throw()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        string[] prefixes = ["nprofile", "nevent", "naddr", "nrelay"];
        for (var i = 0; i < 2_000; i++)
        {
            var data = new byte[random.Next(100)];
            random.NextBytes(data);
            for (var j = 0; j < data.Length; j += 1 + random.Next(20))
                data[j] = (byte)random.Next(5);

            var text = Bech32.Encode(prefixes[random.Next(prefixes.Length)], data);
            var exception = Record.Exception(() => Nip19.TryDecode(text, out _, out _));
            Assert.True(exception is null, $"seed {seed}: {text}: {exception}");
        }
    }

    static Nip19Entity Decode(string text)
    {
        Assert.True(Nip19.TryDecode(text, out var entity, out var reason), reason);
        return entity;
    }

    static void Refused(string prefix, ReadOnlySpan<byte> fields, string expected)
    {
        Assert.False(Nip19.TryDecode(Bech32.Encode(prefix, fields), out var entity, out var reason));
        Assert.Null(entity);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    static byte[] Field(byte type, ReadOnlySpan<byte> value) => [type, (byte)value.Length, .. value];
}
