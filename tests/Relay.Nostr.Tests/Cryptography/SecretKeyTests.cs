using System.Runtime.CompilerServices;

namespace Relay.Nostr.Tests;

/// <summary>What secret keys do; runs on each library for signatures.</summary>
public abstract class SecretKeyTests
{
    const string OrderOfTheCurve = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

    readonly SignatureLibrary _library;
    readonly SchnorrVerifier _verifier;

    private protected SecretKeyTests(SignatureLibrary library)
    {
        _library = library;
        _verifier = new SchnorrVerifier(library, 16);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Signing_gives_the_signatures_of_BIP340(int index)
    {
        var vector = Bip340Vector.All[index];
        using var key = FromBytes(vector.SecretKey);
        var signature = new byte[64];

        key.Sign(vector.Message, signature, vector.Auxiliary);

        Assert.Equal(vector.PublicKey, key.PublicKey);
        Assert.Equal(vector.Signature, signature);
    }

    [Fact]
    public void What_a_generated_key_signs_verifies_with_that_key_only()
    {
        using var key = SecretKey.Generate(_library);
        using var other = SecretKey.Generate(_library);
        var message = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        var signature = new byte[64];

        key.Sign(message, signature);

        Assert.False(key.PublicKey.SequenceEqual(other.PublicKey));
        Assert.True(_verifier.Verify(signature, message, key.PublicKey));
        Assert.False(_verifier.Verify(signature, message, other.PublicKey));
    }

    [Fact]
    public void Signing_twice_takes_fresh_randomness()
    {
        using var key = SecretKey.Generate(_library);
        var (first, second) = (new byte[64], new byte[64]);

        key.Sign(new byte[32], first);
        key.Sign(new byte[32], second);

        Assert.NotEqual(first, second);
        Assert.True(_verifier.Verify(first, new byte[32], key.PublicKey));
        Assert.True(_verifier.Verify(second, new byte[32], key.PublicKey));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(OrderOfTheCurve)]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364142")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public void Zero_and_numbers_from_the_order_on_are_refused(string hex)
    {
        Assert.False(SecretKey.TryFromBytes(Convert.FromHexString(hex), _library, out _));
        Assert.Throws<ArgumentException>(() => SecretKey.FromBytes(Convert.FromHexString(hex)));
        Assert.False(SecretKey.TryParse(hex, _library, out var key, out var reason));
        Assert.Null(key);
        Assert.Contains("order of the curve", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001")]
    [InlineData("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140")]
    public void The_least_and_the_greatest_key_sign(string hex)
    {
        Assert.True(SecretKey.TryParse(hex, _library, out var key, out var reason), reason);
        var signature = new byte[64];

        key.Sign(new byte[32], signature);

        Assert.True(_verifier.Verify(signature, new byte[32], key.PublicKey));
        key.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void Other_lengths_than_32_are_refused(int length) =>
        Assert.False(SecretKey.TryFromBytes(Enumerable.Repeat((byte)1, length).ToArray(), _library, out _));

    [Theory]
    [InlineData("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa")]
    [InlineData("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5")]
    public void The_nsec_of_NIP19_and_its_hex_are_the_same_key(string text)
    {
        Assert.True(SecretKey.TryParse(text, _library, out var key, out var reason), reason);

        Assert.Equal("7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e", Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5", key.ToNsec());
        key.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("67DEA2ED018072D675F5415ECFAED7D2597555E202D85B3D65EA4E58D2D92FFA")]
    [InlineData("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ff")]
    [InlineData("nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe6")]
    [InlineData("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg")]
    public void Other_texts_are_refused_without_repeating_them(string text)
    {
        Assert.False(SecretKey.TryParse(text, _library, out var key, out var reason));

        Assert.Null(key);
        if (text.Length > 0)
            Assert.DoesNotContain(text, reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void It_prints_as_its_public_key()
    {
        using var key = FromBytes(Convert.FromHexString("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"));

        Assert.Equal("secret key of npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg", key.ToString());
    }

    [Fact]
    public void A_disposed_key_is_zeroed_and_signs_no_more()
    {
        var key = SecretKey.Generate(_library);
        Assert.Contains(KeyPair(key), b => b != 0);

        key.Dispose();
        key.Dispose();

        Assert.DoesNotContain(KeyPair(key), b => b != 0);
        Assert.Throws<ObjectDisposedException>(() => key.Sign(new byte[32], new byte[64]));
        Assert.Throws<ObjectDisposedException>(key.ToNsec);
    }

    [Theory]
    [InlineData(31, 64, 32)]
    [InlineData(32, 63, 32)]
    [InlineData(32, 65, 32)]
    [InlineData(32, 64, 31)]
    public void Wrong_lengths_are_a_mistake_of_the_caller(int message, int signature, int auxiliary)
    {
        using var key = SecretKey.Generate(_library);

        Assert.Throws<ArgumentOutOfRangeException>(() => key.Sign(new byte[message], new byte[signature], new byte[auxiliary]));
    }

    SecretKey FromBytes(byte[] secret) => SecretKey.TryFromBytes(secret, _library, out var key) ? key : throw new ArgumentException(null);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_keyPair")]
    static extern ref readonly byte[] KeyPair(SecretKey key);
}
