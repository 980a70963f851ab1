namespace Relay.Nostr.Tests;

public sealed class Nip19Tests
{
    const string Hex = "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    const string Npub = "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";
    const string Nsec = "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5";
    const string Note = "note1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqsxthhhz";

    /// <summary>The nprofile of NIP-19, whose relays are wss://r.x.com and wss://djbas.sadkb.com.</summary>
    const string Nprofile =
        "nprofile1qqsrhuxx8l9ex335q7he0f09aej04zpazpl0ne2cgukyawd24mayt8gpp4mhxue69uhhytnc9e3k7mg"
        + "pz4mhxue69uhkg6nzv9ejuumpv34kytnrdaksjlyr9p";

    static readonly byte[] Key = Convert.FromHexString(Hex);
    static readonly byte[] One = [.. new byte[31], 1];

    /// <summary>The two npub of NIP-19.</summary>
    [Theory]
    [InlineData(
        "npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg",
        "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e")]
    [InlineData(Npub, Hex)]
    public void Npub_is_written_and_read(string npub, string hex)
    {
        Assert.Equal(npub, Nip19.EncodePublicKey(Convert.FromHexString(hex)));
        Assert.True(Nip19.TryParsePublicKey(npub, out var key, out var reason), reason);
        Assert.Equal(hex, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void A_public_key_that_cannot_be_read_is_told_with_the_expression_that_gave_it()
    {
        Assert.Equal(Bytes32.Parse(Hex), Nip19.ParsePublicKey(Npub));

        string? owner = null;
        var problem = Assert.Throws<FormatException>(() => Nip19.ParsePublicKey(owner));
        Assert.StartsWith("owner is \"\", which is not a public key: expected 64 ", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Hex)]
    [InlineData(Npub)]
    [InlineData(Nprofile)]
    public void A_public_key_may_be_hex_npub_or_nprofile(string text)
    {
        Assert.True(Nip19.TryParsePublicKey(text, out var key, out var reason), reason);
        Assert.Equal(Key, key);
        Assert.Null(reason);
    }

    [Fact]
    public void Bech32_may_be_all_upper_case_but_hex_may_not()
    {
        Assert.True(Nip19.TryParsePublicKey(Npub.ToUpperInvariant(), out var key, out var reason), reason);
        Assert.Equal(Key, key);
        Assert.False(Nip19.TryParsePublicKey(Hex.ToUpperInvariant(), out _, out reason));
        Assert.Contains("lowercase hex", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "expected 64 lowercase hex characters, npub or nprofile")]
    [InlineData("alice", "expected")]
    [InlineData("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459", "expected")]
    [InlineData("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459dd", "expected")]
    [InlineData("3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459g", "expected")]
    [InlineData("Npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6", "mixes")]
    [InlineData("npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w7", "checksum")]
    [InlineData("npub", "no prefix")]
    [InlineData(Note, "is not a public key")]
    [InlineData(Nsec, "is a secret key")]
    public void What_is_no_public_key_is_refused_with_a_reason(string text, string expected)
    {
        Assert.False(Nip19.TryParsePublicKey(text, out var key, out var reason));
        Assert.Null(key);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npub", 31, "32 bytes")]
    [InlineData("npub", 33, "32 bytes")]
    [InlineData("npub", 0, "32 bytes")]
    [InlineData("note", 31, "32 bytes")]
    [InlineData("nothing", 32, "prefix")]
    public void Wrong_lengths_and_prefixes_are_refused(string prefix, int length, string expected)
    {
        Assert.False(Nip19.TryDecode(Bech32.Encode(prefix, new byte[length]), out var entity, out var reason));
        Assert.Null(entity);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void Only_32_bytes_are_written(int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Nip19.EncodePublicKey(new byte[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Nip19.EncodeSecretKey(new byte[length]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Nip19.EncodeNote(new byte[length]));
    }

    [Fact]
    public void Nsec_is_written_but_read_only_as_a_secret_key()
    {
        var secret = Convert.FromHexString("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa");

        Assert.Equal(Nsec, Nip19.EncodeSecretKey(secret));
        Assert.False(Nip19.TryDecode(Nsec, out _, out var reason));
        Assert.Equal("is a secret key", reason);
        Assert.True(Nip19.TryParseSecretKey(Nsec, out var read, out reason), reason);
        Assert.Equal(secret, read);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData(Note)]
    [InlineData("nevent1qqsqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqgaffult")]
    public void An_event_id_may_be_hex_note_or_nevent(string text)
    {
        Assert.True(Nip19.TryParseEventId(text, out var id, out var reason), reason);
        Assert.Equal(One, id);
    }

    [Theory]
    [InlineData(Npub)]
    [InlineData("")]
    public void What_is_no_event_id_is_refused(string text)
    {
        Assert.False(Nip19.TryParseEventId(text, out var id, out var reason));
        Assert.Null(id);
        Assert.Contains("is not an event id", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Note_is_written_and_read()
    {
        Assert.Equal(Note, Nip19.EncodeNote(One));
        Assert.True(Nip19.TryDecode(Note, out var entity, out _));
        Assert.Equal(Nip19EntityType.Note, entity.Type);
        Assert.Equal(One, entity.EventId);
    }

    [Fact]
    public void Npub_names_a_key_without_relays()
    {
        Assert.True(Nip19.TryDecode(Npub, out var entity, out _));
        Assert.Equal(Nip19EntityType.PublicKey, entity.Type);
        Assert.Equal(Key, entity.PublicKey);
        Assert.Empty(entity.Relays);
    }

    [Fact]
    public void Nprofile_names_a_key_and_relays()
    {
        Assert.True(Nip19.TryDecode(Nprofile, out var entity, out var reason), reason);
        Assert.Equal(Nip19EntityType.Profile, entity.Type);
        Assert.Equal(Key, entity.PublicKey);
        Assert.Equal(["wss://r.x.com", "wss://djbas.sadkb.com"], entity.Relays);
        Assert.Null(entity.EventId);
    }
}
